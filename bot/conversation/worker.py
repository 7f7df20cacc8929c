"""What the two workers of the gateway share: they look for work, and claim what they work on.

Claims keep several copies of the gateway from doing the same twice. They are short and renewed while the work goes on,
so what a dead process had in hand is soon free again.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import anyio
import structlog

from bot.storage.session import DatabaseError

log = structlog.get_logger()

CLAIM_SECONDS = 10.0  # how long after a crash the next worker waits; a claim is renewed three times in this time
LOOK_EVERY = 1.0  # seconds between two looks when nobody wakes us: another process may have stored something


class Worker(ABC):
    """Looks for work when woken and every second; never dies of an error."""

    def __init__(self) -> None:
        self.id = uuid4().hex
        self._event = asyncio.Event()

    def wake(self) -> None:
        """Look now. Must be called on the event loop."""
        self._event.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                busy = await self._look()
            except DatabaseError as error:
                log.error("database_away", worker=type(self).__name__, reason=type(error).__name__)
                busy = False
            except Exception:
                log.exception("worker_failed", worker=type(self).__name__)
                busy = False
            if not busy:
                await wait_for(self._event, LOOK_EVERY)
                self._event.clear()

    @abstractmethod
    async def _look(self) -> bool:
        """Do what there is to do. True when there may be more at once."""


async def wait_for(event: asyncio.Event, seconds: float) -> bool:
    """Wait until an event is set, at most so long. True when it is set.

    Not asyncio.wait_for: in Python 3.10 that loses a cancellation which comes together with the event.
    """
    waiting = asyncio.create_task(event.wait())
    try:
        await asyncio.wait({waiting}, timeout=seconds)
    finally:
        waiting.cancel()
    return event.is_set()


@asynccontextmanager
async def renewed(renew: Callable[[], object]) -> AsyncIterator[None]:
    """Renew a claim as long as the work under it goes on."""
    over = asyncio.Event()

    async def keep() -> None:
        while not await wait_for(over, CLAIM_SECONDS / 3):
            with suppress(DatabaseError):
                await anyio.to_thread.run_sync(renew)

    keeping = asyncio.create_task(keep())
    try:
        yield
    finally:
        over.set()
        await keeping
