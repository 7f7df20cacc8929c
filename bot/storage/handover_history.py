"""What happened to handovers: every step, with its moment and the client manager who took it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from bot.messages import now
from bot.storage.audiences import EVERYTHING
from bot.storage.handover_tables import handover_events, handover_messages, handovers
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.tables import client_managers, persons
from bot.storage.vault import Vault


@dataclass(frozen=True)
class HandoverEvent:
    """What happened to a handover, and which client manager did it. `detail` is what they added: urgency and note."""

    at: datetime
    kind: str
    manager_name: str | None
    detail: dict[str, str] = field(default_factory=dict)


class HandoverHistory:
    """The histories of all handovers. They only grow; with a handover goes its history."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

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

    def of(self, connection: Connection, handover_id: str) -> list[HandoverEvent]:
        """What happened to a handover, in order."""
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

    def newest(self, connection: Connection, visible: Any = EVERYTHING) -> int:
        """The number of the latest event of all handovers: when it grows, lists must be drawn anew."""
        query = select(handover_events.c.seq).join(handovers, handovers.c.id == handover_events.c.handover_id)
        query = query.where(visible).order_by(handover_events.c.seq.desc()).limit(1)
        return int(connection.execute(query).scalar() or 0)

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
