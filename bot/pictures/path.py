"""A path: steps under each other, joined by a line, with the place where somebody is now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.pictures import page
from bot.pictures.page import Page
from bot.pictures.rows import Look, draw_row, split_sign

NOW = Look(fill=page.HERE, edge=page.HERE_LINE, sign=page.HERE_LINE, heading=page.INK, wide_edge=6)
JOIN = 10  # pixels across the line between two boxes


def path_picture(title: str, rows: Sequence[tuple[str, Sequence[str]]], language: str, here: int = 0, mark: str = "") -> bytes:
    """A PNG with a row for each (heading, lines); step `here` (from 1) is set off and says `mark`. Raises CannotDraw.

    A heading that begins with an emoji has it as its sign, any other has its number.
    """
    sheet = Page(title, language)
    for number, (heading, lines) in enumerate(rows, start=1):
        sign, words = split_sign(heading)
        look, badge = (NOW, mark) if number == here else (Look(), "")
        joined_from = sheet.end if number > 1 else None
        across = draw_row(sheet, sign or str(number), words, lines, look, badge)
        if joined_from is not None:
            area = (across - JOIN // 2, joined_from, across + JOIN // 2, joined_from + page.SPACE)
            sheet.canvas.rectangle(area, page.STRONG)
    return sheet.png()
