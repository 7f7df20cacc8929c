"""The first thing that happens to every message: the gate judges it, then it is stored, then the channel may confirm it.

The gate answers in every state: in the middle of a form, before consent, while a client manager has the
conversation, with Rasa stopped, and - straight through the channel - with the database away.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace

import anyio
import structlog

from bot.app import Services
from bot.conversation.danger import asks_where, crisis_replies
from bot.conversation.quick_lines import Gate, QuickLines
from bot.conversation.state import State
from bot.languages import language as language_of
from bot.messages import Inbound, Outbound, Reply
from bot.safety.gate import Judgement
from bot.safety.patterns import Decision
from bot.services.hiding import HIDE, asks_to_hide
from bot.services.office import is_open
from bot.services.speech import Speech
from bot.storage.persons import Person
from bot.storage.session import Connection, DatabaseError, Duplicate

log = structlog.get_logger()

SendNow = Callable[[str, str, Outbound], Awaitable[None]]
"""Sends a message through a channel at once, past the outbox: (channel, address, message)."""
AlertNow = Callable[[str], object]
"""Alerts staff at once, past the database, that a message of somebody (told apart by this) in danger could not be kept."""


class NotStored(Exception):
    """The message could not be stored: the channel must not confirm it."""


class Intake:
    """Takes messages in."""

    def __init__(
        self, services: Services, gate: Gate, wake: Callable[[], None], send_now: SendNow, alert_now: AlertNow
    ) -> None:
        self._services = services
        self._quick_lines = QuickLines(gate)
        self._wake = wake
        self._send_now = send_now
        self._alert_now = alert_now
        self._answered_in_need: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def receive(self, inbound: Inbound) -> None:
        """Judge and store one message. Returns when it is stored; raises NotStored when it cannot be."""
        judgement, words = Judgement(), inbound.text
        if inbound.text:
            judgement, words = await anyio.to_thread.run_sync(self._quick_lines.judge, inbound)
        try:
            stored = await anyio.to_thread.run_sync(self._store, inbound, judgement, words)
        except DatabaseError as error:
            log.error("message_not_stored", channel=inbound.channel, reason=type(error).__name__)
            await self._answer_in_need(inbound, judgement)
            raise NotStored from error
        if stored is None:
            log.info("message_known_already", channel=inbound.channel)
            return
        inbound_id, decision = stored
        log.info("message_stored", inbound=inbound_id, channel=inbound.channel, kind=inbound.kind, gate=decision)
        self._wake()

    def _store(self, inbound: Inbound, judgement: Judgement, words: str, again: bool = False) -> tuple[str, Decision] | None:
        """Store the message with what the gate says to it, in one transaction. None when it was stored before.

        Returns its id and what was decided, here and by the gate.
        """
        services = self._services
        person = services.people.meet(inbound.channel, inbound.sender)
        try:
            with services.database.write() as connection:
                if services.inbox.known(connection, inbound.channel, inbound.provider_id):
                    return None
                state = State.read(services.conversations.state(connection, person))
                if judgement.decision == "ask" and services.discretion.opens(person, inbound.text):
                    judgement = Judgement()  # the title of our own button, typed: the classifier knows little of two words
                if judgement.decision == "ask" and state.asked_in_danger:
                    judgement = replace(judgement, decision="act")
                inbound_id = services.inbox.add(connection, person, inbound, judgement.decision)
                services.people.heard(connection, person, inbound.received_at)
                if self._hides(connection, person, inbound):
                    services.hiding.hide(connection, person, inbound_id)
                    services.danger_questions.will_write(connection, person)
                    state.hide()
                    services.conversations.save_state(connection, person, state.as_dict())
                    services.inbox.done(connection, inbound_id)
                elif judgement.decision != "none":
                    self._answer(connection, person, state, inbound_id, words, judgement)
                return inbound_id, judgement.decision
        except Duplicate:
            if self._known(inbound):
                return None
            if again:
                raise
            return self._store(inbound, judgement, words, again=True)  # the person was erased meanwhile: a stranger writes

    def _hides(self, connection: Connection, person: Person, inbound: Inbound) -> bool:
        """Whether the message asks to clear the phone: done at once, whoever has the conversation and whatever is away."""
        if inbound.button:
            offer = self._services.offers.find(connection, person, inbound.button)
            return offer is not None and offer.payload == f"/{HIDE}"
        return inbound.kind in ("text", "edited") and asks_to_hide(inbound.text)

    def _known(self, inbound: Inbound) -> bool:
        with self._services.database.read() as connection:
            return self._services.inbox.known(connection, inbound.channel, inbound.provider_id)

    def _answer(
        self,
        connection: Connection,
        person: Person,
        state: State,
        inbound_id: str,
        words: str,
        judgement: Judgement,
    ) -> None:
        services = self._services
        kind = judgement.kind or "crisis_emergency"
        if person.language is None and judgement.language:  # until they choose, all is said in the language of their cry
            person = services.people.choose_language(connection, person, judgement.language)
        services.discretion.notice(connection, person, kind)
        ask_where = judgement.decision == "act" and asks_where(services, connection, person)
        if judgement.decision == "act":
            state.calm_down()
            asked = services.danger_questions.take(connection, person)
            services.requests.urgent(connection, person, inbound_id, kind, words, asked)
        else:
            services.danger_questions.ask(connection, person, inbound_id, kind, words, judgement.likely)
        replies = crisis_replies(judgement.decision, kind, is_open(services.settings), ask_where)
        offered = services.speech.say(connection, person, f"gate:{inbound_id}", replies)
        state.offered, state.above = offered, []
        state.asked_in_danger = judgement.decision == "ask"
        # Was something else meant, then these words answer the form's question and are not asked for again.
        state.pending = words if state.asked_in_danger and state.form and state.question else None
        state.danger = kind if state.asked_in_danger else None
        state.asks_where = state.asks_where or ask_where
        state.last_at = time.time()  # what is typed next is typed at this answer
        services.conversations.save_state(connection, person, state.as_dict())

    async def _answer_in_need(self, inbound: Inbound, judgement: Judgement) -> None:
        """The database is away. Somebody in danger is answered all the same, once, straight through the channel.

        Staff is alerted straight as well, and again while the same message keeps coming and cannot be stored.
        """
        if judgement.decision == "act":
            try:
                self._alert_now(f"{inbound.channel}:{inbound.sender}")
            except Exception as error:  # the person must be answered, whatever is wrong with alerts
                log.error("straight_alert_not_sent", reason=type(error).__name__)
        key = (inbound.channel, inbound.provider_id)
        if judgement.decision == "none" or key in self._answered_in_need:
            return
        self._answered_in_need[key] = None
        while len(self._answered_in_need) > 1000:
            self._answered_in_need.popitem(last=False)
        speech: Speech = self._services.speech
        language = judgement.language or self._services.settings.default_language
        said = Reply(f"utter_{judgement.kind}") if judgement.decision == "act" else Reply("utter_crisis_ask")
        replies = [said, Reply("utter_gate_only")]
        for part in speech.in_words(replies, language):
            try:
                direction = language_of(language).direction
                message = Outbound(0, part.text, language=language, direction=direction)
                await self._send_now(inbound.channel, inbound.sender, message)
            except Exception as error:  # nothing else may stop the second message
                log.error("gate_answer_not_sent", channel=inbound.channel, reason=type(error).__name__)
