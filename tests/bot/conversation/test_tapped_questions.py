"""Where a request asks for a tap, what is clearly a question is answered, and all else is taken as words."""

from __future__ import annotations

import time

import pytest

from bot.conversation.interpretation import QUESTIONS_WELCOME, TAPPED, Meaning, interpret
from bot.conversation.state import State
from bot.dialogue.rasa import Turn
from bot.gateway import own_words_slots
from bot.understanding.core import Understood
from tests.bot.conversation.fakes import Chat, answer, understood

ABOUT_DUO = understood("ask_other_roles", confidence=0.98)
NOT_KNOWN = understood("out_of_scope", decision="out_of_scope")


def read(text: str, meant: Understood, question: str, ago: float = 0) -> Meaning:
    state = State(form="handover_form", question=question, last_at=time.time() - ago)
    return interpret(text, meant, state, [], own_words_slots())


def test_each_is_a_slot_that_takes_words() -> None:
    assert set(TAPPED) <= own_words_slots()


@pytest.mark.parametrize("question", TAPPED)
@pytest.mark.parametrize("ago", [0, 7200])
def test_a_question_is_answered(question: str, ago: float) -> None:
    assert read("Hoe vraag ik toeslag aan?", ABOUT_DUO, question, ago).turn == Turn(
        "ask_other_roles", "Hoe vraag ik toeslag aan?", 0.98
    )


@pytest.mark.parametrize("question", TAPPED)
def test_what_a_hard_word_means_is_answered_too(question: str) -> None:
    assert read("wat is DUO?", NOT_KNOWN, question) == Meaning(hard_word="duo")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mijn examen", understood("ask_integration_exams", confidence=0.99)),
        ("de uitkering", understood("ask_benefit", confidence=0.99)),
        ("wanneer mijn man thuis is?", understood("ask_appointment", confidence=0.4)),
        ("sinds ik hier woon", NOT_KNOWN),
    ],
)
def test_what_is_no_clear_question_is_the_answer(text: str, meant: Understood) -> None:
    assert read(text, meant, "handover_since").turn == Turn("own_words", text)


@pytest.mark.parametrize("question", QUESTIONS_WELCOME)
def test_where_own_words_are_asked_a_question_stays_the_persons_words(question: str) -> None:
    assert read("wat is DUO?", ABOUT_DUO, question).turn == Turn("own_words", "wat is DUO?")


async def test_the_open_question_is_asked_again_after_a_word_was_explained(chat: Chat) -> None:
    prompt = {"response": "utter_ask_handover_heavy", "values": {}, "choices": []}
    chat.set_state(form="handover_form", question="handover_heavy", prompt=[prompt])
    said = await chat.says("wat is een klantmanager?")
    assert said[-1:] == chat.line("utter_ask_handover_heavy") and len(said) > 1
    assert chat.state.question == "handover_heavy" and chat.dialogue.turns == []


async def test_what_rasa_says_to_it_and_asks_again_is_what_the_person_gets(chat: Chat) -> None:
    chat.core.meanings = {"wat mag ik?": understood("ask_rights")}
    again = answer("utter_ask_rights", "utter_ask_handover_since", form="handover_form", question="handover_since")
    chat.dialogue.answers = {"ask_rights": again}
    chat.set_state(form="handover_form", question="handover_since")
    said = await chat.says("wat mag ik?")
    assert chat.dialogue.intents == ["ask_rights"] and said[-1:] == chat.line("utter_ask_handover_since")
