"""A card: a heading and a text in each row. Also for people's own words, in any script, with emoji."""

from __future__ import annotations

from collections.abc import Sequence

from bot.pictures.fonts import BOLD
from bot.pictures.lines import set_text
from bot.pictures.page import HEADING, INK, MARGIN, PADDING, STRONG, TEXT, WIDTH, Page


def card_picture(title: str, rows: Sequence[tuple[str, str]], language: str) -> bytes:
    """A PNG with a box for each (heading, text); a heading or text that is empty is left out.

    Raises CannotDraw when a letter is in no font, a font is missing or there is too much text.
    """
    page = Page(title, language)
    width = WIDTH - 2 * (MARGIN + PADDING)
    for heading, text in rows:
        blocks = [(set_text(heading, language, width, HEADING, BOLD), STRONG)] if heading.strip() else []
        blocks += [(set_text(line, language, width, TEXT), INK) for line in text.splitlines() if line.strip()]
        if not blocks:
            continue
        top = page.box(sum(block.height for block, _ in blocks) + 2 * PADDING) + PADDING
        for block, colour in blocks:
            block.draw(page.canvas, MARGIN + PADDING, top, colour)
            top += block.height
    return page.png()
