"""The order of signs in a line, as the Unicode Bidirectional Algorithm has it."""

from __future__ import annotations

import pytest

from bot.pictures.bidi import HIDDEN, in_order, levels

# What is written, from which side it is read, and how it stands from left to right; Arabic letters are not joined here.
LINES = {
    "left to right": ("abc 12", False, "abc 12"),
    "right to left": ("אבג", True, "גבא"),
    "a word from the left in a line from the right": ("אב cd גד", True, "דג cd בא"),
    "a word from the right in a line from the left": ("ab גד ef", False, "ab דג ef"),
    "a number": ("אב 2026 גד", True, "דג 2026 בא"),
    "a number with a comma": ("אב 1,50 גד", True, "דג 1,50 בא"),
    "a number after Arabic": ("عام 2026", True, "2026 ماع"),
    "a number that begins": ("1. אב", True, "בא .1"),
    "a pair of brackets around a word": ("אב (cd)", True, "(cd) בא"),
    "brackets within words from the left": ("אב cd (ef) גד", True, "דג cd (ef) בא"),
    "brackets at the end of words from the left": ("cd (ef)", True, "cd (ef)"),
    "quotes around a word": ('אב "cd"', True, '"cd" בא'),
    "the sign that ends a sentence": ("אב cd.", True, ".cd בא"),
    "an isolated telephone number": ("אב \u20660800-8020\u2069 גד", True, "דג 0800-8020 בא"),
    "an isolated sentence from the left": ("אב \u2068ef gh.\u2069 גד", True, "דג ef gh. בא"),
    "an isolated sentence from the right": ("ab \u2068גד הו!\u2069 ef", False, "ab !וה דג ef"),
    "an isolate that is not closed": ("אב \u2066cd ef", True, "cd ef בא"),
    "nothing": ("", True, ""),
    "only signs that steer": ("\u200f\u2068\u2069", True, ""),
}
MIRRORED = {"(": ")", ")": "("}


def shown(text: str, right_to_left: bool) -> str:
    """The signs from left to right, as they stand on the screen."""
    found = levels(text, right_to_left)
    visible = [place for place, level in enumerate(found) if level != HIDDEN]
    order = in_order([(place, found[place]) for place in visible])
    return "".join(MIRRORED.get(text[place], text[place]) if found[place] % 2 else text[place] for place in order)


@pytest.mark.parametrize(("text", "right_to_left", "expected"), LINES.values(), ids=list(LINES))
def test_the_order_of_a_line(text: str, right_to_left: bool, expected: str) -> None:
    assert shown(text, right_to_left) == expected


def test_a_mark_stays_with_its_letter() -> None:
    text = "ab שָׁ cd"
    found = levels(text, False)
    letter = text.index("ש")
    assert len({found[letter], found[letter + 1], found[letter + 2]}) == 1
