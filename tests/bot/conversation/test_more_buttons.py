"""Buttons that wait behind the one for the rest: they are shown, and can be said in words before that and after it."""

from __future__ import annotations

import pytest

from bot.dialogue.rasa import Answer
from bot.messages import Choice, Reply
from tests.bot.conversation.fakes import Chat, answer, understood

TOPIC = answer("utter_ask_handover_topic", form="handover_form", question="handover_topic")
SINCE = answer("utter_ask_handover_since", form="handover_form", question="handover_since")


def titles(chat: Chat) -> list[str]:
    return [button["title"] for button in chat.shown[-1]["buttons"]]


def button(chat: Chat, title: str) -> str:
    return next(str(found["id"]) for found in reversed(chat.shown[-1]["buttons"]) if found["title"] == title)


@pytest.fixture(autouse=True)
def answers(chat: Chat) -> None:
    for intent in ("explain_more", "answer", "pick_goal"):
        chat.dialogue.answers[intent] = SINCE if intent == "answer" else answer("utter_thank")


async def asks_topic(chat: Chat) -> None:
    chat.dialogue.answers["request_human"] = TOPIC
    chat.core.meanings["een mens"] = understood("request_human")
    await chat.says("een mens")


async def test_the_rest_is_shown_and_each_button_does_what_it_stands_for(chat: Chat) -> None:
    chat.core.meanings["rechten"] = understood("ask_rights")
    await chat.says("rechten")
    assert "Wie kan mij helpen?" not in titles(chat)
    assert await chat.says(button=button(chat, "Meer keuzes")) == chat.line("utter_more_buttons")
    await chat.says(button=button(chat, "Wie kan mij helpen?"))
    turn = chat.dialogue.turns[-1][-1]
    assert (turn.intent, turn.entities) == ("explain_more", {"topic": "ask_rights", "part": "help"})


@pytest.mark.parametrize("typed", ["Gezondheid", "gezondheid!", "Huis of huur", "meer keuzes"])
@pytest.mark.parametrize("opened", [False, True])
async def test_whatever_waits_or_stands_above_can_be_said_in_words(chat: Chat, typed: str, opened: bool) -> None:
    await asks_topic(chat)
    if opened:
        await chat.says(button=button(chat, "Meer keuzes"))
    if typed == "meer keuzes":
        assert await chat.says(typed) == chat.line("utter_more_buttons")
        return
    await chat.says(typed)
    turn = chat.dialogue.turns[-1][-1]
    assert turn.intent == "answer" and turn.entities["answer"] in ("health", "housing")
    assert chat.state.above == []


async def test_a_number_is_that_of_a_button_on_the_screen(chat: Chat) -> None:
    await asks_topic(chat)
    assert await chat.says("7") == chat.line("utter_more_buttons")
    await chat.says("2")
    assert chat.dialogue.turns[-1][-1].entities == {"answer": "work"}


async def test_the_rest_of_an_older_question_answers_nothing(chat: Chat) -> None:
    await asks_topic(chat)
    more, title = button(chat, "Meer keuzes"), "Huis of huur"
    await chat.says(title)
    asked = len(chat.dialogue.turns)
    assert await chat.says(button=more) == [*chat.line("utter_button_old"), *chat.line("utter_ask_handover_since")]
    assert len(chat.dialogue.turns) == asked


async def test_even_the_rest_of_the_rest_can_be_reached(chat: Chat) -> None:
    many = tuple(Choice(f"/pick_goal goal=g{number}", title=f"Doel {number}") for number in range(1, 16))
    chat.core.meanings["doelen"] = understood("view_goals")
    chat.dialogue.answers["view_goals"] = Answer((Reply("utter_update_goal", choices=many),), None, None)
    await chat.says("doelen")
    await chat.says(button=button(chat, "Meer keuzes"))
    await chat.says(button=button(chat, "Meer keuzes"))
    await chat.says(button=button(chat, "Doel 15"))
    assert chat.dialogue.turns[-1][-1].entities == {"goal": "g15"}


async def test_a_button_of_somebody_else_shows_nothing(chat: Chat) -> None:
    chat.core.meanings["rechten"] = understood("ask_rights")
    await chat.says("rechten")
    more = button(chat, "Meer keuzes")
    with chat.services.database.write() as connection:
        chat.services.offers.forget(connection, chat.person.conversation_id)
    assert (await chat.says(button=more))[:1] == chat.line("utter_button_old")
