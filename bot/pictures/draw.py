"""Draws a picture by the name of its layout. What it says comes with it; texts and people are not known here."""

from __future__ import annotations

import struct
from functools import lru_cache
from threading import Lock
from typing import Callable

from bot.messages import Picture
from bot.pictures.card import card_picture
from bot.pictures.fonts import CannotDraw
from bot.pictures.path import path_picture
from bot.pictures.sides import sides_picture

LAYOUTS: dict[str, Callable[[Picture, str], bytes]] = {
    "card": lambda picture, language: card_picture(
        picture.title, [(heading, "\n".join(lines)) for heading, lines in picture.rows], language
    ),
    "path": lambda picture, language: path_picture(picture.title, picture.rows, language, picture.here, picture.mark),
    "sides": lambda picture, language: sides_picture(picture.title, picture.rows, language),
}
OF_PERSONS = "card"
_one_at_a_time = Lock()  # a font of Pillow is not made for several threads


def draw(picture: Picture, language: str) -> bytes:
    """The picture as a PNG. Raises CannotDraw when it cannot be drawn as it should look.

    Those of the team's own texts are kept in memory, of some 50 kB each. A card may hold a person's own words: it is
    drawn anew each time, so that nothing of them stays.
    """
    return _draw(picture, language) if picture.layout == OF_PERSONS else _drawn(picture, language)


@lru_cache(maxsize=100)
def _drawn(picture: Picture, language: str) -> bytes:
    return _draw(picture, language)


def _draw(picture: Picture, language: str) -> bytes:
    layout = LAYOUTS.get(picture.layout)
    if layout is None:
        raise CannotDraw(f"no layout {picture.layout}; there are {', '.join(LAYOUTS)}")
    with _one_at_a_time:
        return layout(picture, language)


def size_of(png: bytes) -> tuple[int, int]:
    """The width and height of a PNG in pixels, as its first block tells."""
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)
