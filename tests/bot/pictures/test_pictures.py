"""The pictures themselves, in every language: all signs in a font, nothing beyond the edge, of a bounded size."""

from __future__ import annotations

import pytest

from bot.languages import live_languages
from bot.messages import Picture, Reply
from bot.pictures import page
from bot.pictures.bidi import CONTROLS
from bot.pictures.card import card_picture
from bot.pictures.draw import draw, size_of
from bot.pictures.fonts import CannotDraw, covers, fonts_of
from bot.pictures.path import path_picture
from bot.pictures.rows import split_sign
from bot.services.picturing import picture_of
from bot.texts import load_texts
from tests.bot.pictures.drawing import ink, needs_fonts, opened

pytestmark = [needs_fonts, pytest.mark.integration]
TEXTS = load_texts()
BESIDE = [name for name, response in TEXTS.responses["nl"].items() if (response.metadata or {}).get("picture")]
PICTURES = {name: (TEXTS.responses["nl"][name].metadata or {})["picture"] for name in BESIDE}
LARGEST = 200_000  # bytes: a minute of a poor mobile network is worth more than a fine edge
HIGHEST = 3500  # pixels: Telegram makes higher ones too small to read


def picture(name: str, language: str) -> Picture:
    found = picture_of(TEXTS, Reply(name), language)
    assert found is not None
    return found


def test_there_are_pictures_to_look_at() -> None:
    assert {"utter_ask_next_step_picture", "utter_ask_expectations_picture", "utter_ask_housing_picture"} <= set(BESIDE)


@pytest.mark.parametrize("language", live_languages())
@pytest.mark.parametrize("name", BESIDE)
def test_every_sign_of_a_picture_is_in_a_font(name: str, language: str) -> None:
    shown = "".join(sign for sign in picture(name, language).words if sign not in CONTROLS and sign != "\n")
    missing = [sign for sign, file in zip(shown, fonts_of(shown)) if file is None or not covers(file, sign)]
    assert [sign for sign in missing if sign not in "\u200c\u200d\ufe0f"] == []


@pytest.mark.parametrize("language", live_languages())
@pytest.mark.parametrize(
    "name",
    sorted({PICTURES[name]: name for name in BESIDE if PICTURES[name] != "talk_card"}.values()),  # it is empty
)
def test_a_picture_is_drawn_whole_and_is_not_too_large(name: str, language: str) -> None:
    png = draw(picture(name, language), language)
    width, height = size_of(png)
    assert width == page.WIDTH and 800 < height < HIGHEST and len(png) < LARGEST
    image = opened(png)
    assert image.size == (width, height)
    # Below its title the sheet has a margin on all sides: nothing hangs over it.
    below = image.crop((0, height // 4, width, height))
    left, _, right, bottom = ink(below, page.PAPER)
    assert (left, right, bottom) == (page.MARGIN, width - page.MARGIN + 1, below.height - page.SPACE + 1)


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_where_somebody_is_stands_out(language: str) -> None:
    pictures = [draw(picture(f"utter_ask_next_step_{phase}_picture", language), language) for phase in ("intake", "plan")]
    plain = draw(picture("utter_ask_next_step_picture", language), language)
    assert len({plain, *pictures}) == 3
    here = opened(pictures[0]).convert("RGB").getcolors(1 << 24)
    assert here is not None and any(count > 50_000 and colour == (255, 240, 194) for count, colour in here)


@pytest.mark.parametrize("language", ["nl", "fa"])
def test_the_signs_stand_where_the_language_begins(language: str) -> None:
    image = opened(path_picture("x", [("🏠 kop", ["regel"])], language))
    middle = image.height // 2 + 20
    inner = page.MARGIN + page.PADDING + 20
    sign = tuple(int(page.STRONG[place : place + 2], 16) for place in (1, 3, 5))
    at = image.width - inner if language == "fa" else inner
    column = {image.getpixel((at, down)) for down in range(middle - 80, middle + 80)}
    assert any(max(abs(a - b) for a, b in zip(colour, sign)) < 12 for colour in column if isinstance(colour, tuple))


def test_a_heading_and_its_emoji() -> None:
    assert split_sign("🏠 1. Thuis") == ("🏠", "1. Thuis")
    assert split_sign("1. Thuis") == ("", "1. Thuis")
    assert split_sign("✉") == ("", "✉")


@pytest.mark.parametrize("language", live_languages())
def test_a_card_takes_own_words_of_any_kind(language: str) -> None:
    words = "Ik wil “kok” worden 👩🏽‍🍳❤️ · أريد أن أعمل · ምግቢ ክሰርሕ · я хочу\nen nog een regel\n\n"
    png = card_picture("Mijn gesprek", [("Dit wil ik", words), ("", "zonder kop"), ("", "  "), ("zonder tekst", "")], language)
    assert size_of(png)[0] == page.WIDTH


def test_a_card_without_rows_and_one_with_too_many() -> None:
    assert size_of(card_picture("Leeg", [], "nl"))[1] < 400
    with pytest.raises(CannotDraw, match="higher than"):
        card_picture("Vol", [("kop", "woord " * 100)] * 40, "nl")


def test_a_layout_that_is_not_there_is_told() -> None:
    with pytest.raises(CannotDraw, match="no layout round; there are card, path, sides"):
        draw(Picture("round", "x", ()), "nl")
