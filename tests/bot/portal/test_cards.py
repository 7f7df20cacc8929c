"""The card of a subject: what to do first, whom to call, what not to write. Numbers come from one list only."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.portal.cards import KINDS, OF_ANY_DANGER, PARTS, card_of
from bot.portal.locale import load_locales
from bot.texts import read_numbers
from tests.bot.portal.world import World, press, words

LOCALES = load_locales()
DANGER = [kind for kind in KINDS if kind.startswith("crisis_")]


@pytest.mark.parametrize("code", LOCALES)
def test_no_number_stands_in_the_words_of_a_card(code: str) -> None:
    for key, forms in LOCALES[code].words.items():
        if key.startswith("card."):
            assert not re.search(r"\d{3}", re.sub(r"%\(\w+\)s", "", forms[0])), key


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_card_is_whole_and_every_number_can_be_called(world: World, kind: str, code: str) -> None:
    handover = world.urgent(reason=kind) if kind in DANGER else world.handover(reason=kind)
    card = card_of(handover, LOCALES[code], read_numbers())
    assert card is not None and card.urgent is (kind in DANGER)
    assert list(card.parts)[:3] == list(PARTS[:3])
    lines = [str(line) for part in card.parts.values() for line in part]
    assert all("%(" not in line for line in lines)
    called = {number.replace("-", "").replace(" ", "") for number in read_numbers().values()}
    assert set(re.findall(r'href="tel:(\d+)"', "".join(lines))) <= called


@pytest.mark.parametrize("kind", DANGER)
def test_a_card_of_danger_keeps_what_is_true_of_any_danger(world: World, kind: str) -> None:
    browser, handover = world.log_in(), world.urgent(reason=kind)
    said = words(browser.get(f"/portal/handovers/{handover.id}").text)
    for key in (*OF_ANY_DANGER["first"], *OF_ANY_DANGER["not_write"]):
        text = LOCALES["nl"].text(key)
        assert (text % {"number": "112"} if "%(" in text else text) in said


def test_the_meldcode_stands_where_it_belongs(world: World) -> None:
    with_code = {kind for kind in KINDS if LOCALES["nl"].has(f"card.{kind}.meldcode")}
    assert with_code == {"crisis_violence", "crisis_child", "crisis_exploitation", "sensitive_family"}


def test_danger_of_an_unknown_kind_has_a_card_and_an_ordinary_wish_has_none(world: World) -> None:
    urgent = card_of(world.urgent(reason="crisis_new"), LOCALES["nl"], read_numbers())
    assert urgent is not None and list(urgent.parts) == ["first", "not_write"]
    assert card_of(world.handover(reason="request_human"), LOCALES["nl"], read_numbers()) is None


def test_a_wish_to_speak_somebody_has_the_card_of_its_subject(world: World) -> None:
    handover = world.handover(reason="request_human", topic="sensitive_family")
    card = card_of(handover, LOCALES["nl"], read_numbers())
    assert card is not None and card.kind == "sensitive_family" and not card.urgent
    strange = replace(handover, content={"topic": ["a", "list"]})
    assert card_of(strange, LOCALES["nl"], read_numbers()) is None


def test_a_closed_handover_shows_no_card(world: World) -> None:
    browser, handover = world.log_in(), world.urgent()
    assert "Doe dit eerst" in browser.get(f"/portal/handovers/{handover.id}").text
    press(browser, handover, "take")
    press(browser, handover, "close", outcome="other")
    assert "Doe dit eerst" not in browser.get(f"/portal/handovers/{handover.id}").text
