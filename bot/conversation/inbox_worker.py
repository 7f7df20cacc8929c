"""Gives stored messages their effect: in order and one at a time per conversation, several conversations at once."""

from __future__ import annotations

import asyncio
import time
from functools import partial

import anyio
import structlog

from bot.app import Services
from bot.conversation.outbox_worker import OutboxWorker
from bot.conversation.talk import Talk
from bot.conversation.worker import CLAIM_SECONDS, LOOK_EVERY, Worker, renewed
from bot.dialogue.rasa import DialogueAway
from bot.messages import Reply, now
from bot.storage.inbox import Received
from bot.storage.session import DatabaseError

log = structlog.get_logger()

TOLD_AFTER = 4.0  # seconds of trouble after which the person is told that it takes longer
GIVEN_UP_AFTER = 900.0  # seconds after which a message is answered with an apology
AT_ONCE = 8  # conversations that are answered side by side


class InboxWorker(Worker):
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
                async with renewed(partial(self._claim, conversation_id)):
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


def _where(error: BaseException) -> str:
    """File and line of an error, without its text."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""
