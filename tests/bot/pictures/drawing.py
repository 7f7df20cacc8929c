"""What the tests of pictures share: whether the fonts are there, and a picture to look at."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from bot.pictures.fonts import FILES, FOLDER

needs_fonts = pytest.mark.skipif(
    not all((FOLDER / file).is_file() for file in FILES), reason="the fonts are not installed (script/setup with npm)"
)


def opened(png: bytes) -> Image.Image:
    """A PNG as an image in colours."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def ink(image: Image.Image, paper: str) -> tuple[int, int, int, int]:
    """The box around everything that is not of the colour of the paper."""
    box = ImageChops.difference(image, Image.new("RGB", image.size, paper)).getbbox()
    assert box is not None, "nothing is drawn"
    return box
