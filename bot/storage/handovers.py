"""Conversations that are passed to a client manager. Every change of state is one conditional UPDATE."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import case, delete, func, insert, select, true, update
from sqlalchemy.engine import Row

from bot.messages import now
from bot.storage.handover_tables import handover_events, handover_messages, handovers, private_messages, return_codes
from bot.storage.persons import Person
from bot.storage.private_messages import is_over
from bot.storage.session import Connection
from bot.storage.tables import client_managers, persons
from bot.storage.vault import Vault

OPEN_STATES = ("waiting", "taken", "returned")
URGENCIES = ("now", "soon", "week")


@dataclass(frozen=True)
class Handover:
    """A request for a person. `content` is the summary, line by line, as data: it is put into words where it is shown."""

    id: str
    person_id: str
    reason: str
    urgency: str
    state: str
    content: dict[str, Any]
    taken_by: str | None
    taken_by_name: str | None
    outcome: str | None
    created_at: datetime
    sent_at: datetime | None
    read_at: datetime | None
    unread_since: datetime | None
    taken_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    route: str = "other"
    step: int = 0
    step_at: datetime | None = None
    not_to: str | None = None


@dataclass(frozen=True)
class HandoverMessage:
    """What was said within a handover, by the person or by the client manager; of author `topic`: what the person read about.

    `language` is known of what was not typed freely; `beside` is what it says in other languages. `opened_at` is when
    the person opened one that waited behind a neutral line; `over` says that they did not, and cannot any more.
    """

    author: str
    text: str
    created_at: datetime
    language: str | None = None
    beside: dict[str, str] = field(default_factory=dict)
    opened_at: datetime | None = None
    over: bool = False


@dataclass(frozen=True)
class HandoverEvent:
    """What happened to a handover, and which client manager did it. `detail` is what they added: urgency and note."""

    at: datetime
    kind: str
    manager_name: str | None
    detail: dict[str, str] = field(default_factory=dict)


_QUERY = (
    select(handovers, persons.c.data_key, client_managers.c.name.label("taken_by_name"))
    .join(persons, persons.c.id == handovers.c.person_id)
    .outerjoin(client_managers, client_managers.c.id == handovers.c.taken_by)
)
_BY_URGENCY: Any = case((handovers.c.urgency == "now", 0), (handovers.c.urgency == "soon", 1), else_=2)
_URGENT_AND_READ: Any = case(((handovers.c.urgency == "now") & handovers.c.unread_since.is_(None), 1), else_=0)


EVERYTHING: Any = true()  # what the machine itself looks at; pages of client managers give `visible_to`


class Handovers:
    """The handovers and what happened to them. `visible` limits what is found to what somebody may see."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(
        self,
        connection: Connection,
        person: Person,
        inbound_id: str,
        reason: str,
        urgency: str,
        state: str,
        content: dict[str, Any],
    ) -> str:
        """A new handover; the same message never makes a second one. Returns its id."""
        known = self.made_by(connection, person, inbound_id)
        if known:
            return known
        handover_id = uuid4().hex
        connection.execute(
            insert(handovers).values(
                id=handover_id,
                person_id=person.id,
                inbound_id=inbound_id,
                urgency=urgency,
                state=state,
                content_enc=self._vault.seal(person.data_key, {"reason": reason, **content}),
                created_at=now(),
                sent_at=now() if state == "waiting" else None,
                unread_since=now() if state == "waiting" else None,
            )
        )
        return handover_id

    def made_by(self, connection: Connection, person: Person, inbound_id: str) -> str | None:
        """The handover that a message made; None when it made none."""
        query = select(handovers.c.id).where(handovers.c.person_id == person.id, handovers.c.inbound_id == inbound_id)
        found = connection.execute(query).scalar()
        return str(found) if found else None

    def by_id(self, connection: Connection, handover_id: str, visible: Any = EVERYTHING) -> Handover | None:
        row = connection.execute(_QUERY.where(handovers.c.id == handover_id, visible)).first()
        return self._handover(row) if row else None

    def of(self, connection: Connection, person: Person, *states: str) -> list[Handover]:
        """A person's handovers in these states, the latest first."""
        query = _QUERY.where(handovers.c.person_id == person.id, handovers.c.state.in_(states))
        return [self._handover(row) for row in connection.execute(query.order_by(handovers.c.created_at.desc()))]

    def open(self, connection: Connection, visible: Any = EVERYTHING) -> list[Handover]:
        """All that staff must see: urgent first, of these what holds something unread, then the longest waiting."""
        query = _QUERY.where(handovers.c.state.in_(OPEN_STATES), visible)
        query = query.order_by(_BY_URGENCY, _URGENT_AND_READ, handovers.c.sent_at)
        return [self._handover(row) for row in connection.execute(query)]

    def open_ids(self, connection: Connection, visible: Any = EVERYTHING) -> list[str]:
        """The ids of all open handovers: reads no content, so it works also for what cannot be decrypted."""
        return list(connection.execute(select(handovers.c.id).where(handovers.c.state.in_(OPEN_STATES), visible)).scalars())

    def closed(self, connection: Connection, limit: int = 50, visible: Any = EVERYTHING) -> list[Handover]:
        """The handovers that were closed last."""
        query = _QUERY.where(handovers.c.state == "closed", visible).order_by(handovers.c.closed_at.desc()).limit(limit)
        return [self._handover(row) for row in connection.execute(query)]

    def change(
        self,
        connection: Connection,
        handover_id: str,
        only_from: tuple[str, ...],
        only_taken_by: str | None = None,
        **values: Any,
    ) -> bool:
        """Change a handover if it is in one of these states (and taken by this client manager). True for the one winner."""
        query = update(handovers).where(handovers.c.id == handover_id, handovers.c.state.in_(only_from))
        if only_taken_by is not None:
            query = query.where(handovers.c.taken_by == only_taken_by)
        return bool(connection.execute(query.values(**values)).rowcount)

    def set_route(self, connection: Connection, handover_id: str, **values: Any) -> None:
        """Note which route a handover goes, how far it is, and whom it is about (route, step, step_at, not_to)."""
        connection.execute(update(handovers).where(handovers.c.id == handover_id).values(**values))

    def once(self, connection: Connection, handover_id: str, column: str) -> bool:
        """Set a moment (read_at, answered_at) the first time only. True when this was the first time."""
        moment = handovers.c[column]
        query = update(handovers).where(handovers.c.id == handover_id, moment.is_(None)).values({column: now()})
        return bool(connection.execute(query).rowcount)

    def note_unread(self, connection: Connection, handover_id: str) -> None:
        """Something came that no client manager has looked at; what is older stays the oldest."""
        unread = update(handovers).where(handovers.c.id == handover_id, handovers.c.unread_since.is_(None))
        connection.execute(unread.values(unread_since=now()))

    def note_looked(self, connection: Connection, handover_id: str) -> None:
        """A client manager has looked at all of it."""
        connection.execute(update(handovers).where(handovers.c.id == handover_id).values(unread_since=None))

    def save_content(self, connection: Connection, person: Person, handover_id: str, content: dict[str, Any]) -> None:
        connection.execute(
            update(handovers)
            .where(handovers.c.id == handover_id, handovers.c.person_id == person.id)
            .values(content_enc=self._vault.seal(person.data_key, content))
        )

    def remove_ended(self, connection: Connection, person: Person) -> None:
        """Delete a person's requests that nobody works on (any more), except what a return code still opens."""
        coded = select(return_codes.c.handover_id).where(return_codes.c.until >= now())
        ended = handovers.c.state.in_(("draft", "cancelled", "closed")) & handovers.c.id.not_in(coded)
        connection.execute(delete(handovers).where(handovers.c.person_id == person.id, ended))

    def note(self, connection: Connection, handover_id: str, kind: str, manager_id: str | None = None) -> None:
        """Add to the history of a handover."""
        connection.execute(insert(handover_events).values(handover_id=handover_id, at=now(), kind=kind, manager_id=manager_id))

    def note_detail(
        self, connection: Connection, person: Person, handover_id: str, kind: str, manager_id: str, detail: dict[str, str]
    ) -> None:
        """Add to the history what a client manager did, with what they wrote about it."""
        sealed = self._vault.seal(person.data_key, detail)
        values = {"handover_id": handover_id, "at": now(), "kind": kind, "manager_id": manager_id, "detail_enc": sealed}
        connection.execute(insert(handover_events).values(**values))

    def history(self, connection: Connection, handover_id: str) -> list[HandoverEvent]:
        query = (
            select(handover_events, client_managers.c.name, persons.c.data_key)
            .join(handovers, handovers.c.id == handover_events.c.handover_id)
            .join(persons, persons.c.id == handovers.c.person_id)
            .outerjoin(client_managers, client_managers.c.id == handover_events.c.manager_id)
            .where(handover_events.c.handover_id == handover_id)
            .order_by(handover_events.c.seq)
        )
        return [
            HandoverEvent(
                row.at, row.kind, row.name, self._vault.unseal(row.data_key, row.detail_enc) if row.detail_enc else {}
            )
            for row in connection.execute(query)
        ]

    def newest_event(self, connection: Connection, visible: Any = EVERYTHING) -> int:
        """The number of the latest event of all handovers: when it grows, lists must be drawn anew."""
        query = select(handover_events.c.seq).join(handovers, handovers.c.id == handover_events.c.handover_id)
        query = query.where(visible).order_by(handover_events.c.seq.desc()).limit(1)
        return int(connection.execute(query).scalar() or 0)

    def say(
        self,
        connection: Connection,
        person: Person,
        handover_id: str,
        author: str,
        cause: str,
        text: str,
        language: str | None = None,
        beside: dict[str, str] | None = None,
    ) -> bool:
        """Keep what was said, once per cause. True when it was not kept before."""
        known = select(handover_messages.c.id).where(
            handover_messages.c.handover_id == handover_id, handover_messages.c.cause == cause
        )
        if connection.execute(known).first():
            return False
        connection.execute(
            insert(handover_messages).values(
                id=uuid4().hex,
                handover_id=handover_id,
                author=author,
                cause=cause,
                content_enc=self._vault.seal(person.data_key, {"text": text, "language": language, "beside": beside or {}}),
                created_at=now(),
            )
        )
        return True

    def messages(self, connection: Connection, person: Person, handover_id: str) -> list[HandoverMessage]:
        kept_apart = (private_messages.c.cause == handover_messages.c.cause) & (
            private_messages.c.conversation_id == person.conversation_id
        )
        query = (
            select(
                handover_messages,
                private_messages.c.opened_at,
                func.coalesce(private_messages.c.line_from, private_messages.c.created_at).label("line_from"),
            )
            .outerjoin(private_messages, kept_apart)
            .where(handover_messages.c.handover_id == handover_id)
            .order_by(handover_messages.c.created_at)
        )
        return [
            HandoverMessage(
                row.author,
                created_at=row.created_at,
                opened_at=row.opened_at,
                over=row.line_from is not None and is_over(row.opened_at, row.line_from),
                **_said(self._vault.unseal(person.data_key, row.content_enc)),
            )
            for row in connection.execute(query)
        ]

    def note_about(self, connection: Connection, person: Person, causes: list[str], kind: str, *states: str) -> bool:
        """Note what the person did with these messages, in the history of the handovers that they stand in.

        Only in those in one of `states`, if any are given. Returns whether there was one.
        """
        theirs = handovers.c.person_id == person.id
        query = select(handover_messages.c.handover_id).join(handovers).where(theirs, handover_messages.c.cause.in_(causes))
        if states:
            query = query.where(handovers.c.state.in_(states))
        found = set(connection.execute(query).scalars())
        for handover_id in found:
            self.note(connection, handover_id, kind)
        return bool(found)

    def _handover(self, row: Row) -> Handover:
        values = dict(row._mapping)
        values["content"] = self._vault.unseal(values.pop("data_key"), values.pop("content_enc"))
        values["reason"] = values["content"]["reason"]
        values.pop("inbound_id")
        return Handover(**values)


def _said(content: Any) -> dict[str, Any]:
    """The content of a message; of an older one it is the text alone."""
    return content if isinstance(content, dict) else {"text": content}
