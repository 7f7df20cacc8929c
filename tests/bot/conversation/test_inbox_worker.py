"""Stored messages get their effect once and in order, also when Rasa is away for a while."""

from __future__ import annotations

import asyncio

import pytest

from bot.app import Services
from bot.conversation.inbox_worker import GIVEN_UP_AFTER, TOLD_AFTER, InboxWorker
from bot.conversation.outbox_worker import OutboxWorker
from bot.dialogue.rasa import Answer, Turn
from tests.bot.conversation.fakes import Chat, FakeChannel, answer, understood
from tests.people import introduced

QUESTION = "wat mag ik"


@pytest.fixture(autouse=True)
def knows_the_question(chat: Chat) -> None:
    chat.core.meanings[QUESTION] = understood("ask_rights")


def worker_of(chat: Chat, channel: FakeChannel | None = None) -> InboxWorker:
    sender = OutboxWorker(chat.services, {"web": channel or FakeChannel()})
    return InboxWorker(chat.services, chat.talk, sender)


async def one_round(*several: InboxWorker) -> None:
    """Let workers look once, as if every pause were over, and finish what they found."""
    for worker in several:
        worker._not_before.clear()
    for looked in await asyncio.gather(*(worker._look() for worker in several)):
        assert looked is False
    await asyncio.gather(*(task for worker in several for task in worker._tasks.values()))


async def test_a_message_is_answered_once(chat: Chat) -> None:
    worker = worker_of(chat)
    await chat.arrives(QUESTION)
    await one_round(worker)
    await one_round(worker)
    assert chat.dialogue.intents == ["ask_rights"]
    assert [content["text"] for content in chat.new()] == chat.line("utter_ask_rights")


async def test_messages_of_one_person_are_answered_in_order_and_one_at_a_time(chat: Chat) -> None:
    busy, order = 0, []

    async def slow(conversation_id: str, message_id: str, language: str, turn: Turn) -> Answer:
        nonlocal busy
        busy += 1
        assert busy == 1
        await asyncio.sleep(0.01)
        busy -= 1
        order.append(turn.text)
        return answer("utter_greet")

    chat.dialogue.answer = slow  # type: ignore[method-assign, assignment]
    for number in range(5):
        await chat.arrives(f"vraag {number}")
    await one_round(worker_of(chat), worker_of(chat))
    assert order == [f"vraag {number}" for number in range(5)]


async def test_two_gateways_answer_every_message_once(services: Services, chat: Chat) -> None:
    chats = [Chat(services, introduced(services)) for _ in range(6)]
    for other in chats:
        other.core.meanings, other.talk = chat.core.meanings, chat.talk
        for _ in range(3):
            await other.arrives(QUESTION)
    one, two = worker_of(chat), worker_of(chat)
    for _ in range(3):
        await one_round(one, two)
    assert all(other.waiting() == [] for other in chats)
    assert len(chat.dialogue.turns) == len({message_id for _, message_id, *_ in chat.dialogue.turns}) == 18


async def test_while_the_dialogue_is_away_a_message_waits_and_is_answered_once_when_it_is_back(chat: Chat) -> None:
    worker = worker_of(chat)
    chat.dialogue.away = True
    await chat.arrives(QUESTION)
    for attempt in range(1, 4):
        await one_round(worker)
        assert [received.attempts for received in chat.waiting()] == [attempt]
    assert chat.new() == []
    chat.dialogue.away = False
    await one_round(worker)
    await one_round(worker)
    assert [content["text"] for content in chat.new()] == chat.line("utter_ask_rights")


async def test_who_waits_for_some_seconds_is_told_once_that_it_takes_longer(chat: Chat) -> None:
    worker = worker_of(chat)
    chat.dialogue.away = True
    await chat.arrives(QUESTION, seconds_ago=TOLD_AFTER + 1)
    for _ in range(3):
        await one_round(worker)
    assert [content["text"] for content in chat.new()] == chat.line("utter_wait")
    chat.dialogue.away = False
    await one_round(worker)
    assert [content["text"] for content in chat.new()] == chat.line("utter_ask_rights")


async def test_after_a_quarter_of_an_hour_a_message_is_answered_with_an_apology(chat: Chat) -> None:
    worker = worker_of(chat)
    chat.dialogue.away = True
    await chat.arrives(QUESTION, seconds_ago=GIVEN_UP_AFTER + 1)
    await one_round(worker)
    assert [content["text"] for content in chat.new()] == chat.line("utter_failed")
    assert chat.waiting() == []


async def test_a_message_waits_for_the_one_before_it(chat: Chat) -> None:
    worker = worker_of(chat)
    chat.dialogue.away = True
    await chat.arrives(QUESTION)
    await chat.arrives("")  # an empty message needs no Rasa
    await one_round(worker)
    assert len(chat.waiting()) == 2 and chat.new() == []
    chat.dialogue.away = False
    await one_round(worker)
    said = [content["text"] for content in chat.new()]
    assert said == [*chat.line("utter_ask_rights"), *chat.line("utter_empty")]


async def test_a_message_that_cannot_be_answered_gets_an_apology_and_the_next_is_answered(
    chat: Chat, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(text: str, language: str | None = None) -> object:
        raise ValueError(f"cannot read {text}")

    worker, real = worker_of(chat), chat.core.understand
    chat.core.understand = broken  # type: ignore[method-assign, assignment]
    await chat.arrives("heel geheim")
    await one_round(worker)
    chat.core.understand = real  # type: ignore[method-assign]
    await chat.arrives(QUESTION)
    await one_round(worker)
    said = [content["text"] for content in chat.new()]
    assert said == [*chat.line("utter_failed"), *chat.line("utter_ask_rights")]
    logged = "".join(capsys.readouterr())
    assert "message_failed" in logged and "ValueError" in logged and "geheim" not in logged


async def test_a_conversation_that_another_worker_has_is_left_alone_until_it_is_free(chat: Chat) -> None:
    services, worker = chat.services, worker_of(chat)
    await chat.arrives(QUESTION)
    with services.database.write() as connection:
        services.conversations.claim(connection, chat.person.conversation_id, "another", 60)
    await one_round(worker)
    assert len(chat.waiting()) == 1
    with services.database.write() as connection:
        services.conversations.release(connection, chat.person.conversation_id, "another")
    await one_round(worker)
    assert chat.waiting() == []


async def test_running_workers_answer_and_send_soon_after_a_message_came_in(chat: Chat) -> None:
    channel = FakeChannel()
    sender = OutboxWorker(chat.services, {"web": channel})
    worker = InboxWorker(chat.services, chat.talk, sender)
    running = [asyncio.create_task(part.run()) for part in (worker, sender)]
    try:
        await asyncio.sleep(0.05)
        await chat.arrives(QUESTION)
        worker.wake()
        while len(channel.taken) < len(chat.line("utter_ask_rights")):
            await asyncio.sleep(0.01)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    assert channel.texts == chat.line("utter_ask_rights")
    assert {address for address, _ in channel.taken} == {chat.address}
