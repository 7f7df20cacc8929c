"""Alerts go out once, by mail and into a chat, and again later when something was wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from bot.alerts import mail
from bot.alerts.sender import MOST_TRIES, AlertSenders
from bot.app import Services, build_services
from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel
from bot.channels.web import WebChannel
from bot.messages import now
from bot.storage.handover_tables import alerts
from bot.storage.persons import Person
from tests.bot.channels.contract import eventually
from tests.bot_api import BotApi
from tests.bot_api import faults as fault
from tests.people import introduced
from tests.smtp_server import SmtpServer

TEAM, GROUP = "team@gemeente.example", -100123
SECRET = "geheimzinnigeword"


@pytest.fixture
def api(bot_api: BotApi) -> BotApi:
    bot_api.reset()
    bot_api.user(1001).in_group(GROUP).says("the bot is in our group")
    return bot_api


@pytest.fixture
async def telegram(api: BotApi) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(api.token, api.url)
    yield channel
    await channel.stop()


@pytest.fixture
async def alerted(services: Services, server: SmtpServer) -> Services:
    """An installation that alerts the team by mail and by Telegram."""
    settings = {
        "alert_emails": TEAM,
        "smtp_url": server.url,
        "smtp_from": "wegwijs@gemeente.example",
        "alert_telegram_chat": str(GROUP),
        "public_url": "https://wegwijs.example",
    }
    return build_services(services.settings.copy(update=settings))


def in_danger(services: Services, person: Person) -> str:
    with services.database.write() as connection:
        return services.requests.urgent(connection, person, uuid4().hex, "crisis_violence", SECRET)


async def send_all(services: Services, *channels: Any) -> None:
    """Every worker looks until it finds nothing more."""
    given: dict[str, Channel] = {channel.name: channel for channel in channels}
    for worker in AlertSenders(services, given).workers:
        while await worker._look():
            pass


def states(services: Services) -> list[tuple[str, str, int]]:
    """(way, state, tries) of all alerts."""
    with services.database.read() as connection:
        rows = connection.execute(select(alerts.c.way, alerts.c.state, alerts.c.tries))
        return sorted((row.way, row.state, row.tries) for row in rows)


def in_group(api: BotApi) -> list[str]:
    return [message.text for message in api.user(1001).in_group(GROUP).messages]


@pytest.mark.integration
async def test_an_urgent_request_reaches_mailbox_and_chat_without_a_word_of_it(
    alerted: Services, person: Person, server: SmtpServer, api: BotApi, telegram: TelegramChannel
) -> None:
    handover = in_danger(alerted, person)
    await send_all(alerted, telegram, WebChannel(None, alerted.speech.texts))  # type: ignore[arg-type]
    link = f"https://wegwijs.example/portal/handovers/{handover}"
    (taken,) = server.taken
    (text,) = in_group(api)
    assert taken.recipients == (TEAM,)
    for said in (text, taken.message.get_content()):
        assert link in said and "dringende" in said
        assert SECRET not in said and "crisis" not in said and person.address not in said
    assert states(alerted) == [("email", "sent", 1), ("telegram", "sent", 1)]
    await send_all(alerted, telegram)
    assert len(server.taken) == len(in_group(api)) == 1


@pytest.mark.integration
async def test_what_telegram_refuses_is_tried_again_later_even_when_it_seems_final(
    alerted: Services, person: Person, api: BotApi, telegram: TelegramChannel
) -> None:
    in_danger(alerted, person)
    for problem in (fault.blocked(), fault.too_many_requests()):
        api.next_calls("sendMessage", problem)
    await send_all(alerted, telegram)
    assert in_group(api) == []
    with time_machine.travel(now() + timedelta(minutes=1, seconds=1), tick=True):
        await send_all(alerted, telegram)
    with time_machine.travel(now() + timedelta(minutes=7), tick=True):
        await send_all(alerted, telegram)
    assert len(in_group(api)) == 1
    assert ("telegram", "sent", 3) in states(alerted)


async def test_a_way_that_this_process_has_not_is_left_to_another(alerted: Services, person: Person) -> None:
    in_danger(alerted, person)
    await send_all(alerted)
    assert states(alerted) == [("email", "sent", 1), ("telegram", "queued", 0)]


async def test_pauses_grow_and_after_twelve_tries_it_is_given_up(
    alerted: Services, person: Person, server: SmtpServer, capsys: pytest.CaptureFixture[str]
) -> None:
    in_danger(alerted, person)
    server.refuse = {"RCPT": f"550 {TEAM} is unknown here"}
    tried, begin = [], now()
    for minute in range(12 * 60):
        before = server.connections
        with time_machine.travel(begin + timedelta(minutes=minute, seconds=1), tick=False):
            await send_all(alerted)
        if server.connections > before:
            tried.append(minute)
    assert tried[:5] == [0, 1, 6, 21, 81] and tried[5:] == [141, 201, 261, 321, 381, 441, 501]
    assert len(tried) == MOST_TRIES
    assert ("email", "failed", MOST_TRIES) in states(alerted)
    assert alerted.alerts.unsent() == 1
    with time_machine.travel(begin + timedelta(hours=12)):
        assert alerted.alerts.unsent() == 2  # the chat as well: no process here can write to it
    logged = capsys.readouterr().out
    assert "alert_not_sent" in logged and "SMTPRecipientsRefused" in logged
    assert TEAM not in logged and SECRET not in logged


async def test_nobody_is_alerted_of_what_was_read_meanwhile(alerted: Services, person: Person, server: SmtpServer) -> None:
    anna = alerted.managers.create("anna@gemeente.nl", "Anna", "een lang wachtwoord")
    handover = in_danger(alerted, person)
    server.refuse = {"RCPT": "451 later"}
    await send_all(alerted)
    server.refuse = {}
    alerted.handovers.read(handover, anna)
    with time_machine.travel(now() + timedelta(minutes=2)):
        await send_all(alerted)
    assert server.taken == []


async def test_of_two_gateways_each_alert_is_sent_by_one(alerted: Services, server: SmtpServer) -> None:
    for _ in range(10):
        in_danger(alerted, introduced(alerted))
    await asyncio.gather(*(send_all(alerted) for _ in range(2)))
    assert len(server.taken) == 10
    assert len({taken.message["Message-ID"] for taken in server.taken}) == 10


async def test_the_loop_sends_what_comes_and_ends_when_told(
    alerted: Services, person: Person, server: SmtpServer, api: BotApi, telegram: TelegramChannel
) -> None:
    loop = asyncio.create_task(AlertSenders(alerted, {"telegram": telegram}).run())
    await asyncio.to_thread(in_danger, alerted, person)
    await eventually(lambda: server.taken and in_group(api), 10)
    loop.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await loop
    assert loop.done()


async def test_a_mail_server_that_hangs_holds_up_no_chat(
    alerted: Services, person: Person, server: SmtpServer, api: BotApi, telegram: TelegramChannel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(mail, "TIMEOUT", 9)
    server.silent = True
    loop = asyncio.create_task(AlertSenders(alerted, {"telegram": telegram}).run())
    await asyncio.to_thread(in_danger, alerted, person)
    await eventually(lambda: in_group(api) and ("email", "queued", 1) in states(alerted), 8)
    loop.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await loop


async def test_without_settings_there_is_nothing_to_run(services: Services) -> None:
    senders = AlertSenders(services, {})
    assert senders.workers == []
    await senders.run()
