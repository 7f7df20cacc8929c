"""A person's request to be helped by a client manager, as the person sees it, until it is sent and while it waits.

The person is told only what is true: sent, read at a moment, answered. Nothing is sent without their yes,
except when somebody is in danger.
"""

from __future__ import annotations

from typing import Any

from bot.messages import Reply, now
from bot.services.dutch_time import clock
from bot.services.office import is_open
from bot.services.requests_at_once import RequestsAtOnce
from bot.services.routes import COMPLAINT, is_complaint
from bot.services.urgency import CANNOT_WAIT, higher, urgency_of
from bot.settings import Settings
from bot.storage.handovers import OPEN_STATES, Handover
from bot.storage.persons import Person
from bot.storage.session import Connection

# What the summary may tell, in the order in which it stands there. The person can leave out all but the first two; without
# the topic that they tapped it says why they ask, as the buttons that led to it did.
LINES = (
    "language", "channel", "topic", "since", "heavy", "help", "words", "explained", "goals", "contact", "not_to_own",
)  # fmt: skip
LEAVABLE = LINES[2:]
SOON = "soon"  # what the machine adds about urgency can be left out too
# What a person can tap before their own words: in the content by these names, when it was not skipped.
TOPICS = ("money", "housing", "basics", "letter", "cannot_come", "study", "work", "health", "family", "other")
SINCE = ("today", "week", "longer")
HEAVY = ("little", "quite", CANNOT_WAIT)
HELP = ("chat", "phone", "talk", "letter", "same_gender", "interpreter", "unknown")


def sent_response(settings: Settings, person: Person) -> str:
    """What is said when a request was sent: what is true now of who will read it, and how the person hears of it."""
    if person.discreet:
        return "utter_handover_sent_discreet"
    return "utter_handover_sent" if is_open(settings) else "utter_handover_sent_closed"


