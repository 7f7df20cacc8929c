"""The fonts of pictures, and which of them draws a sign. `script/vendor` puts their files here at set-up (see package.json)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).resolve().parent / "vendor"
EMOJI = "NotoEmoji_400Regular.ttf"
# In this order: the first that has a sign draws it.
FILES = (
    "noto-sans-latin-wght-normal.woff2",
    "noto-sans-latin-ext-wght-normal.woff2",
    "noto-sans-arabic-arabic-wght-normal.woff2",
    "noto-sans-ethiopic-ethiopic-wght-normal.woff2",
    "noto-sans-cyrillic-wght-normal.woff2",
    EMOJI,
)
REGULAR, BOLD = 400, 700
JOINER, EMOJI_STYLE = "\u200d", "\ufe0f"


class CannotDraw(Exception):
    """A picture cannot be drawn: a font is missing, a letter is in no font, or it would become too long."""


@lru_cache(maxsize=128)
def font(file: str, size: int, weight: int = REGULAR) -> ImageFont.FreeTypeFont:
    """A font at a size (pixels) and weight. Raises CannotDraw when its file is not there."""
    try:
        loaded = ImageFont.truetype(FOLDER / file, size, layout_engine=ImageFont.Layout.RAQM)
    except OSError as error:
        raise CannotDraw(f"the font {file} cannot be read; run script/setup where npm is installed") from error
    if file != EMOJI:
        loaded.set_variation_by_axes([weight])
    return loaded


@lru_cache(maxsize=8192)
def covers(file: str, sign: str) -> bool:
    """Whether a font has this sign. One that it has not is drawn as the font's own sign for "missing"."""
    return sign.isspace() or _drawn(file, sign) != _drawn(file, "\U0010fffe")


def fonts_of(text: str) -> list[str | None]:
    """For each sign the font that draws it, None for one that is left out.

    Raises CannotDraw for a letter that no font has: leaving it out would change a word.
    """
    chosen: list[str | None] = []
    before: str | None = None
    for at, sign in enumerate(text):
        joined = at > 0 and text[at - 1] == JOINER and before == EMOJI
        if sign in (JOINER, EMOJI_STYLE):  # no font need have these: they only steer what stands before them
            file = before if before == EMOJI else None
        elif before and (joined or _goes_along(sign, before)) and covers(before, sign):
            file = before
        elif text[at + 1 : at + 2] == EMOJI_STYLE and covers(EMOJI, sign):
            file = EMOJI
        else:
            file = next((file for file in FILES if covers(file, sign)), None)
        if file is None and unicodedata.category(sign)[0] in "LN":
            raise CannotDraw(f"no font has the letter U+{ord(sign):04X}")
        chosen.append(file)
        before = file or before
    return chosen


def _goes_along(sign: str, before: str) -> bool:
    """Whether a sign stays in the font of the sign before it: marks, shades of skin; beside letters spaces too."""
    category = unicodedata.category(sign)
    return category[0] == "M" or category == "Sk" or (before != EMOJI and category[0] in "ZPC")


@lru_cache(maxsize=8192)
def _drawn(file: str, sign: str) -> tuple[tuple[int, int], bytes]:
    mask = font(file, 24).getmask(sign)
    return mask.size, bytes(mask)
