"""Rows of a picture: a round sign, a heading and short lines below it, one row under the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures import page
from bot.pictures.fonts import BOLD
from bot.pictures.lines import Block, set_text
from bot.pictures.page import MARGIN, PADDING, WIDTH, Page

SIGN = 124  # pixels across the round sign
SIGN_SIZE = 72  # of the letters in it
BESIDE = SIGN + 28  # what the sign takes of the width
DOT, DOT_ROOM = 12, 34
BADGE_ROOM = 24  # on either side of the words of a badge


@dataclass(frozen=True)
class Look:
    """The colours of a row: its box, the edge of the box, the sign and what stands in the sign."""

    fill: str = page.CARD
    edge: str = page.LINE
    sign: str = page.STRONG
    on_sign: str = page.ON_BRAND
    heading: str = page.STRONG
    wide_edge: int = 3


def draw_row(sheet: Page, sign: str, heading: str, lines: Sequence[str], look: Look, badge: str = "") -> int:
    """Draw a row; `badge` is a word set off above its heading. Returns how far its sign is from the left. Raises CannotDraw."""
    language, right_to_left = sheet.language, sheet.right_to_left
    width = WIDTH - 2 * (MARGIN + PADDING) - BESIDE
    dotted = len(lines) > 1
    room = DOT_ROOM if dotted else 0
    label = set_text(badge, language, width - 2 * BADGE_ROOM, page.SMALL, BOLD) if badge else None
    head = set_text(heading, language, width, page.HEADING, BOLD)
    texts = [set_text(line, language, width - room, page.TEXT) for line in lines]
    high = sum(block.height for block in (head, *texts)) + (label.height + 24 if label else 0) + 10 * len(texts)
    height = max(high, SIGN) + 2 * PADDING
    top = sheet.box(height, look.fill, look.edge, look.wide_edge)
    across = MARGIN + PADDING + SIGN // 2
    across = WIDTH - across if right_to_left else across
    _sign(sheet, sign, (across, top + PADDING + SIGN // 2), look)
    left = MARGIN + PADDING + (0 if right_to_left else BESIDE)
    at = top + PADDING + max((SIGN - high) // 2, 0)
    if label:
        wide = round(max(line.width for line in label.lines)) + 2 * BADGE_ROOM
        begin = left + width - wide if right_to_left else left
        sheet.canvas.rounded_rectangle((begin, at, begin + wide, at + label.height), 20, page.HERE_LINE)
        label.draw(sheet.canvas, left + BADGE_ROOM, at, page.ON_BRAND)
        at += label.height + 24
    head.draw(sheet.canvas, left, at, look.heading)
    at += head.height
    for text in texts:
        at += 10
        if dotted:
            _dot(sheet, text, left + width if right_to_left else left, at)
        text.draw(sheet.canvas, left if right_to_left else left + room, at, page.INK)
        at += text.height
    return across


def split_sign(heading: str) -> tuple[str, str]:
    """The emoji that a heading begins with, and the heading without it; "" for none."""
    first, _, rest = heading.partition(" ")
    if first and rest and all(unicodedata.category(sign)[0] in "SMC" for sign in first):
        return first, rest.strip()
    return "", heading


def _sign(sheet: Page, sign: str, middle: tuple[int, int], look: Look) -> None:
    across, down = middle
    half = SIGN // 2
    sheet.canvas.ellipse((across - half, down - half, across + half, down + half), look.sign)
    block = set_text(sign, "nl", SIGN, SIGN_SIZE, BOLD)
    run = block.lines[0].runs[0]
    # By what is really drawn: emoji and digits stand at different heights above the ground line.
    left, top, right, bottom = run.font.getbbox(run.text, anchor="ls")
    sheet.canvas.text((across - (left + right) / 2, down - (top + bottom) / 2), run.text, look.on_sign, run.font, "ls")


def _dot(sheet: Page, text: Block, edge: int, top: int) -> None:
    begin = edge - DOT if sheet.right_to_left else edge
    down = top + text.lines[0].above - round(page.TEXT * 0.32)
    sheet.canvas.ellipse((begin, down - DOT // 2, begin + DOT, down + DOT // 2), page.STRONG)
