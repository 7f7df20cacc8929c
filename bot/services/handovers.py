"""What client managers do with a handover: read it, take it over, write, give it back, close it.

What they see of it stands in `cases.py`, how the person asks for it in `handover_requests.py`. The person is told only
what is true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from bot.messages import Choice, Reply, now
from bot.services.cases import Case, Cases
from bot.services.discretion import Discretion
from bot.services.dutch_time import clock
from bot.services.ownership import Ownership
from bot.services.routing import Routing
from bot.services.speech import Speech
from bot.services.urgency import changed
from bot.storage.handovers import OPEN_STATES, URGENCIES, Handover, Handovers
from bot.storage.persons import Persons
from bot.storage.session import Connection, Database

URGENT = "now"
MENU = Choice("/ask_capabilities", response="utter_title_ask_capabilities")
OUTCOMES = ("answered", "appointment", "referred", "no_contact", "other")


class HandoverService(Cases):
    """The client manager's side of a handover: waiting → taken → returned or closed."""

    def __init__(
        self,
        database: Database,
        handovers: Handovers,
        persons: Persons,
        ownership: Ownership,
        speech: Speech,
        discretion: Discretion,
        overdue: Callable[[Handover], bool],
        routing: Routing,
    ) -> None:
        super().__init__(database, handovers, persons, ownership, routing)
        self._speech = speech
        self._discretion = discretion
        self._overdue = overdue

    def read(self, handover_id: str, manager_id: str) -> Case | None:
        """One handover, opened by a client manager: the first time the person is told that it was read, and when.

        What somebody took is unread until they look themselves: nobody else can answer it.
        """
        case = self.look(handover_id)
        if case is None:
            return None
        with self._database.write() as connection:
            current = self._handovers.by_id(connection, handover_id)
            if current is None:
                return None
            if current.unread_since and (current.state != "taken" or current.taken_by == manager_id):
                self._handovers.note_looked(connection, handover_id)
                if current.read_at:
                    self._handovers.history.note(connection, handover_id, "looked", manager_id)
            if self._handovers.once(connection, handover_id, "read_at"):
                self._handovers.history.note(connection, handover_id, "read", manager_id)
                moment = clock(now())
                self._tell(connection, case, f"read:{handover_id}", Reply("utter_handover_read", {"time": moment}))
        return self.look(handover_id)

    def may_take(self, handover: Handover, manager_id: str) -> bool:
        """Whether a client manager may take this over: nobody has it, or who has it is away or left danger unread too long."""
        with self._database.read() as connection:
            return self._may_take(connection, handover, manager_id)

    def _may_take(self, connection: Connection, handover: Handover, manager_id: str) -> bool:
        if handover.state in ("waiting", "returned"):
            return True
        left_alone = handover.urgency == URGENT and self._overdue(handover)
        free = left_alone or self._routing.is_away(connection, handover.taken_by)
        return handover.state == "taken" and free and handover.taken_by != manager_id

    def take(self, handover_id: str, manager_id: str) -> bool:
        """Take the conversation over. False when another client manager was first, or has the conversation already.

        Danger goes before: who takes it gets the conversation, and what a colleague had of the same person is given back.
        """
        case = self.look(handover_id)
        if case is None:
            return False
        with self._database.write() as connection:
            standing = self._ownership.hold(connection, case.person.id)
            handover = self._handovers.by_id(connection, handover_id)
            if handover is None or not self._may_take(connection, handover, manager_id):
                return False
            held = [one for one in standing if one.state == "taken" and manager_id != one.taken_by and one.id != handover_id]
            if held and handover.urgency != URGENT:
                return False
            values = {"state": "taken", "taken_by": manager_id, "taken_at": now()}
            if not self._handovers.change(connection, handover_id, (handover.state,), handover.taken_by, **values):
                return False
            for one in held:
                self._handovers.change(connection, one.id, ("taken",), state="returned")
                self._handovers.history.note(connection, one.id, "passed", manager_id)
            self._handovers.history.note(connection, handover_id, "taken", manager_id)
            self._handovers.note_looked(connection, handover_id)
            self._handovers.once(connection, handover_id, "read_at")
            self._ownership.settle(connection, case.person.id, "taken", handover_id, manager_id)
            taken = self._handovers.by_id(connection, handover_id)
            name = (taken.taken_by_name if taken else None) or ""
            self._tell(
                connection,
                case,
                f"taken:{uuid4().hex}",  # each time anew: it may be taken again later
                Reply("utter_handover_taken", {"manager": name}, (MENU,)),
            )
        return True

    def write(
        self,
        handover_id: str,
        manager_id: str,
        text: str,
        form_id: str,
        language: str | None = None,
        beside: dict[str, str] | None = None,
    ) -> bool:
        """Send a client manager's words to the person. The same form sent twice is one message.

        `language` is the one in which they are written, if it is known; `beside` what they say in others.
        """
        case, words = self.look(handover_id), text.strip()
        if case is None or not words:
            return False
        with self._database.write() as connection:
            self._ownership.hold(connection, case.person.id)
            handover = self._handovers.by_id(connection, handover_id)
            if handover is None or handover.state != "taken" or handover.taken_by != manager_id:
                return False
            cause = f"manager:{form_id}"[:48]
            if self._handovers.messages.say(connection, case.person, handover_id, "manager", cause, words, language, beside):
                self._handovers.once(connection, handover_id, "answered_at")
                self._handovers.history.note(connection, handover_id, "answer", manager_id)
                self._handovers.note_looked(connection, handover_id)
                self._discretion.pass_on(connection, case.person, cause, words, language)
        return True

    def ask_interpreter(self, handover_id: str, manager_id: str) -> bool:
        """Note, once, that a client manager asks for an interpreter. We call nobody: they do."""
        with self._database.write() as connection:
            handover = self._handovers.by_id(connection, handover_id, self._visible(connection))
            if handover is None or handover.state not in OPEN_STATES:
                return False
            if not any(event.kind == "interpreter" for event in self._handovers.history.of(connection, handover_id)):
                self._handovers.history.note(connection, handover_id, "interpreter", manager_id)
        return True

    def note_translation(self, handover_id: str, manager_id: str) -> bool:
        """Note that a client manager asks a machine to translate something. What it was is not noted."""
        with self._database.write() as connection:
            if self._handovers.by_id(connection, handover_id, self._visible(connection)) is None:
                return False
            self._handovers.history.note(connection, handover_id, "translated", manager_id)
        return True

    def set_urgency(self, handover_id: str, manager_id: str, urgency: str, note: str) -> bool:
        """Make an open handover more or less urgent, and note who did it and why. False when it is not open (any more).

        Raises NoteMissing when it would become less urgent without a note: only a person who says why may lower it.
        """
        case = self.look(handover_id)
        if case is None or urgency not in URGENCIES:
            return False
        with self._database.write() as connection:
            before = self._handovers.by_id(connection, handover_id)
            if before is None or before.state not in OPEN_STATES:
                return False
            if before.urgency == urgency:
                return True
            kind, detail = changed(before.urgency, urgency, note)
            if not self._handovers.change(connection, handover_id, OPEN_STATES, urgency=urgency):
                return False
            self._handovers.history.note_detail(connection, case.person, handover_id, kind, manager_id, detail)
        return True

    def give_back(self, handover_id: str, manager_id: str) -> bool:
        """Give the conversation back to the assistant; the handover stays open."""
        return self._end(handover_id, manager_id, "returned", "utter_handover_returned", None)

    def close(self, handover_id: str, manager_id: str, outcome: str) -> bool:
        """Close a handover with an outcome; the conversation is the assistant's again."""
        if outcome not in OUTCOMES:
            raise ValueError(f"unknown outcome {outcome!r}")
        return self._end(handover_id, manager_id, "closed", "utter_handover_closed", outcome)

    def _end(self, handover_id: str, manager_id: str, state: str, response: str, outcome: str | None) -> bool:
        case = self.look(handover_id)
        if case is None:
            return False
        with self._database.write() as connection:
            self._ownership.hold(connection, case.person.id)
            only_from = ("taken",) if state == "returned" else ("taken", "returned")
            values: dict[str, Any] = {"state": state}
            if state == "closed":
                values |= {"outcome": outcome, "closed_at": now()}
            if not self._handovers.change(connection, handover_id, only_from, manager_id, **values):
                return False
            self._handovers.history.note(connection, handover_id, state, manager_id)
            self._handovers.note_looked(connection, handover_id)
            self._ownership.settle(connection, case.person.id, state, handover_id, manager_id)
            current = self._persons.by_id(connection, case.person.id)
            if current and current.owner != "manager":  # else a client manager still has the conversation
                self._tell(connection, case, f"{state}:{uuid4().hex}", Reply(response, choices=(MENU,)))
        return True

    def _tell(self, connection: Connection, case: Case, cause: str, reply: Reply) -> None:
        """Tell the person what happened; in danger, or where somebody may read along, nothing that was not asked for."""
        if self._discretion.holds(connection, case.person):
            return
        if case.handover.urgency != "now" or reply.response == "utter_handover_taken":
            self._speech.say(connection, case.person, cause, [reply])
