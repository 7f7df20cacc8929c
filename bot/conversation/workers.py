"""The two workers of the gateway: one gives stored messages their effect, one sends what is queued.

Both claim what they work on, so that several copies of the gateway do not do it twice, and both find their way
back after a crash: a claim is short and renewed while its work goes on, so what a dead process had in hand is soon
free again.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from uuid import uuid4

import anyio
import structlog

from bot.app import Services
from bot.channels.base import Channel, TryLater, Unreachable
from bot.conversation.talk import Talk
from bot.dialogue.rasa import DialogueAway
from bot.messages import Reply, now
from bot.services.speech import outbound
from bot.storage.inbox import Received
from bot.storage.outbox import Queued
from bot.storage.session import DatabaseError

log = structlog.get_logger()

CLAIM_SECONDS = 10.0  # how long after a crash the next worker waits; a claim is renewed three times in this time
LOOK_EVERY = 1.0  # seconds between two looks when nobody wakes us: another process may have stored something
TOLD_AFTER = 4.0  # seconds of trouble after which the person is told that it takes longer
GIVEN_UP_AFTER = 900.0  # seconds after which a message is answered with an apology
AT_ONCE = 8  # conversations that are answered side by side, and to which one channel sends side by side
MOST_ATTEMPTS = 12  # of sending one message, over about half an hour


class _Worker:
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
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._event.wait(), LOOK_EVERY)
                self._event.clear()

    async def _look(self) -> bool:
        raise NotImplementedError


class InboxWorker(_Worker):
    """Gives stored messages their effect: per conversation in order and one at a time."""

    def __init__(self, services: Services, talk: Talk, sender: OutboxWorker) -> None:
        super().__init__()
        self._services = services
        self._talk = talk
        self._sender = sender
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._not_before: dict[str, float] = {}

    async def _look(self) -> bool:
        for conversation_id in await anyio.to_thread.run_sync(self._waiting):
            if len(self._tasks) >= AT_ONCE:
                break
            if conversation_id in self._tasks or self._not_before.get(conversation_id, 0) > time.monotonic():
                continue
            task = asyncio.create_task(self._conversation(conversation_id))
            self._tasks[conversation_id] = task
            task.add_done_callback(lambda _, done=conversation_id: self._finished(done))  # type: ignore[misc]
        return False

    def _finished(self, conversation_id: str) -> None:
        self._tasks.pop(conversation_id, None)
        self._event.set()

    async def _conversation(self, conversation_id: str) -> None:
        """Answer what waits in one conversation, unless another worker has it."""
        try:
            if not await anyio.to_thread.run_sync(self._claim, conversation_id):
                self._not_before[conversation_id] = time.monotonic() + LOOK_EVERY
                return
            try:
                async with _renewed(partial(self._claim, conversation_id)):
                    while True:
                        waiting = await anyio.to_thread.run_sync(self._messages, conversation_id)
                        if not waiting or not await self._message(waiting[0]):
                            break
            finally:
                await anyio.to_thread.run_sync(self._release, conversation_id)
        except DatabaseError as error:
            self._not_before[conversation_id] = time.monotonic() + LOOK_EVERY
            log.error("database_away", worker="conversation", reason=type(error).__name__)

    async def _message(self, received: Received) -> bool:
        """Answer one message. False when it has to wait for another try."""
        begun = time.monotonic()
        try:
            await self._talk.answer(received)
        except DialogueAway as error:
            await self._wait(received, str(error))
            return False
        except DatabaseError:
            raise
        except Exception as error:
            # Never with the message or its text: an exception's own text may quote it.
            log.error("message_failed", inbound=received.id, reason=type(error).__name__, where=_where(error))
            await anyio.to_thread.run_sync(self._give_up, received)
        log.info("message_answered", inbound=received.id, milliseconds=round((time.monotonic() - begun) * 1000))
        self._not_before.pop(received.conversation_id, None)
        self._sender.wake()
        return True

    async def _wait(self, received: Received, reason: str) -> None:
        """Rasa is away: try again, say that it takes longer, and give up only after a quarter of an hour."""
        age = (now() - received.received_at).total_seconds()
        log.warning("dialogue_away", inbound=received.id, reason=reason, attempts=received.attempts)
        if age > GIVEN_UP_AFTER:
            await anyio.to_thread.run_sync(self._give_up, received)
        else:
            await anyio.to_thread.run_sync(self._note_trouble, received, age > TOLD_AFTER)
        self._sender.wake()
        self._not_before[received.conversation_id] = time.monotonic() + min(5.0, 0.5 * 2 ** min(received.attempts, 5))

    def _waiting(self) -> list[str]:
        with self._services.database.read() as connection:
            return self._services.inbox.waiting_conversations(connection)

    def _claim(self, conversation_id: str) -> bool:
        with self._services.database.write() as connection:
            return self._services.conversations.claim(connection, conversation_id, self.id, CLAIM_SECONDS)

    def _release(self, conversation_id: str) -> None:
        with self._services.database.write() as connection:
            self._services.conversations.release(connection, conversation_id, self.id)

    def _messages(self, conversation_id: str) -> list[Received]:
        with self._services.database.read() as connection:
            return self._services.inbox.waiting(connection, conversation_id)

    def _note_trouble(self, received: Received, tell: bool) -> None:
        with self._services.database.write() as connection:
            self._services.inbox.tried(connection, received.id)
            person = self._services.persons.by_conversation(connection, received.conversation_id)
            if tell and person:
                self._services.speech.say(connection, person, f"wait:{received.id}", [Reply("utter_wait")])

    def _give_up(self, received: Received) -> None:
        with self._services.database.write() as connection:
            person = self._services.persons.by_conversation(connection, received.conversation_id)
            if person:
                self._services.speech.say(connection, person, received.id, [Reply("utter_failed")])
            self._services.inbox.done(connection, received.id, "failed")


class OutboxWorker(_Worker):
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
            async with _renewed(partial(self._renew, queued)):
                await self._try(queued)
        except DatabaseError as error:
            log.error("database_away", worker="OutboxWorker", reason=type(error).__name__)

    async def _try(self, queued: Queued) -> None:
        channel = self._channels.get(queued.channel)
        if channel is None:
            await anyio.to_thread.run_sync(self._later, queued, 60.0)
            return
        try:
            provider_id = await channel.send(queued.address, outbound(queued.seq, queued.content))
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
            await anyio.to_thread.run_sync(self._sent, queued, provider_id)
            log.info("message_sent", cause=queued.cause, seq=queued.seq, channel=queued.channel)

    def _claim(self, full: Sequence[str]) -> Queued | None:
        with self._services.database.read() as connection:
            if not self._services.outbox.any_due(connection):
                return None
        with self._services.database.write() as connection:
            return self._services.outbox.claim(connection, self.id, CLAIM_SECONDS, full)

    def _renew(self, queued: Queued) -> None:
        with self._services.database.write() as connection:
            self._services.outbox.renew(connection, queued.seq, self.id, CLAIM_SECONDS)

    def _sent(self, queued: Queued, provider_id: str | None) -> None:
        with self._services.database.write() as connection:
            self._services.outbox.sent(connection, queued.seq, provider_id)

    def _failed(self, queued: Queued) -> None:
        with self._services.database.write() as connection:
            self._services.outbox.failed(connection, queued.seq)

    def _later(self, queued: Queued, seconds: float) -> None:
        if queued.attempts >= MOST_ATTEMPTS:
            self._failed(queued)
            return
        wait = max(seconds, min(2.0**queued.attempts, 300.0) if queued.attempts > 2 else seconds)
        with self._services.database.write() as connection:
            self._services.outbox.later(connection, queued.seq, now() + timedelta(seconds=wait))


@asynccontextmanager
async def _renewed(renew: Callable[[], object]) -> AsyncIterator[None]:
    """Renew a claim as long as the work under it goes on."""
    over = asyncio.Event()

    async def keep() -> None:
        while not over.is_set():
            try:
                await asyncio.wait_for(over.wait(), CLAIM_SECONDS / 3)
            except asyncio.TimeoutError:
                with suppress(DatabaseError):
                    await anyio.to_thread.run_sync(renew)

    keeping = asyncio.create_task(keep())
    try:
        yield
    finally:
        over.set()
        await keeping


def _where(error: BaseException) -> str:
    """File and line of an error, without its text."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""
