"""Requests that go to the team at once, without a draft: danger, and a complaint while a client manager has the talk.

The person is told only what is true. What they see and send themselves is in `handover_requests.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.services.alerts import Alerts
from bot.services.ownership import Ownership
from bot.services.routing import Routing
from bot.services.urgency import urgency_of
from bot.storage.handovers import OPEN_STATES, Handover, Handovers
from bot.storage.persons import Person
from bot.storage.session import Connection, Database

DANGER = "crisis_"  # a reason that begins so: sent at once, without the person's yes


@dataclass(frozen=True)
class Asked:
    """Words that the gate asked about before the person told more."""

    inbound_id: str
    words: str


class RequestsAtOnce:
    """Makes requests that wait from the start, and adds to those that are open."""

    def __init__(
        self, database: Database, handovers: Handovers, ownership: Ownership, alerts: Alerts, routing: Routing
    ) -> None:
        self._database = database
        self._handovers = handovers
        self._ownership = ownership
        self._alerts = alerts
        self._routing = routing

    def urgent(
        self, connection: Connection, person: Person, inbound_id: str, reason: str, words: str, asked: Asked | None = None
    ) -> str:
        """Tell the team at once that somebody may be in danger, with the words that were asked about before.

        Joins an open urgent handover for the same reason: it is unread again, and the team is alerted again.
        """
        self._ownership.hold(connection, person.id)
        made_by_it = self._handovers.made_by(connection, person, inbound_id)
        if made_by_it is not None:
            return made_by_it
        known = self._open_for(connection, person, reason, urgent=True)
        if known is not None:
            if asked and self._handovers.made_by(connection, person, asked.inbound_id) is None:
                self._handovers.messages.say(connection, person, known.id, "person", asked.inbound_id, asked.words)
            self._told_again(connection, person, known, inbound_id, words, "cried")
            return known.id
        both = [asked.words, words] if asked else [words]
        return self._sent_at_once(connection, person, inbound_id, reason, both, {}, danger=True)

    def unanswered(self, connection: Connection, person: Person, inbound_id: str, reason: str, words: str) -> None:
        """Tell the team of words that were asked about and that no answer came to, once."""
        made = self.urgent(connection, person, inbound_id, reason, words)
        self._handovers.history.note(connection, made, "unanswered")

    def mark_meant_other(self, connection: Connection, person: Person) -> bool:
        """Note in what is open for danger that the person says they meant something else. It stays as urgent as it is:
        somebody else may hold the phone. False when nothing is open."""
        opened = [known for known in self._handovers.of(connection, person, *OPEN_STATES) if known.reason.startswith(DANGER)]
        for known in opened:
            self._handovers.history.note(connection, known.id, "meant_other")
        return bool(opened)

    def in_danger(self, connection: Connection, person: Person) -> bool:
        """Whether an urgent request of this person is open."""
        return any(known.urgency == "now" for known in self._handovers.of(connection, person, "waiting", "taken", "returned"))

    def add_to_urgent(self, connection: Connection, person: Person, inbound_id: str, words: str) -> bool:
        """Add to the latest open urgent request what the person tells besides. False when there is none (any more)."""
        for known in self._handovers.of(connection, person, "waiting", "taken", "returned"):
            if known.urgency == "now":
                if self._handovers.messages.say(connection, person, known.id, "person", inbound_id, words):
                    self._handovers.history.note(connection, known.id, "message")
                return True
        return False

    def _told_again(
        self, connection: Connection, person: Person, known: Handover, inbound_id: str, words: str, event: str
    ) -> None:
        """Put words into an open request, once: it is unread again, and alerts are raised again."""
        if self._handovers.messages.say(connection, person, known.id, "person", inbound_id, words):
            self._handovers.history.note(connection, known.id, event)
            self._handovers.note_unread(connection, known.id)
            self._alerts.raise_again(connection, known, inbound_id)

    def _sent_at_once(
        self,
        connection: Connection,
        person: Person,
        inbound_id: str,
        reason: str,
        words: list[str],
        besides: dict[str, Any],
        danger: bool = False,
    ) -> str:
        """Make a request that waits from the start, with these words and other content besides; returns its id."""
        content = {"language": person.language, "channel": person.channel, "words": words, "left_out": [], **besides}
        urgency = "now" if danger else urgency_of(reason, content)
        handover_id = self._handovers.add(connection, person, inbound_id, reason, urgency, "waiting", content)
        self._handovers.history.note(connection, handover_id, "sent")
        self._ownership.settle(connection, person.id, "danger" if danger else "sent", handover_id)
        made = self._handovers.by_id(connection, handover_id)
        assert made is not None
        self._alerts.raise_for(connection, self._routing.begin(connection, made), "urgent" if danger else "waiting")
        return handover_id

    def _open_for(self, connection: Connection, person: Person, reason: str, urgent: bool = False) -> Handover | None:
        """The person's open request for the same reason; of danger only another one for danger."""
        opened = self._handovers.of(connection, person, "waiting", "taken", "returned")
        return next((one for one in opened if one.reason == reason and (one.urgency == "now" or not urgent)), None)
