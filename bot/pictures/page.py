"""The sheet that all pictures are drawn on: its colours and measures, its title, and the finished PNG."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from bot.languages import language as language_of
from bot.pictures.fonts import BOLD, CannotDraw
from bot.pictures.lines import set_text

WIDTH = 1080  # pixels: three for each of a small phone's
TALLEST = 6000  # pixels; Telegram takes a photo whose width and height are 10,000 together
MARGIN, PADDING, SPACE, ROUND = 40, 30, 24, 28
TITLE, HEADING, TEXT, SMALL = 62, 52, 48, 42  # sizes of letters

PAPER, CARD, INK, LINE = "#f5f3ee", "#ffffff", "#1d2a2a", "#d8d5cc"  # as in the web chat (chat.css)
BRAND, ON_BRAND, STRONG, SOFT = "#0b4f4a", "#ffffff", "#0b6159", "#d9ece7"
HERE, HERE_LINE = "#fff0c2", "#8a5f00"


class Page:
    """A sheet under its title, filled from above. `top` is where the next thing goes."""

    def __init__(self, title: str, language: str) -> None:
        self.language = language
        self.right_to_left = language_of(language).direction == "rtl"
        self._image = Image.new("RGB", (WIDTH, TALLEST), PAPER)
        self.canvas = ImageDraw.Draw(self._image)
        block = set_text(title, language, WIDTH - 2 * MARGIN, TITLE, BOLD)
        height = block.height + 2 * PADDING
        self.canvas.rectangle((0, 0, WIDTH, height), BRAND)
        block.draw(self.canvas, MARGIN, PADDING, ON_BRAND)
        self.top = height + SPACE

    @property
    def end(self) -> int:
        """Where the last box ends."""
        return self.top - SPACE

    def box(self, height: int, fill: str = CARD, outline: str = LINE, width: int = 3) -> int:
        """A rounded box over the width of the sheet; returns where it begins. Raises CannotDraw when the sheet is full."""
        begin = self.top
        if begin + height + SPACE > TALLEST:
            raise CannotDraw(f"the picture would be higher than {TALLEST} pixels")
        area = (MARGIN, begin, WIDTH - MARGIN, begin + height)
        self.canvas.rounded_rectangle(area, ROUND, fill, outline, width)
        self.top = begin + height + SPACE
        return begin

    def png(self) -> bytes:
        """The finished picture."""
        file = io.BytesIO()
        # 256 colours are plenty for flat colours and the edges of letters, and save half of somebody's data. The quicker
        # FASTOCTREE would shift the colour of the paper.
        sheet = self._image.crop((0, 0, WIDTH, self.top)).quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        sheet.save(file, "PNG", compress_level=6)
        return file.getvalue()
