"""Stored messages get their effect once and in order; queued ones are sent once and in order; trouble passes."""

from __future__ import annotations

import asyncio

import pytest

from bot.app import Services
from bot.conversation import workers
from bot.conversation.workers import InboxWorker, OutboxWorker
from bot.dialogue.rasa import Answer, Turn
from bot.messages import Outbound
from bot.storage.persons import Person
from tests.bot.conversation.fakes import TROUBLES, Chat, FakeChannel, answer, understood
from tests.people import introduced

QUESTION = "wat mag ik"


@pytest.fixture(autouse=True)
def knows_the_question(chat: Chat) -> None:
    chat.core.meanings[QUESTION] = understood("ask_rights")


def inbox_worker(chat: Chat, channel: FakeChannel | None = None) -> InboxWorker:
    sender = OutboxWorker(chat.services, {"web": channel or FakeChannel()})
    return InboxWorker(chat.services, chat.talk, sender)


async def one_round(*several: InboxWorker) -> None:
    """Let workers look once, as if every pause were over, and finish what they found."""
    for worker in several:
        worker._not_before.clear()
    for looked in await asyncio.gather(*(worker._look() for worker in several)):
        assert looked is False
    await asyncio.gather(*(task for worker in several for task in worker._tasks.values()))


async def send_all(worker: OutboxWorker) -> None:
    while await worker._look() or worker._tasks:
        await asyncio.gather(*worker._tasks)


def queue(services: Services, person: Person, *texts: str) -> None:
    with services.database.write() as connection:
        services.outbox.add(connection, person, texts[0], [{"text": text} for text in texts])


# --- what came in ---


async def test_a_message_is_answered_once(chat: Chat) -> None:
    worker = inbox_worker(chat)
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
    await one_round(inbox_worker(chat), inbox_worker(chat))
    assert order == [f"vraag {number}" for number in range(5)]


async def test_two_gateways_answer_every_message_once(services: Services, chat: Chat) -> None:
    chats = [Chat(services, introduced(services)) for _ in range(6)]
    for other in chats:
        other.core.meanings, other.talk = chat.core.meanings, chat.talk
        for _ in range(3):
            await other.arrives(QUESTION)
    one, two = inbox_worker(chat), inbox_worker(chat)
    for _ in range(3):
        await one_round(one, two)
    assert all(other.waiting() == [] for other in chats)
    assert len(chat.dialogue.turns) == len({message_id for _, message_id, *_ in chat.dialogue.turns}) == 18


async def test_while_the_dialogue_is_away_a_message_waits_and_is_answered_once_when_it_is_back(chat: Chat) -> None:
    worker = inbox_worker(chat)
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
    worker = inbox_worker(chat)
    chat.dialogue.away = True
    await chat.arrives(QUESTION, seconds_ago=workers.TOLD_AFTER + 1)
    for _ in range(3):
        await one_round(worker)
    assert [content["text"] for content in chat.new()] == chat.line("utter_wait")
    chat.dialogue.away = False
    await one_round(worker)
    assert [content["text"] for content in chat.new()] == chat.line("utter_ask_rights")


async def test_after_a_quarter_of_an_hour_a_message_is_answered_with_an_apology(chat: Chat) -> None:
    worker = inbox_worker(chat)
    chat.dialogue.away = True
    await chat.arrives(QUESTION, seconds_ago=workers.GIVEN_UP_AFTER + 1)
    await one_round(worker)
    assert [content["text"] for content in chat.new()] == chat.line("utter_failed")
    assert chat.waiting() == []


async def test_a_message_waits_for_the_one_before_it(chat: Chat) -> None:
    worker = inbox_worker(chat)
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

    worker, real = inbox_worker(chat), chat.core.understand
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
    services, worker = chat.services, inbox_worker(chat)
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
        async with asyncio.timeout(5) if hasattr(asyncio, "timeout") else _patience():
            while len(channel.taken) < len(chat.line("utter_ask_rights")):
                await asyncio.sleep(0.01)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    assert channel.texts == chat.line("utter_ask_rights")
    assert {address for address, _ in channel.taken} == {chat.address}


# --- what goes out ---


async def test_messages_are_sent_in_order_with_what_the_channel_needs(services: Services, person: Person) -> None:
    channel = FakeChannel()
    queue(services, person, "een", "twee", "drie")
    await send_all(OutboxWorker(services, {"web": channel}))
    assert channel.texts == ["een", "twee", "drie"]
    assert [message.seq for _, message in channel.taken] == sorted(message.seq for _, message in channel.taken)


