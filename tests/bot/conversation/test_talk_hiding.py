"""Asking to take the conversation off the phone works in every state, and nothing of before is said afterwards."""

from __future__ import annotations

import asyncio

import pytest

from bot.messages import Inbound
from bot.safety.gate import Judgement
from tests.bot.conversation.fakes import Chat, answer, understood
from tests.bot.conversation.test_talk_discreet import HIT, written
from tests.people import deliver

GOAL_TEXT = answer("utter_ask_goal_text", form="goal_form", question="goal_text")


def clears(chat: Chat) -> list[bool]:
    """For each message of the outbox that still has content: whether it clears the phone."""
    return [bool(content.get("clears")) for content in all_of(chat)]


def all_of(chat: Chat) -> list[dict[str, object]]:
    deliver(chat.services)
    with chat.services.database.read() as connection:
        return [content for _, content in chat.services.outbox.after(connection, chat.person, 0)]


async def hides(chat: Chat, text: str = "verberg") -> None:
    await chat.arrives(text)
    assert chat.waiting() == [], "it is done at once: nothing has to be answered first"
    assert clears(chat)[-1:] == [True]
    chat._seen = len(all_of(chat))


async def test_a_stranger_may_hide(stranger: Chat) -> None:
    await hides(stranger, "پنهان کن")
    assert await stranger.says(kind="start") == stranger.line("utter_choose_language")


async def test_with_rasa_away_and_messages_before_it_that_wait(chat: Chat) -> None:
    chat.dialogue.away = True
    chat.core.meanings["mijn vraag"] = understood("ask_rights")
    await chat.arrives("mijn vraag")
    (waiting,) = chat.waiting()
    await chat.arrives("verberg")
    assert clears(chat) == [True]
    await chat.talk.answer(waiting)
    assert chat.dialogue.turns == [] and clears(chat) == [True] and chat.waiting() == []


async def test_an_answer_that_was_being_made_is_not_said(chat: Chat) -> None:
    chat.core.meanings["mijn vraag"] = understood("ask_rights")
    slow, make = asyncio.Event(), chat.dialogue.answer

    async def answer_slowly(*given: object) -> object:
        await slow.wait()
        return await make(*given)  # type: ignore[arg-type]

    chat.dialogue.answer = answer_slowly  # type: ignore[method-assign, assignment]
    await chat.arrives("mijn vraag")
    answering = asyncio.create_task(chat.answer_all())
    await asyncio.sleep(0)
    await chat.arrives("verberg")
    slow.set()
    await answering
    assert clears(chat) == [True] and chat.state.prompt == [] and chat.state.offered == []


async def test_in_a_form_nothing_of_it_comes_back(chat: Chat) -> None:
    chat.core.meanings = {"doel": understood("set_goal"), "hoi": understood("greet")}
    chat.dialogue.answers["set_goal"] = GOAL_TEXT
    await chat.says("doel")
    await hides(chat)
    assert chat.state.question is None and chat.state.asked_again() == []
    await chat.says("hoi")
    assert chat.dialogue.intents == ["set_goal", "greet"], "what is said next is no answer to what nobody sees"


async def test_a_client_manager_who_has_the_conversation_does_not_get_the_word(chat: Chat) -> None:
    await written(chat)
    await hides(chat)
    (case,) = chat.services.handovers.open()
    assert [message.author for message in case.messages] == ["manager"] and chat.person.owner == "manager"
    assert "/private/" in (await chat.says("openen"))[0], "what waits can still be opened"


async def test_the_button_below_the_help_does_it_and_its_number_too(chat: Chat) -> None:
    chat.gate.judgements = {HIT: Judgement("act", "crisis_violence", "nl")}
    for way in ("Verberg", "2"):
        await chat.says(HIT)
        (content,) = [content for content in all_of(chat) if content.get("buttons")]
        (button,) = [button for button in content["buttons"] if button["title"] == "Verberg"]  # type: ignore[attr-defined]
        await chat.says("2") if way == "2" else await chat.says(button=button["id"])
        assert [content["text"] for content in all_of(chat) if not content.get("clears")] == []


async def test_the_same_word_that_comes_twice_clears_once(chat: Chat) -> None:
    for _ in range(2):
        await chat.intake.receive(Inbound("web", chat.address, "the same", "text", "verberg"))
    assert clears(chat) == [True]


@pytest.mark.parametrize("text", ["openen", "Open", "باز کردن", "ክፈት!"])
async def test_typing_the_title_of_the_neutral_button_is_pressing_it(chat: Chat, text: str) -> None:
    await written(chat)
    chat.new()
    (said,) = await chat.says(text)
    assert "/private/" in said
    (case,) = chat.services.handovers.open()
    assert [message.author for message in case.messages] == ["manager"]


async def test_who_is_not_discreet_may_say_open(chat: Chat) -> None:
    chat.core.meanings["open"] = understood("greet")
    await chat.says("open")
    assert chat.dialogue.intents == ["greet"]
