"""The ways by which an alert reaches staff: what the settings and the channels open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.alerts.mail import MailWay
from bot.channels.base import Channel, StaffChat
from bot.settings import Settings
from bot.storage.alerts import QueuedAlert


class Way(Protocol):
    """One way to reach staff."""

    name: str

    async def send(self, alert: QueuedAlert, subject: str, body: str) -> None:
        """Send one alert to its recipient. Raises whatever went wrong."""
        ...


class ChatWay:
    """Alerts into a chat of staff, through a channel that can write to one."""

    def __init__(self, name: str, chat: StaffChat) -> None:
        self.name = name
        self._chat = chat

    async def send(self, alert: QueuedAlert, subject: str, body: str) -> None:
        await self._chat.tell_staff(alert.recipient, body)


def ways_of(settings: Settings, channels: Mapping[str, Channel]) -> list[Way]:
    """What this process can send by. What it cannot is left to a process that can."""
    ways: list[Way] = [MailWay(settings.smtp_url, settings.smtp_from)] if settings.smtp_url and settings.smtp_from else []
    return ways + [ChatWay(name, channel) for name, channel in channels.items() if isinstance(channel, StaffChat)]