async def test_a_provider_that_asks_to_wait_gets_the_message_later_and_nothing_overtakes_it(
    services: Services, person: Person
) -> None:
    channel = FakeChannel(trouble=[TROUBLES["later"]()])
    queue(services, person, "een", "twee")
    worker = OutboxWorker(services, {"web": channel})
    await send_all(worker)
    assert channel.texts == [] and channel.attempts == 1
    make_due(services)
    await send_all(worker)
    assert channel.texts == ["een", "twee"]


async def test_an_unexpected_error_is_tried_again_and_its_text_is_not_logged(
    services: Services, person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = FakeChannel(trouble=[TROUBLES["unexpected"]()])
    queue(services, person, "een")
    worker = OutboxWorker(services, {"web": channel})
    await send_all(worker)
    make_due(services)
    await send_all(worker)
    assert channel.texts == ["een"]
    assert "geheim" not in "".join(capsys.readouterr())


async def test_a_message_that_can_never_arrive_is_given_up_at_once(services: Services, person: Person) -> None:
    channel = FakeChannel(trouble=[TROUBLES["unreachable"]()])
    queue(services, person, "een", "twee")
    await send_all(OutboxWorker(services, {"web": channel}))
    assert channel.texts == ["twee"]
    with services.database.read() as connection:
        assert services.outbox.undelivered(connection, person.conversation_id) == 1


async def test_after_many_attempts_a_message_is_given_up(services: Services, person: Person) -> None:
    channel = FakeChannel(trouble=[TROUBLES["later"]() for _ in range(50)])
    queue(services, person, "een")
    worker = OutboxWorker(services, {"web": channel})
    for _ in range(30):
        await send_all(worker)
        make_due(services)
    assert channel.attempts == workers.MOST_ATTEMPTS


async def test_a_message_for_a_channel_that_is_closed_now_waits(services: Services) -> None:
    queue(services, introduced(services, "telegram"), "een")
    await send_all(OutboxWorker(services, {"web": FakeChannel()}))
    make_due(services)
    telegram = FakeChannel("telegram")
    await send_all(OutboxWorker(services, {"telegram": telegram}))
    assert telegram.texts == ["een"]


async def test_two_gateways_send_every_message_once(services: Services) -> None:
    channel = FakeChannel()
    for _ in range(10):
        queue(services, introduced(services), "een", "twee")
    await asyncio.gather(*(send_all(OutboxWorker(services, {"web": channel})) for _ in range(2)))
    await send_all(OutboxWorker(services, {"web": channel}))
    assert sorted(channel.texts) == ["een"] * 10 + ["twee"] * 10


async def test_a_provider_that_hangs_holds_up_nobody_else(services: Services) -> None:
    class Hanging(FakeChannel):
        async def send(self, address: str, message: Outbound) -> str | None:
            await asyncio.sleep(3600)
            return None

    for number in range(workers.AT_ONCE + 1):
        queue(services, introduced(services, "telegram", f"chat {number}"), "een")
    queue(services, introduced(services, "web", "token"), "twee")
    web = FakeChannel()
    worker = OutboxWorker(services, {"telegram": Hanging("telegram"), "web": web})
    while await worker._look():
        pass
    await asyncio.sleep(0.2)
    assert web.texts == ["twee"]
    for task in list(worker._tasks):
        task.cancel()
    await asyncio.gather(*worker._tasks, return_exceptions=True)


async def test_a_claim_outlasts_work_that_takes_longer(
    services: Services, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "CLAIM_SECONDS", 0.3)

    class Slow(FakeChannel):
        async def send(self, address: str, message: Outbound) -> str | None:
            await asyncio.sleep(1)
            return await super().send(address, message)

    channel = Slow()
    queue(services, person, "een")
    one, two = (OutboxWorker(services, {"web": channel}) for _ in range(2))
    assert await one._look()
    while one._tasks:
        assert not await two._look()
        await asyncio.sleep(0.05)
    assert channel.texts == ["een"]


def make_due(services: Services) -> None:
    """Let every pause be over."""
    with services.database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET not_before = NULL")


class _patience:  # Python 3.10 has no asyncio.timeout; pytest's own limit ends a test that hangs
    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...
