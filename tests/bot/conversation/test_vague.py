"""Bare phrases are asked about instead of guessed, and so is a wish to stop that is not sure; plain "stop" always stops."""

from __future__ import annotations

import time

import pytest

from bot.conversation.interpretation import STOP_SURE, Meaning, as_turn, interpret
from bot.conversation.state import State
from bot.conversation.typed_titles import bare
from bot.conversation.vague import FILE, OFTEN_MEANT, is_vague
from bot.dialogue.rasa import Turn
from bot.languages import live_languages
from bot.texts import load_texts
from bot.understanding.core import Understood
from bot.yaml_file import read_yaml
from tests.bot.conversation.fakes import understood

SURE = understood("stop", confidence=0.97)


def read(text: str, meant: Understood, **state: str) -> Meaning:
    return interpret(text, meant, State(last_at=time.time(), **state), [], frozenset({"goal_text"}))  # type: ignore[arg-type]


def test_each_live_language_has_its_phrases_and_none_is_a_control_word() -> None:
    phrases = read_yaml(FILE)
    assert set(phrases) == set(live_languages())
    control = {bare(w) for entry in live_languages().values() for words in entry.control_words.values() for w in words}
    assert control.isdisjoint({bare(phrase) for of_language in phrases.values() for phrase in of_language})


@pytest.mark.parametrize("text", ["go deeper", "More!", "verder", "devam et", "کمتر", "كمان", "ቀጽል", "wax kale", "Zêdetir"])
def test_a_bare_phrase_is_asked_about_however_sure_the_classifier_is(text: str) -> None:
    assert is_vague(text)
    assert read(text, SURE).turn == Turn("unclear", text, SURE.confidence, {"meaning": ",".join(OFTEN_MEANT)})
    assert read(text, SURE, form="opinion_form", question="opinion_about") == Meaning(please_choose=True)
    assert read(text, SURE, form="goal_form", question="goal_text").turn == Turn("own_words", text)


def test_what_is_offered_then_has_titles() -> None:
    assert all(load_texts().has(f"utter_title_{meaning}") for meaning in OFTEN_MEANT)


@pytest.mark.parametrize("text", ["more about my rights", "meer werk", "I want to go deeper into my plan"])
def test_a_phrase_within_more_words_is_understood_as_ever(text: str) -> None:
    assert read(text, understood("ask_rights")).turn == Turn("ask_rights", text, 0.9)


@pytest.mark.parametrize("text", ["stop", "Stop!", "dur", "توقف", "jooji", "bes"])
def test_plain_words_stop_without_being_asked(text: str) -> None:
    assert read(text, understood("out_of_scope", decision="out_of_scope")).turn == Turn("stop", text)


def test_a_stop_that_is_not_quite_sure_is_asked_about() -> None:
    unsure = understood("stop", confidence=STOP_SURE - 0.01, ranking=("stop", "ask_simpler"))
    assert as_turn("laat maar even zo", unsure).entities == {"meaning": "stop,ask_simpler"}
    assert as_turn("ophouden nu", understood("stop", confidence=STOP_SURE)).intent == "stop"
