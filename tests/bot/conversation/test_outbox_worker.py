"""Queued messages are sent once and in order, whatever trouble a provider makes."""

from __future__ import annotations

import asyncio

import pytest

from bot.app import Services
from bot.conversation import worker as claims
from bot.conversation.outbox_worker import AT_ONCE, MOST_ATTEMPTS, OutboxWorker
from bot.messages import Outbound
from bot.storage.persons import Person
from tests.bot.conversation.fakes import TROUBLES, FakeChannel
from tests.people import introduced


async def send_all(worker: OutboxWorker) -> None:
    while await worker._look() or worker._tasks:
        await asyncio.gather(*worker._tasks)


def queue(services: Services, person: Person, *texts: str) -> None:
    with services.database.write() as connection:
        services.outbox.add(connection, person, texts[0], [{"text": text} for text in texts])


def make_due(services: Services) -> None:
    """Let every pause be over."""
    with services.database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET not_before = NULL")


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
    assert channel.attempts == MOST_ATTEMPTS


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

    for number in range(AT_ONCE + 1):
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
    monkeypatch.setattr(claims, "CLAIM_SECONDS", 0.3)

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
