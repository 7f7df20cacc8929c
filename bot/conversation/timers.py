"""What happens by the clock: overdue requests are escalated, content whose time is over is erased.

One leader does it, whichever process holds the lease.
"""

from __future__ import annotations

import asyncio
from typing import Protocol
from uuid import uuid4

import anyio
import structlog

from bot.app import Services
from bot.dialogue.rasa import DialogueAway
from bot.storage import leases
from bot.storage.session import DatabaseError

log = structlog.get_logger()

EVERY = 300.0  # seconds between two rounds


class Forgetful(Protocol):
    """Whoever keeps a memory of conversations that must be erased beside ours."""

    async def forget(self, conversation_id: str) -> None: ...


class Timers:
    """Runs what is due, while this process leads."""

    def __init__(self, services: Services, dialogue: Forgetful) -> None:
        self.id = uuid4().hex
        self._services = services
        self._dialogue = dialogue

    async def run(self) -> None:
        """Do a round now and every five minutes, until cancelled."""
        while True:
            try:
                if await anyio.to_thread.run_sync(self._lead):
                    await self.round()
            except DatabaseError as error:
                log.error("database_away", worker="timers", reason=type(error).__name__)
            except Exception:
                log.exception("timers_failed")
            await asyncio.sleep(EVERY)

    async def round(self) -> None:
        """Tell the team of silence and of what is overdue, people of what waited for them; then erase what is due."""
        services = self._services
        for name, work in (
            ("danger_questions", services.danger_questions.round),
            ("escalation", services.escalation.round),
            ("discretion", services.discretion.round),
            ("hiding", services.hiding.purge),
        ):
            try:
                await anyio.to_thread.run_sync(work)
            except DatabaseError:
                raise
            except Exception as error:  # erasing must go on
                log.error(f"{name}_failed", reason=type(error).__name__)
        await self._erase()

    async def _erase(self) -> None:
        """Erase what is due. A conversation that Rasa cannot forget now is left for the next round."""
        await anyio.to_thread.run_sync(self._services.erasure.forget_codes)
        if not await self._forget_trackers():
            return
        chats, gone = await anyio.to_thread.run_sync(self._services.erasure.due)
        forgotten = 0
        for person in [*chats, *gone]:
            try:
                await self._dialogue.forget(person.conversation_id)
            except DialogueAway:
                log.warning("erasing_later", conversations=len(chats) + len(gone) - forgotten)
                return
            if person in gone:
                await anyio.to_thread.run_sync(self._services.erasure.forget_persons, [person])
            else:
                await anyio.to_thread.run_sync(self._services.erasure.forget_chat, person)
            forgotten += 1
        if forgotten:
            log.info("erased_by_the_clock", conversations=forgotten)

    async def _forget_trackers(self) -> bool:
        """Let Rasa forget who was erased while it was away. False when it still is."""
        for conversation_id in await anyio.to_thread.run_sync(self._services.erasure.trackers_left):
            try:
                await self._dialogue.forget(conversation_id)
            except DialogueAway:
                log.warning("trackers_left")
                return False
            await anyio.to_thread.run_sync(self._services.erasure.tracker_gone, conversation_id)
        return True

    def _lead(self) -> bool:
        with self._services.database.write() as connection:
            return leases.hold(connection, "timers", self.id, 2 * EVERY)