class HandoverRequests(RequestsAtOnce):
    """The person's side of a handover: draft → waiting, or taken back."""

    def draft(self, person: Person, inbound_id: str, reason: str, content: dict[str, Any]) -> Handover:
        """Begin a request that the person sees before it is sent; an older draft is put aside."""
        with self._database.write() as connection:
            for old in self._handovers.of(connection, person, "draft"):
                self._handovers.change(connection, old.id, ("draft",), state="cancelled", closed_at=now())
            urgency = urgency_of(reason, content)
            handover_id = self._handovers.add(
                connection, person, inbound_id, reason, urgency, "draft", {"left_out": [], **content}
            )
            # A repeated message finds its own draft again, though it was just put aside with the older ones.
            self._handovers.change(connection, handover_id, ("cancelled",), state="draft", closed_at=None)
            self._ownership.settle(connection, person.id, "offered", handover_id)
            found = self._handovers.by_id(connection, handover_id)
        assert found is not None
        return found

    def open_draft(self, person: Person) -> Handover | None:
        with self._database.read() as connection:
            return next(iter(self._handovers.of(connection, person, "draft")), None)

    def revise(self, person: Person, **changes: Any) -> Handover | None:
        """Change the draft's content (`left_out`, `words`, …); None when there is no draft.

        It becomes less urgent only when the person leaves out that it is, and then stays so; never when it is danger.
        """
        with self._database.write() as connection:
            draft = next(iter(self._handovers.of(connection, person, "draft")), None)
            if draft is None:
                return None
            content = {**draft.content, **changes}
            self._handovers.save_content(connection, person, draft.id, content)
            urgency = higher(draft.urgency, urgency_of(draft.reason, content))
            if SOON in content["left_out"] and urgency == SOON:
                urgency = "week"
            self._handovers.change(connection, draft.id, ("draft",), urgency=urgency)
            return self._handovers.by_id(connection, draft.id)

    def send(self, person: Person) -> Handover | None:
        """Send the draft to the team. Lines that were left out are deleted first: nobody can read them any more.

        While a request for the same matter is open, the draft joins it: client managers find one case, of which one
        takes care. A request for somebody else than one's own client manager never joins one that they may see.
        Returns what the draft became.
        """
        with self._database.write() as connection:
            self._ownership.hold(connection, person.id)
            draft = next(iter(self._handovers.of(connection, person, "draft")), None)
            if draft is None:
                return None
            content = {key: value for key, value in draft.content.items() if key not in draft.content["left_out"]}
            content["left_out"] = []
            known = self._open_for(connection, person, draft.reason)
            if known is not None and _same_matter(known.content, content):
                self._join(connection, person, known, draft, content)
                return self._handovers.by_id(connection, known.id)
            self._handovers.save_content(connection, person, draft.id, content)
            moment = now()
            self._handovers.change(connection, draft.id, ("draft",), state="waiting", sent_at=moment, unread_since=moment)
            self._handovers.history.note(connection, draft.id, "sent")
            self._ownership.settle(connection, person.id, "sent", draft.id)
            sent = self._handovers.by_id(connection, draft.id)
            assert sent is not None
            sent = self._routing.begin(connection, sent)
            self._alerts.raise_for(connection, sent, "waiting")
            return sent

    def cancel(self, person: Person) -> bool:
        """Throw the draft away."""
        with self._database.write() as connection:
            drafts = self._handovers.of(connection, person, "draft")
            for draft in drafts:
                self._discard(connection, person, draft)
        return bool(drafts)

    def withdraw(self, person: Person) -> bool:
        """Take back a request that nobody has taken yet. True as well when a crash hid that it was taken back before."""
        with self._database.write() as connection:
            for waiting in self._handovers.of(connection, person, "waiting"):
                if waiting.urgency != "now" and self._handovers.change(
                    connection, waiting.id, ("waiting",), state="cancelled", closed_at=now()
                ):
                    self._handovers.history.note(connection, waiting.id, "cancelled")
                    self._ownership.settle(connection, person.id, "withdrawn", waiting.id)
                    return True
            worked_on = [one for one in self._handovers.of(connection, person, "taken", "returned") if one.urgency != "now"]
            return not worked_on and bool(self._handovers.of(connection, person, "cancelled"))

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
            if handover.read_at and not handover.unread_since:
                return Reply("utter_handover_read", {"time": clock(handover.read_at)})
            return Reply("utter_handover_unread_long" if self._waits_long(handover) else "utter_handover_unread")
        return None

    def complain(self, connection: Connection, person: Person, inbound_id: str, words: str) -> str:
        """Send a complaint that the person has seen, while a client manager has the conversation: never to them.

        Joins an open complaint that is kept from the same client manager. Returns the id of what it became.
        """
        self._ownership.hold(connection, person.id)
        made_by_it = self._handovers.made_by(connection, person, inbound_id)
        if made_by_it is not None:
            return made_by_it
        talks = self._routing.talks_with(connection, person.id)
        known = self._open_for(connection, person, COMPLAINT)
        if known is not None and talks is not None and known.not_to == talks.taken_by:
            self._told_again(connection, person, known, inbound_id, words, "message")
            return known.id
        return self._sent_at_once(connection, person, inbound_id, COMPLAINT, [words], {"not_to_own": True})

    def is_complaint_talked_of(self, person: Person) -> bool:
        """Whether the client manager who has the conversation took a complaint: they are not the one it is about."""
        with self._database.read() as connection:
            talks = self._routing.talks_with(connection, person.id)
        return talks is not None and is_complaint(talks.reason, talks.content)

    def hear(self, connection: Connection, person: Person, inbound_id: str, text: str) -> None:
        """Keep what the person writes while a client manager has the conversation."""
        if person.handover_id and self._handovers.messages.say(
            connection, person, person.handover_id, "person", inbound_id, text
        ):
            self._handovers.history.note(connection, person.handover_id, "message")
            self._handovers.note_unread(connection, person.handover_id)

    def read_about(self, connection: Connection, person: Person, inbound_id: str, topic: str) -> None:
        """Let the client manager who has the conversation see that the person was told about a topic meanwhile."""
        if person.handover_id and self._handovers.messages.say(
            connection, person, person.handover_id, "topic", inbound_id, topic
        ):
            self._handovers.history.note(connection, person.handover_id, "topic")

    def _waits_long(self, handover: Handover) -> bool:
        """Whether nobody looked in time, or nobody is there today who could."""
        with self._database.read() as connection:
            since = handover.unread_since or handover.sent_at or handover.created_at
            history = self._handovers.history.of(connection, handover.id)
            late = any(event.kind == "escalated" and event.at >= since for event in history)
            return late or not self._routing.is_anybody_there(connection, handover)

    def _join(self, connection: Connection, person: Person, known: Handover, draft: Handover, content: dict[str, Any]) -> None:
        """Put a draft into the open request for the same matter: its words as a message, its other lines for the old."""
        words = "\n".join(content.get("words") or [])
        if words:
            self._handovers.messages.say(connection, person, known.id, "person", f"draft:{draft.id}", words)
        keys = ("since", "heavy", "help", "explained", "goals", "contact")
        lines: dict[str, Any] = {key: content[key] for key in keys if key in content}
        self._handovers.save_content(connection, person, known.id, {**known.content, **lines})
        urgency = higher(known.urgency, draft.urgency)
        self._handovers.change(connection, known.id, OPEN_STATES, urgency=urgency)
        self._handovers.history.note(connection, known.id, "message")
        self._handovers.note_unread(connection, known.id)
        self._alerts.raise_again(connection, known, draft.id)
        self._discard(connection, person, draft)

    def _discard(self, connection: Connection, person: Person, draft: Handover) -> None:
        """Put a draft aside and keep nothing of it."""
        self._handovers.change(connection, draft.id, ("draft",), state="cancelled", closed_at=now())
        self._handovers.save_content(connection, person, draft.id, {"reason": draft.reason, "left_out": []})
        self._ownership.settle(connection, person.id, "discarded", draft.id)


def _same_matter(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two requests for the same reason belong together: not when their topics differ, or who may read them."""
    topics = {content["topic"] for content in (one, other) if content.get("topic")}
    return len(topics) < 2 and bool(one.get("not_to_own")) == bool(other.get("not_to_own"))
