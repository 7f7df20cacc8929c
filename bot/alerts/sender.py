"""Sends queued alerts, each way by a worker of its own: a mail server that hangs holds up no chat."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import anyio
import structlog

from bot.alerts.ways import Way, ways_of
from bot.alerts.wording import in_words
from bot.app import Services
from bot.channels.base import Channel, TryLater
from bot.conversation.worker import Worker
from bot.messages import now
from bot.storage.alerts import QueuedAlert

log = structlog.get_logger()

CLAIM_SECONDS = 180.0  # longer than a slow mail server can take for one e-mail: the claim is not renewed
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]  # the last one again and again
MOST_TRIES = 12


class AlertSender(Worker):
    """Sends alerts one way, one after the other."""

    def __init__(self, services: Services, way: Way) -> None:
        super().__init__()
        self._services = services
        self._way = way

    async def _look(self) -> bool:
        alert = await anyio.to_thread.run_sync(self._services.alerts.claim, self._way.name, CLAIM_SECONDS)
        if alert is None:
            return False
        try:
            await self._way.send(alert, *in_words(alert, self._services.settings.address))
        except Exception as error:  # its text may hold an address: only its kind is logged
            await anyio.to_thread.run_sync(self._not_sent, alert, error)
        else:
            await anyio.to_thread.run_sync(self._sent, alert)
            log.info("alert_sent", alert=alert.id, handover=alert.handover_id, way=alert.way, kind=alert.kind)
        return True

    def _sent(self, alert: QueuedAlert) -> None:
        with self._services.database.write() as connection:
            self._services.alerts.queue.sent(connection, alert)

    def _not_sent(self, alert: QueuedAlert, error: Exception) -> None:
        """Wait longer after each try. A mistake in the settings can be mended meanwhile, so no error ends it at once."""
        given_up = alert.tries >= MOST_TRIES
        pause = PAUSES[min(alert.tries, len(PAUSES)) - 1]
        if isinstance(error, TryLater):
            pause = max(pause, timedelta(seconds=error.seconds))
        facts = {"alert": alert.id, "handover": alert.handover_id, "way": alert.way, "tries": alert.tries}
        log.error("alert_not_sent", **facts, reason=type(error).__name__, given_up=given_up)
        with self._services.database.write() as connection:
            if given_up:
                self._services.alerts.queue.failed(connection, alert)
            else:
                self._services.alerts.queue.later(connection, alert, now() + pause)


class AlertSenders:
    """A worker for each way that is open."""

    def __init__(self, services: Services, channels: Mapping[str, Channel]) -> None:
        self.workers = [AlertSender(services, way) for way in ways_of(services.settings, channels)]

    async def run(self) -> None:
        """Send until cancelled."""
        await asyncio.gather(*(worker.run() for worker in self.workers))
