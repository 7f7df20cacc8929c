"""Alerts past the database: it is away, and somebody may be in danger. Nothing is kept, and nothing of the person is told.

What could not be kept comes again when the database is back, and raises its own alert then (`bot/services/alerts.py`).
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from uuid import uuid4

import structlog

from bot.alerts.ways import Way, ways_of
from bot.alerts.wording import not_kept_in_words
from bot.app import Services
from bot.channels.base import Channel
from bot.storage.alerts import QueuedAlert

log = structlog.get_logger()

AGAIN_AFTER = 600.0  # seconds between two alerts about the same person
PAUSES = (0.0, 10.0, 60.0)  # seconds before each try: a mail server may be away for a moment as well
MOST_REMEMBERED = 1000


class StraightAlerts:
    """Tells staff, without the database, that a message with possible danger could not be kept."""

    def __init__(self, services: Services, channels: Mapping[str, Channel]) -> None:
        self._services = services
        self._channels = channels
        self._told: OrderedDict[str, float] = OrderedDict()  # when staff was told about somebody, in memory only
        self._sending: set[asyncio.Task[None]] = set()

    def tell(self, person: str) -> bool:
        """Alert everybody who is to know of danger, in the background; once in ten minutes for each person.

        `person` tells two people apart and goes nowhere. True when an alert was begun.
        """
        moment = time.monotonic()
        if moment - self._told.get(person, -AGAIN_AFTER) < AGAIN_AFTER:
            return False
        ways = {way.name: way for way in ways_of(self._services.settings, self._channels)}
        recipients = [(ways[name], to) for name, to in self._services.alerts.recipients(urgent=True) if name in ways]
        if not recipients:
            log.error("nobody_to_alert")
            return False
        self._told[person] = moment
        self._told.move_to_end(person)
        while len(self._told) > MOST_REMEMBERED:
            self._told.popitem(last=False)
        for way, recipient in recipients:
            task = asyncio.create_task(self._send(way, recipient))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return True

    async def stop(self) -> None:
        """Give up what is not sent yet."""
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    async def _send(self, way: Way, recipient: str) -> None:
        alert = QueuedAlert(uuid4().hex, "not_kept", "", "now", way.name, recipient, 0)
        subject, body = not_kept_in_words(self._services.settings.address)
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                await way.send(alert, subject, body)
            except Exception as error:  # its text may hold an address: only its kind is logged
                log.error("straight_alert_not_sent", way=way.name, reason=type(error).__name__)
            else:
                log.warning("straight_alert_sent", way=way.name)
                return
