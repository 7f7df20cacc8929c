"""Text as lines that fit a width: in any script, with words of another script among them, and drawn from either side."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import ImageDraw, ImageFont

from bot.languages import language as language_of
from bot.pictures.bidi import HIDDEN, in_order, levels
from bot.pictures.fonts import BOLD, JOINER, REGULAR, font, fonts_of

__all__ = ["BOLD", "REGULAR", "Block", "set_text"]

# Above and below the ground line, as parts of the size: marks above and tails below Arabic letters need more.
HEIGHTS = {"rtl": (1.15, 0.5), "ltr": (1.05, 0.35)}
GAP = 0.08  # between two lines, as a part of the size


@dataclass(frozen=True)
class Run:
    """What one font draws in one direction."""

    text: str
    font: ImageFont.FreeTypeFont
    right_to_left: bool
    width: float


@dataclass(frozen=True)
class Line:
    """One line, its runs from left to right. Heights are in pixels, above and below the ground line."""

    runs: tuple[Run, ...]
    above: int
    below: int

    @property
    def width(self) -> float:
        return sum(run.width for run in self.runs)


@dataclass(frozen=True)
class Block:
    """Lines below each other."""

    lines: tuple[Line, ...]
    right_to_left: bool
    width: int
    gap: int
    language: str

    @property
    def height(self) -> int:
        return sum(line.above + line.below for line in self.lines) + self.gap * max(len(self.lines) - 1, 0)

    def draw(self, canvas: ImageDraw.ImageDraw, left: int, top: int, colour: str, centred: bool = False) -> None:
        """Draw the lines, from the side where the language begins or in the middle of the width."""
        for line in self.lines:
            free = self.width - line.width
            at = left + (free / 2 if centred else free if self.right_to_left else 0)
            for run in line.runs:
                direction = "rtl" if run.right_to_left else "ltr"
                canvas.text((round(at), top + line.above), run.text, colour, run.font, "ls", direction=direction)
                at += run.width
            top += line.above + line.below + self.gap


def set_text(text: str, language: str, width: int, size: int, weight: int = REGULAR) -> Block:
    """A text as lines of at most `width` pixels; a word that is longer is cut. Raises CannotDraw.

    The direction is that of the language, also when the text begins with a word of another one.
    """
    right_to_left = language_of(language).direction == "rtl"
    setter = _Setter(unicodedata.normalize("NFC", " ".join(text.split())), right_to_left, size, weight)
    lines = tuple(setter.line(begin, end) for begin, end in setter.cut(width))
    return Block(lines, right_to_left, width, round(size * GAP), language)


class _Setter:
    """Sets one paragraph: the order and the fonts of its signs are known before it is cut into lines."""

    def __init__(self, text: str, right_to_left: bool, size: int, weight: int) -> None:
        self._text, self._size, self._weight = text, size, weight
        self._base = int(right_to_left)
        self._levels = levels(text, right_to_left)
        self._fonts = fonts_of("".join("" if level == HIDDEN else sign for sign, level in zip(text, self._levels)))
        shown = iter(self._fonts)
        self._files = [None if level == HIDDEN else next(shown) for level in self._levels]

    def cut(self, width: int) -> Iterable[tuple[int, int]]:
        """Where the lines begin and end."""
        begin = 0
        while begin < len(self._text):
            ends = [at for at in range(begin + 1, len(self._text) + 1) if at == len(self._text) or self._text[at] == " "]
            fitting = self._longest(begin, ends, width)
            if not fitting:
                fitting = self._longest(begin, [at for at in range(begin + 1, ends[0] + 1) if self._may_cut(at)], width)
            end = fitting or begin + 1
            yield begin, end
            begin = end + (self._text[end : end + 1] == " ")

    def line(self, begin: int, end: int) -> Line:
        """The line with these signs."""
        pieces: list[tuple[str, str, int]] = []  # text, font, level
        for at in range(begin, end):
            sign, file, level = self._text[at], self._files[at], self._levels[at]
            if file is None:
                continue
            if pieces and pieces[-1][1:] == (file, level):
                pieces[-1] = (pieces[-1][0] + sign, file, level)
            else:
                pieces.append((sign, file, level))
        runs = [self._run(*piece) for piece in pieces]
        order = in_order([(place, level) for place, (_, _, level) in enumerate(pieces)])
        above, below = HEIGHTS["rtl" if self._base or any(run.right_to_left for run in runs) else "ltr"]
        return Line(tuple(runs[place] for place in order), round(above * self._size), round(below * self._size))

    def _run(self, text: str, file: str, level: int) -> Run:
        loaded = font(file, self._size, self._weight)
        right_to_left = bool(level % 2)
        return Run(text, loaded, right_to_left, loaded.getlength(text, direction="rtl" if right_to_left else "ltr"))

    def _longest(self, begin: int, ends: list[int], width: int) -> int:
        """The last of the ends with which the line still fits; 0 when it fits with none."""
        fitting = 0
        for end in ends:
            if self.line(begin, end).width > width:
                break
            fitting = end
        return fitting

    def _may_cut(self, at: int) -> bool:
        """Whether a word may be cut before this sign: not within what makes one sign together."""
        if at >= len(self._text):
            return True
        sign = self._text[at]
        return unicodedata.category(sign) not in ("Mn", "Mc", "Me", "Cf", "Sk") and self._text[at - 1] != JOINER
