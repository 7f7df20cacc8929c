"""Sends what is queued: in order per conversation, several conversations side by side."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

import anyio
import structlog

from bot.app import Services
from bot.channels.base import Channel, TryLater, Unreachable
from bot.conversation import worker
from bot.conversation.worker import Worker, renewed
from bot.messages import now
from bot.services.speech import outbound
from bot.storage.outbox import Queued
from bot.storage.session import DatabaseError

log = structlog.get_logger()

AT_ONCE = 8  # messages that one channel sends side by side
MOST_ATTEMPTS = 12  # of sending one message, over about half an hour


class OutboxWorker(Worker):
    """Sends what is queued: in order per conversation, several conversations side by side.

    A provider that hangs holds up nobody in another channel.
    """

    def __init__(self, services: Services, channels: Mapping[str, Channel]) -> None:
        super().__init__()
        self._services = services
        self._channels = channels
        self._tasks: dict[asyncio.Task[None], str] = {}  # what is being sent, with its channel

    async def _look(self) -> bool:
        full = [name for name, count in Counter(self._tasks.values()).items() if count >= AT_ONCE]
        queued = await anyio.to_thread.run_sync(self._claim, full)
        if queued is None:
            return False
        task = asyncio.create_task(self._send(queued))
        self._tasks[task] = queued.channel
        task.add_done_callback(self._finished)
        return True

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        self._event.set()

    async def _send(self, queued: Queued) -> None:
        """Send one message; what goes wrong is noted for another try. Never raises."""
        try:
            async with renewed(partial(self._renew, queued)):
                await self._try(queued)
        except DatabaseError as error:
            log.error("database_away", worker="OutboxWorker", reason=type(error).__name__)

    async def _try(self, queued: Queued) -> None:
        channel = self._channels.get(queued.channel)
        if channel is None:
            await anyio.to_thread.run_sync(self._later, queued, 60.0)
            return
        message, provider_id, everything = outbound(queued.seq, queued.content), None, False
        try:
            if message.clears:
                shown = await anyio.to_thread.run_sync(self._services.hiding.shown, queued)
                everything = await channel.clear(queued.address, shown, bool(queued.content.get("older")))
            else:
                provider_id = await channel.send(queued.address, message)
        except TryLater as wait:
            log.warning("sending_later", seq=queued.seq, channel=queued.channel, seconds=wait.seconds)
            await anyio.to_thread.run_sync(self._later, queued, wait.seconds)
        except Unreachable:
            log.warning("sending_failed", seq=queued.seq, channel=queued.channel)
            await anyio.to_thread.run_sync(self._failed, queued)
        except Exception as error:
            log.error("sending_failed", seq=queued.seq, reason=type(error).__name__)
            await anyio.to_thread.run_sync(self._later, queued, 5.0)
        else:
            if message.clears:
                await anyio.to_thread.run_sync(self._services.hiding.cleared, queued, everything)
            else:
                await anyio.to_thread.run_sync(self._sent, queued, provider_id)
            log.info("message_sent", cause=queued.cause, seq=queued.seq, channel=queued.channel)

    def _claim(self, full: Sequence[str]) -> Queued | None:
        with self._services.database.read() as connection:
            if not self._services.outbox.any_due(connection):
                return None
        with self._services.database.write() as connection:
            return self._services.outbox.claim(connection, self.id, worker.CLAIM_SECONDS, full)

    def _renew(self, queued: Queued) -> None:
        with self._services.database.write() as connection:
            self._services.outbox.renew(connection, queued.seq, self.id, worker.CLAIM_SECONDS)

    def _sent(self, queued: Queued, provider_id: str | None) -> None:
        with self._services.database.write() as connection:
            self._services.outbox.sent(connection, queued.seq, provider_id)

    def _failed(self, queued: Queued) -> None:
        with self._services.database.write() as connection:
            self._services.outbox.failed(connection, queued.seq)

    def _later(self, queued: Queued, seconds: float) -> None:
        if queued.attempts >= MOST_ATTEMPTS:
            if queued.content.get("clears"):
                self._services.hiding.cleared(queued, everything=False)  # the person is told how to do it by hand
            else:
                self._failed(queued)
            return
        wait = max(seconds, min(2.0**queued.attempts, 300.0) if queued.attempts > 2 else seconds)
        with self._services.database.write() as connection:
            self._services.outbox.later(connection, queued.seq, now() + timedelta(seconds=wait))
