"""Text as lines: shaped and ordered as the shaping library does, cut where it may be, each sign in a font that has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont

from bot.languages import live_languages
from bot.pictures import fonts, lines
from bot.pictures.fonts import EMOJI, CannotDraw, covers, fonts_of
from bot.pictures.lines import Block, set_text
from tests.bot.pictures.drawing import needs_fonts

pytestmark = needs_fonts
DEJAVU = "DejaVuSans.ttf"  # has Latin and Arabic letters both, so that one font can draw a whole line


def drawn(block: Block) -> Image.Image:
    image = Image.new("L", (block.width, max(block.height, 1)), 0)
    block.draw(ImageDraw.Draw(image), 0, 0, "white")
    return image


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("أريد أن أتعلم", "ar"),
        ('دروس "inburgering" في عام 2026، شكرًا', "ar"),
        ("نسكن في azc (COA) منذ 3 أشهر.", "ar"),
        ("می‌خواهم درس بخوانم؟", "fa"),
        ("1. المقابلة الأولى", "ar"),
        ("Ik zeg شكرا tegen u.", "nl"),
    ],
)
def test_a_line_looks_as_if_one_font_had_drawn_it(monkeypatch: pytest.MonkeyPatch, text: str, language: str) -> None:
    file = next(Path(ImageFont.__file__).parents[1].glob(f"matplotlib/mpl-data/fonts/ttf/{DEJAVU}"))
    whole = ImageFont.truetype(file, 48, layout_engine=ImageFont.Layout.RAQM)
    monkeypatch.setattr(lines, "fonts_of", lambda shown: [DEJAVU] * len(shown))
    monkeypatch.setattr(lines, "font", lambda *_: whole)
    block = set_text(text, language, 1000, 48)
    (line,) = block.lines
    direction = live_languages()[language].direction
    expected = Image.new("L", (block.width, block.height), 0)
    width = whole.getlength(text, direction=direction)
    left = round(block.width - width) if block.right_to_left else 0
    ImageDraw.Draw(expected).text((left, line.above), text, "white", whole, "ls", direction=direction)
    ours, theirs = drawn(block), expected
    assert ours.getbbox() is not None
    # Runs begin on whole pixels: each may stand one beside, which is no more than the edges of letters.
    off = ImageChops.difference(ours, theirs)
    share = sum(off.histogram()[128:]) / max(sum(theirs.histogram()[128:]), 1)
    assert share < 0.25, f"{share:.0%} of the ink stands elsewhere"


def test_no_line_is_wider_than_it_may_be() -> None:
    for width in (200, 420, 900):
        block = set_text("Hottentottententententoonstelling en meer: مرحبا بكم ሰላም 😀 " * 3, "nl", width, 48)
        assert len(block.lines) > 1 and all(line.width <= width for line in block.lines)


def test_a_text_is_cut_between_words() -> None:
    block = set_text("een twee drie vier", "nl", 260, 48)
    assert ["".join(run.text for run in line.runs) for line in block.lines] == ["een twee", "drie vier"]


def test_an_emoji_of_several_signs_is_never_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    block = set_text(family * 6, "nl", 120, 48)
    parts = ["".join(run.text for run in line.runs) for line in block.lines]
    assert all(part.replace(family, "") == "" for part in parts) and len(parts) > 1


def test_a_line_stands_at_the_side_where_its_language_begins() -> None:
    left = drawn(set_text("kort", "nl", 800, 48)).getbbox()
    right = drawn(set_text("قصير", "ar", 800, 48)).getbbox()
    assert left and right and left[2] < 400 < right[0]


@pytest.mark.parametrize("sign", ["\u4e2d", "\u0e01", "\U00010300"])
def test_a_letter_that_no_font_has_is_no_picture(sign: str) -> None:
    with pytest.raises(CannotDraw, match="no font has"):
        set_text(f"woord {sign}", "nl", 800, 48)


def test_a_sign_that_no_font_has_is_left_out() -> None:
    block = set_text("goed \U0001fbc5\ue000 zo", "nl", 800, 48)
    assert "".join(run.text for run in block.lines[0].runs).split() == ["goed", "zo"]


def test_the_sign_for_missing_is_never_drawn() -> None:
    text = "Dag! مرحبا ሰላም። Привіт ŞşĞğİıÇçÊêÎîÛû €5 – “ja” • ✓ ❤️ 👍🏽 🇳🇱 1️⃣"
    shown = "".join(run.text for line in set_text(text, "nl", 900, 48).lines for run in line.runs)
    for sign, file in zip(shown, fonts_of(shown)):
        assert file is None or sign in ("\u200d", "\ufe0f") or covers(file, sign), f"U+{ord(sign):04X}"
    assert "👍🏽" in shown and "ሰላም" in shown and fonts_of("😀") == [EMOJI]


def test_a_font_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    fonts.font.cache_clear()
    try:
        with pytest.raises(CannotDraw, match="script/setup"):
            fonts.font(EMOJI, 31)
    finally:
        fonts.font.cache_clear()


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_somebody_writes_is_drawn_or_refused(text: str) -> None:
    try:
        block = set_text(text, "ar", 700, 48)
    except CannotDraw:
        return
    drawn(block)
