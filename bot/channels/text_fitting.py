"""Making a text fit a messenger: its length as phones count it, splitting it, and marking it as right-to-left.

Knows no vendor; the channels say how much fits.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

RIGHT_TO_LEFT_MARK = "\u200f"
_JOINERS = {"\u200c", "\u200d"}


def fit(text: str, direction: Literal["ltr", "rtl"], limit: int) -> list[str]:
    """The text as a phone can show it: in pieces that are short enough and stand on the right side. Empty: no text."""
    if not text.strip():
        return []
    if direction == "ltr":
        return split(text, limit)
    pieces = split(mark_right_to_left(text), limit - 1)
    return [RIGHT_TO_LEFT_MARK + piece.lstrip(RIGHT_TO_LEFT_MARK) for piece in pieces]


def utf16_units(text: str) -> int:
    """The length as Telegram and WhatsApp count it: an emoji is two."""
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


def split(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` UTF-16 units, cut at a line end, else at a space, else anywhere."""
    pieces: list[str] = []
    rest = text.strip()
    while utf16_units(rest) > limit:
        cut = _cut(rest, limit)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def mark_right_to_left(text: str) -> str:
    """Put a mark before the text, and before each later line that phones would otherwise lay out from the left.

    A phone takes the direction of a line from its first letter, so a line such as "DUO: …" would jump to the left.
    """
    first, *others = text.split("\n")
    lines = [RIGHT_TO_LEFT_MARK + first, *(RIGHT_TO_LEFT_MARK + line if _leans_left(line) else line for line in others)]
    return "\n".join(lines)


def _leans_left(line: str) -> bool:
    for character in line:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return False
        if direction == "L":
            return True
    return bool(line.strip())  # digits and signs alone


def _cut(text: str, limit: int) -> int:
    """Where to cut: the number of characters of the first piece."""
    units = fitting = 0
    for character in text:
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit:
            break
        fitting += 1
    # One character further is looked at: a piece may end right before its space.
    line_end = text.rfind("\n", 0, fitting + 1)
    if line_end > fitting // 3:  # an early line end would leave a piece of a few words
        return line_end
    space = max(text.rfind(" ", 0, fitting + 1), line_end)
    if space > 0:
        return space
    while fitting > 1 and (unicodedata.combining(text[fitting]) or _JOINERS & {text[fitting], text[fitting - 1]}):
        fitting -= 1  # a vowel sign stays with its letter
    return fitting
