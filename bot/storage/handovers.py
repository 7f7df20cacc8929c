"""Conversations that are passed to a client manager. Every change of state is one conditional UPDATE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.engine import Row

from bot.messages import now
from bot.storage.audiences import EVERYTHING
from bot.storage.handover_history import HandoverHistory
from bot.storage.handover_messages import HandoverMessages
from bot.storage.handover_tables import handovers, return_codes
from bot.storage.persons import Person
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


_QUERY = (
    select(handovers, persons.c.data_key, client_managers.c.name.label("taken_by_name"))
    .join(persons, persons.c.id == handovers.c.person_id)
    .outerjoin(client_managers, client_managers.c.id == handovers.c.taken_by)
)
_BY_URGENCY: Any = case((handovers.c.urgency == "now", 0), (handovers.c.urgency == "soon", 1), else_=2)
_URGENT_AND_READ: Any = case(((handovers.c.urgency == "now") & handovers.c.unread_since.is_(None), 1), else_=0)


class Handovers:
    """The handovers, with their `history` and `messages`. `visible` limits what is found to what somebody may see."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.history = HandoverHistory(vault)
        self.messages = HandoverMessages(vault)

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

    def _handover(self, row: Row) -> Handover:
        values = dict(row._mapping)
        values["content"] = self._vault.unseal(values.pop("data_key"), values.pop("content_enc"))
        values["reason"] = values["content"]["reason"]
        values.pop("inbound_id")
        return Handover(**values)
