"""Who does what: a box for each side, with short lines."""

from __future__ import annotations

from collections.abc import Sequence

from bot.pictures.page import Page
from bot.pictures.rows import Look, draw_row, split_sign

# Mine, my client manager's, that of others, nobody's: the colours only help, the headings say it.
LOOKS = (
    Look(fill="#e3f1ee", edge="#b9d9d1"),
    Look(fill="#fff6e0", edge="#e8d39a", sign="#8a5f00", heading="#6b4900"),
    Look(fill="#e9eef8", edge="#c3d0e8", sign="#2d5596", heading="#234678"),
    Look(fill="#fdeeea", edge="#efc9c1", sign="#8a1c14", heading="#8a1c14"),
)


def sides_picture(title: str, sides: Sequence[tuple[str, Sequence[str]]], language: str) -> bytes:
    """A PNG with a box for each (heading, lines); a heading may begin with an emoji. Raises CannotDraw."""
    sheet = Page(title, language)
    for place, (heading, lines) in enumerate(sides):
        sign, words = split_sign(heading)
        draw_row(sheet, sign or str(place + 1), words, lines, LOOKS[place % len(LOOKS)])
    return sheet.png()
