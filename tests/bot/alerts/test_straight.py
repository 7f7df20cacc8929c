"""Without a database staff is alerted all the same: of nothing about the person, and once in ten minutes for each."""

from __future__ import annotations

import pytest

from bot.alerts import straight
from bot.alerts.straight import AGAIN_AFTER, StraightAlerts
from bot.app import Services, build_services
from bot.channels.telegram import TelegramChannel
from tests.bot.alerts.test_sender import GROUP, TEAM, alerted, api, telegram  # noqa: F401  fixtures
from tests.bot.channels.contract import eventually
from tests.bot_api import BotApi
from tests.smtp_server import SmtpServer


def in_group(api: BotApi) -> list[str]:  # noqa: F811
    return [str(call["text"]) for call in api.calls_of("sendMessage") if str(call["chat_id"]) == str(GROUP)]


async def test_mail_and_chat_are_told_once_and_again_after_ten_minutes(
    alerted: Services,  # noqa: F811
    telegram: TelegramChannel,  # noqa: F811
    api: BotApi,  # noqa: F811
    server: SmtpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    away = build_services(alerted.settings.copy(update={"database_url": "sqlite:////no/such/folder/a.db"}))
    await telegram.start(_nothing)
    alerts = StraightAlerts(away, {"telegram": telegram})
    assert [alerts.tell("web:a"), alerts.tell("web:a"), alerts.tell("web:b")] == [True, False, True]
    await eventually(lambda: len(server.taken) == 2 and len(in_group(api)) == 2)
    assert all("web:" not in text and "/portal/" in text for text in in_group(api))
    assert "kon een bericht met mogelijk gevaar niet bewaren" in in_group(api)[0]
    clock = straight.time.monotonic()
    monkeypatch.setattr(straight.time, "monotonic", lambda: clock + AGAIN_AFTER + 1)
    assert alerts.tell("web:a")
    await alerts.stop()


async def test_with_nobody_to_alert_it_says_so_in_the_log(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert not StraightAlerts(services, {}).tell("web:geheim")
    logged = capsys.readouterr().out
    assert "nobody_to_alert" in logged and "geheim" not in logged


async def _nothing(_: object) -> None:
    """Takes a message and does nothing."""
