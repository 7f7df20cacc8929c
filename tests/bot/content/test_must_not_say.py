"""What must never be said: every pattern is proven, no text in any language says it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content.must_not_say import (
    ENTRIES,
    PATTERNS,
    must_not_say_complaints,
    overdue_entries,
    read_entries,
    read_patterns,
    spoken,
)
from bot.content.tree import ContentError
from bot.languages import ROOT, live_languages
from bot.texts import BLANK, Texts

KNOWN = read_entries(ROOT)
LANGUAGES = list(live_languages())
OF = {code: read_patterns(ROOT, code, KNOWN) for code in LANGUAGES}


@pytest.fixture(scope="module")
def all_said(texts: Texts) -> list[tuple[str, str, str]]:
    """Every sentence and title that people may read: language, response, sentence."""
    return [
        (code, name, sentence)
        for code in LANGUAGES
        for name, found in texts.responses[code].items()
        for sentence in spoken(BLANK.sub(" ", "\n".join([found.text, *(one.title for one in found.choices)])))
    ]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("key", KNOWN)
def test_a_pattern_catches_what_must_not_be_said_and_lets_its_neighbour_through(key: str, code: str) -> None:
    pattern = OF[code][key]
    assert any(pattern.says(sentence) for sentence in spoken(f"Ja. {pattern.catches}"))
    assert not any(pattern.says(sentence) for sentence in spoken(pattern.lets_through))


@pytest.mark.parametrize("key", KNOWN)
def test_no_text_in_any_language_says_it(key: str, all_said: list[tuple[str, str, str]]) -> None:
    assert [place for place in all_said if OF[place[0]][key].says(place[2])] == []


def test_a_denial_and_a_question_are_let_through_unless_the_denial_is_the_mistake() -> None:
    patterns = OF["nl"]
    assert patterns["sure_extension"].says("U krijgt zeker extra tijd.")
    assert not patterns["sure_extension"].says("U krijgt zeker extra tijd, maar niet zonder besluit.")
    assert not patterns["late_fine"].says("Krijgt u een boete?")
    assert patterns["not_police"].says("Bel de politie niet.")


def test_entries_are_looked_up_again_in_time() -> None:
    assert overdue_entries(ROOT, date(2026, 11, 22)) == []
    late = overdue_entries(ROOT, date(2027, 3, 1))
    assert any(line.startswith(f"{ENTRIES}: family_comes: was looked up on 2026-11-21, more than 90 days ago") for line in late)
    assert not any(": pass_score: " in line for line in late)


@pytest.fixture
def said(tree: Path) -> Path:
    """The small tree with one thing that must not be said."""
    (tree / PATTERNS).mkdir(parents=True)
    (tree / ENTRIES).write_text(
        "punished: {topic: x, says: You will be punished, instead: explain it, checked: 2026-11-21, days: 90}\n"
    )
    for code in ("nl", "en", "ar"):
        row = "{pattern: 'rechten|rights', catches: rechten, lets_through: hallo}"
        (tree / PATTERNS / f"{code}.yml").write_text(f"denied: 'niet'\npatterns:\n  punished: {row}\n")
    return tree


def test_the_check_names_file_sentence_and_cure(said: Path) -> None:
    lines = must_not_say_complaints(said)
    assert any(
        line.startswith("data/responses/nl/all.yml: utter_ask_rights: 'U hebt rechten")
        and line.endswith("(punished: You will be punished); say: explain it")
        for line in lines
    ), lines


def test_a_language_without_patterns_or_with_others_is_told(said: Path) -> None:
    (said / PATTERNS / "ar.yml").unlink()
    assert must_not_say_complaints(said) == [f"{PATTERNS}/ar.yml: does not exist; write it as {PATTERNS}/nl.yml is written"]
    (said / PATTERNS / "ar.yml").write_text("denied: x\npatterns: {other: {pattern: x, catches: x, lets_through: y}}\n")
    with pytest.raises(ContentError, match="other, punished: stands only here or only in"):
        read_patterns(said, "ar", read_entries(said))
    (said / PATTERNS / "ar.yml").write_text("denied: '('\npatterns: {}\n")
    with pytest.raises(ContentError, match=r"ar\.yml: cannot be read"):
        read_patterns(said, "ar", read_entries(said))
