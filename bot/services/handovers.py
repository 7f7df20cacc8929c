"""Passing a conversation to a client manager and back, as the person and as the client manager see it.

The person is told only what is true: sent, read at a moment, answered. Nothing is sent without their yes,
except when somebody is in danger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from babel.dates import format_time

from bot.messages import Choice, Reply, now
from bot.services.alerts import Alerts
from bot.services.discretion import Discretion
from bot.services.speech import Speech
from bot.storage.conversations import Conversations
from bot.storage.handovers import OPEN_STATES, Handover, HandoverEvent, HandoverMessage, Handovers
from bot.storage.persons import Person, Persons
from bot.storage.session import Connection, Database

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OUTCOMES = ("answered", "appointment", "referred", "no_contact", "other")
# What the summary may tell, in the order in which it stands there. The person can leave out all but the first three.
LINES = ("language", "channel", "topic", "words", "explained", "goals", "contact")
LEAVABLE = ("words", "explained", "goals", "contact")


@dataclass(frozen=True)
class Case:
    """All that the portal shows of one handover."""

    handover: Handover
    person: Person
    messages: list[HandoverMessage]
    history: list[HandoverEvent]


class HandoverService:
    """The life of a handover: draft → waiting → taken → returned or closed."""

    def __init__(
        self,
        database: Database,
        handovers: Handovers,
        persons: Persons,
        conversations: Conversations,
        speech: Speech,
        alerts: Alerts,
        discretion: Discretion,
    ) -> None:
        self._discretion = discretion
        self._alerts = alerts
        self._database = database
        self._handovers = handovers
        self._persons = persons
        self._conversations = conversations
        self._speech = speech

    # --- the person's side ---

    def draft(self, person: Person, inbound_id: str, reason: str, content: dict[str, Any]) -> Handover:
        """Begin a request that the person sees before it is sent; an older draft is put aside."""
        with self._database.write() as connection:
            for old in self._handovers.of(connection, person, "draft"):
                self._handovers.change(connection, old.id, ("draft",), state="cancelled", closed_at=now())
            urgency = "soon" if reason in ("sensitive_debt", "sensitive_sanction") else "week"
            handover_id = self._handovers.add(
                connection, person, inbound_id, reason, urgency, "draft", {"left_out": [], **content}
            )
            # A repeated message finds its own draft again, though it was just put aside with the older ones.
            self._handovers.change(connection, handover_id, ("cancelled",), state="draft", closed_at=None)
            found = self._handovers.by_id(connection, handover_id)
        assert found is not None
        return found

    def open_draft(self, person: Person) -> Handover | None:
        with self._database.read() as connection:
            return next(iter(self._handovers.of(connection, person, "draft")), None)

    def revise(self, person: Person, **changes: Any) -> Handover | None:
        """Change the draft's content (`left_out`, `words`, …); None when there is no draft."""
        with self._database.write() as connection:
            draft = next(iter(self._handovers.of(connection, person, "draft")), None)
            if draft is None:
                return None
            self._handovers.save_content(connection, person, draft.id, {**draft.content, **changes})
            return self._handovers.by_id(connection, draft.id)

    def send(self, person: Person) -> Handover | None:
        """Send the draft to the team. Lines that were left out are deleted first: nobody can read them any more."""
        with self._database.write() as connection:
            draft = next(iter(self._handovers.of(connection, person, "draft")), None)
            if draft is None:
                return None
            content = {key: value for key, value in draft.content.items() if key not in draft.content["left_out"]}
            content["left_out"] = []
            self._handovers.save_content(connection, person, draft.id, content)
            self._handovers.change(connection, draft.id, ("draft",), state="waiting", sent_at=now())
            self._handovers.note(connection, draft.id, "sent")
            if person.owner == "assistant":
                self._conversations.set_owner(connection, person.conversation_id, "waiting", draft.id)
            self._alerts.raise_for(connection, draft, "waiting")
            return self._handovers.by_id(connection, draft.id)

    def cancel(self, person: Person) -> bool:
        """Throw the draft away."""
        with self._database.write() as connection:
            drafts = self._handovers.of(connection, person, "draft")
            for draft in drafts:
                self._handovers.change(connection, draft.id, ("draft",), state="cancelled", closed_at=now())
                self._handovers.save_content(connection, person, draft.id, {"reason": draft.reason, "left_out": []})
        return bool(drafts)

    def withdraw(self, person: Person) -> bool:
        """Take back a request that nobody has taken yet. True as well when a crash hid that it was taken back before."""
        with self._database.write() as connection:
            for waiting in self._handovers.of(connection, person, "waiting"):
                if waiting.urgency != "now" and self._handovers.change(
                    connection, waiting.id, ("waiting",), state="cancelled", closed_at=now()
                ):
                    self._handovers.note(connection, waiting.id, "cancelled")
                    if person.handover_id == waiting.id:  # danger may own the conversation besides
                        self._conversations.set_owner(connection, person.conversation_id, "assistant", None)
                    return True
            worked_on = [one for one in self._handovers.of(connection, person, "taken", "returned") if one.urgency != "now"]
            return not worked_on and bool(self._handovers.of(connection, person, "cancelled"))

    def urgent(self, connection: Connection, person: Person, inbound_id: str, reason: str, words: str) -> str:
        """Tell the team at once that somebody may be in danger. Joins an open urgent handover for the same reason."""
        for known in self._handovers.of(connection, person, "waiting", "taken", "returned"):
            if known.urgency == "now" and known.reason == reason:
                if self._handovers.say(connection, person, known.id, "person", inbound_id, words):
                    self._handovers.note(connection, known.id, "message")
                return known.id
        content = {"language": person.language, "channel": person.channel, "words": [words], "left_out": []}
        handover_id = self._handovers.add(connection, person, inbound_id, reason, "now", "waiting", content)
        self._handovers.note(connection, handover_id, "sent")
        if person.owner == "assistant":
            self._conversations.set_owner(connection, person.conversation_id, "waiting", handover_id)
        made = self._handovers.by_id(connection, handover_id)
        assert made is not None
        self._alerts.raise_for(connection, made, "urgent")
        return handover_id

    def current(self, person: Person) -> list[Handover]:
        """The person's open requests, the latest first."""
        with self._database.read() as connection:
            return self._handovers.of(connection, person, "waiting", "taken", "returned")

    def status(self, person: Person) -> Reply | None:
        """What is true of the latest open request, in one reply."""
        for handover in self.current(person):
            if handover.state == "taken":
                return Reply("utter_handover_taken", {"manager": handover.taken_by_name or ""})
            if handover.answered_at:
                return Reply("utter_handover_answered")
            if handover.read_at:
                return Reply("utter_handover_read", {"time": clock(handover.read_at)})
            return Reply("utter_handover_unread")
        return None

    def hear(self, connection: Connection, person: Person, inbound_id: str, text: str) -> None:
        """Keep what the person writes while a client manager has the conversation."""
        if person.handover_id and self._handovers.say(connection, person, person.handover_id, "person", inbound_id, text):
            self._handovers.note(connection, person.handover_id, "message")

    # --- the client manager's side ---

    def open(self) -> list[Case]:
        """Every open handover: urgent first, then the longest waiting."""
        with self._database.read() as connection:
            return [self._case(connection, handover) for handover in self._handovers.open(connection)]

    def closed(self) -> list[Handover]:
        """The handovers that were closed last, the latest first."""
        with self._database.read() as connection:
            return self._handovers.closed(connection)

    def newest_event(self) -> int:
        """A number that grows with every change: lists are drawn anew when it does."""
        with self._database.read() as connection:
            return self._handovers.newest_event(connection)

    def look(self, handover_id: str) -> Case | None:
        """One handover as it is, without saying that it was read."""
        with self._database.read() as connection:
            handover = self._handovers.by_id(connection, handover_id)
            if handover is None or handover.state in ("draft", "cancelled"):
                return None
            return self._case(connection, handover)

    def read(self, handover_id: str, manager_id: str) -> Case | None:
        """One handover, opened by a client manager: the first time the person is told that it was read, and when."""
        case = self.look(handover_id)
        if case is None:
            return None
        with self._database.write() as connection:
            if self._handovers.once(connection, handover_id, "read_at"):
                self._handovers.note(connection, handover_id, "read", manager_id)
                moment = clock(now())
                self._tell(connection, case, f"read:{handover_id}", Reply("utter_handover_read", {"time": moment}))
        return self.look(handover_id)

    def take(self, handover_id: str, manager_id: str) -> bool:
        """Take the conversation over. False when another client manager was first."""
        case = self.look(handover_id)
        if case is None:
            return False
        with self._database.write() as connection:
            won = self._handovers.change(
                connection, handover_id, ("waiting", "returned"), state="taken", taken_by=manager_id, taken_at=now()
            )
            if won:
                self._handovers.note(connection, handover_id, "taken", manager_id)
                self._conversations.set_owner(connection, case.person.conversation_id, "manager", handover_id)
                taken = self._handovers.by_id(connection, handover_id)
                name = (taken.taken_by_name if taken else None) or ""
                self._tell(
                    connection,
                    case,
                    f"taken:{uuid4().hex}",  # each time anew: it may be taken again later
                    Reply("utter_handover_taken", {"manager": name}),
                )
        return won

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
        case = self.look(handover_id)
        if case is None or not text.strip():
            return False
        with self._database.write() as connection:
            handover = self._handovers.by_id(connection, handover_id)
            if handover is None or handover.state != "taken" or handover.taken_by != manager_id:
                return False
            cause = f"manager:{form_id}"[:48]
            if self._handovers.say(connection, case.person, handover_id, "manager", cause, text.strip(), language, beside):
                self._handovers.once(connection, handover_id, "answered_at")
                self._handovers.note(connection, handover_id, "answer", manager_id)
                self._discretion.pass_on(connection, case.person, cause, text.strip(), language)
        return True

    def ask_interpreter(self, handover_id: str, manager_id: str) -> bool:
        """Note, once, that a client manager asks for an interpreter. We call nobody: they do."""
        with self._database.write() as connection:
            handover = self._handovers.by_id(connection, handover_id)
            if handover is None or handover.state not in OPEN_STATES:
                return False
            if not any(event.kind == "interpreter" for event in self._handovers.history(connection, handover_id)):
                self._handovers.note(connection, handover_id, "interpreter", manager_id)
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
            only_from = ("taken",) if state == "returned" else ("taken", "returned")
            values: dict[str, Any] = {"state": state}
            if state == "closed":
                values |= {"outcome": outcome, "closed_at": now()}
            if not self._handovers.change(connection, handover_id, only_from, manager_id, **values):
                return False
            self._handovers.note(connection, handover_id, state, manager_id)
            current = self._persons.by_id(connection, case.person.id)
            if current and current.handover_id == handover_id:
                self._conversations.set_owner(connection, case.person.conversation_id, "assistant", None)
            self._tell(
                connection,
                case,
                f"{state}:{uuid4().hex}",
                Reply(response, choices=(Choice("/ask_capabilities", response="utter_title_ask_capabilities"),)),
            )
        return True

    def _tell(self, connection: Connection, case: Case, cause: str, reply: Reply) -> None:
        """Tell the person what happened; in danger, or where somebody may read along, nothing that was not asked for."""
        if self._discretion.holds(connection, case.person):
            return
        if case.handover.urgency != "now" or reply.response == "utter_handover_taken":
            self._speech.say(connection, case.person, cause, [reply])

    def _case(self, connection: Connection, handover: Handover) -> Case:
        person = self._persons.by_id(connection, handover.person_id)
        assert person is not None
        return Case(
            handover,
            person,
            self._handovers.messages(connection, person, handover.id),
            self._handovers.history(connection, handover.id),
        )


def clock(moment: datetime) -> str:
    """A moment as the hour on a Dutch clock, in the digits that everybody reads on a phone."""
    return format_time(moment.astimezone(AMSTERDAM), "HH:mm", locale="en")
