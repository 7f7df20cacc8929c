"""What goes with an answer: the word list where the topic leaves a word out, and the button for letters."""

from __future__ import annotations

import pytest

from bot.app import Services
from bot.conversation.explaining import LETTER, with_letter, word_to_explain
from bot.conversation.interpretation import Meaning
from bot.conversation.letter_words import speaks_of_letter
from bot.dialogue.rasa import Turn
from bot.languages import live_languages
from bot.messages import Reply
from bot.texts import load_texts

TEXTS = load_texts()


def asked(word: str, intent: str) -> str:
    return word_to_explain(TEXTS, Meaning(turn=Turn(intent, "wat is dat"), asked_word=word))


def test_a_topic_that_speaks_of_the_word_explains_it() -> None:
    assert asked("bezwaar", "ask_rights") == ""


def test_a_word_that_the_topic_leaves_out_is_explained_from_the_list() -> None:
    assert asked("beslag", "ask_plan_meaning") == "beslag"


def test_without_a_turn_the_word_is_explained_and_without_a_word_nothing() -> None:
    assert word_to_explain(TEXTS, Meaning(hard_word="beslag")) == "beslag"
    assert word_to_explain(TEXTS, Meaning(turn=Turn("ask_rights", "mijn rechten"))) == ""


@pytest.mark.parametrize("language", live_languages())
def test_every_language_offers_help_with_a_letter(services: Services, language: str) -> None:
    word = live_languages()[language].letter_words[0]
    (reply,) = with_letter(services.speech, [Reply("utter_ask_benefit_simpler")], f"{word}?", language)
    assert [choice.payload for choice in reply.choices] == [LETTER]
    plain = [Reply("utter_ask_benefit_simpler")]
    assert with_letter(services.speech, plain, "123", language) == plain


def test_the_button_for_letters_stands_there_once() -> None:
    assert speaks_of_letter("Ik kreeg een brief van DUO", "nl") and not speaks_of_letter("Ik ben briesend", "nl")


@pytest.mark.parametrize("response", ["utter_letter_start", "utter_crisis_suicide", "utter_ask_capabilities"])
def test_where_a_letter_is_explained_or_offered_or_danger_told_nothing_is_added(services: Services, response: str) -> None:
    replies = [Reply(response)]
    assert with_letter(services.speech, replies, "een brief", "nl") == replies
