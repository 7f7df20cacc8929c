"""Who owns a conversation, in SQL: what it follows from, what it is, and every change of it. Opaque ids only, no words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from bot.messages import now
from bot.storage.handover_tables import handovers, ownership_history
from bot.storage.session import Connection
from bot.storage.tables import client_managers, conversations


@dataclass(frozen=True)
class Owner:
    """Who may speak in a conversation, the handover that this follows from, and whether one for danger is open."""

    name: str = "assistant"  # assistant, offered, waiting, manager, returned
    handover_id: str | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Standing:
    """A handover that is not over, as far as it matters for who owns the conversation."""

    id: str
    state: str
    urgency: str
    taken_by: str | None
    taken_at: datetime | None


@dataclass(frozen=True)
class OwnershipChange:
    """One change: when, from whom to whom, why, and which client manager did it (None: the person, the gate, the clock)."""

    at: datetime
    before: str
    after: str
    urgent: bool
    cause: str
    manager_name: str | None


class OwnershipHistory:
    """The owner of each conversation, with all its changes."""

    def hold(self, connection: Connection, person_id: str) -> tuple[str, Owner] | None:
        """(conversation, its owner), nobody else changing it until the transaction ends; None when the person is gone."""
        row = connection.execute(
            select(conversations.c.id, conversations.c.owner, conversations.c.handover_id, conversations.c.urgent)
            .where(conversations.c.person_id == person_id)
            # Beside messages that come in meanwhile, which point to this row. SQLite has no such thing, but one writer.
            .with_for_update(key_share=True)
        ).first()
        return (row.id, Owner(row.owner, row.handover_id, row.urgent)) if row else None

    def standing(self, connection: Connection, person_id: str) -> list[Standing]:
        """The person's handovers that are not over, the latest first."""
        columns = (handovers.c.id, handovers.c.state, handovers.c.urgency, handovers.c.taken_by, handovers.c.taken_at)
        alive = handovers.c.state.in_(("draft", "waiting", "taken", "returned"))
        query = select(*columns).where(handovers.c.person_id == person_id, alive).order_by(handovers.c.created_at.desc())
        return [Standing(*row) for row in connection.execute(query)]

    def change(
        self,
        connection: Connection,
        conversation_id: str,
        before: Owner,
        after: Owner,
        cause: str,
        handover_id: str,
        manager_id: str | None,
    ) -> None:
        """Set the owner and write the change down, together."""
        values = {"owner": after.name, "handover_id": after.handover_id, "urgent": after.urgent}
        connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(**values))
        connection.execute(
            insert(ownership_history).values(
                conversation_id=conversation_id,
                handover_id=handover_id,
                at=now(),
                owner_before=before.name,
                owner_after=after.name,
                urgent=after.urgent,
                cause=cause,
                manager_id=manager_id,
            )
        )

    def reset(self, connection: Connection, conversation_id: str, after: Owner) -> None:
        """Set the owner after handovers were erased: with them went their history."""
        values = {"owner": after.name, "handover_id": after.handover_id, "urgent": after.urgent}
        connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(**values))

    def of_conversation(self, connection: Connection, conversation_id: str) -> list[OwnershipChange]:
        """All changes in a conversation, in order: for the person themself."""
        return self._read(connection, ownership_history.c.conversation_id == conversation_id)

    def of_handover(self, connection: Connection, handover_id: str) -> list[OwnershipChange]:
        """The changes that a handover brought about since it was sent, in order: for client managers."""
        return self._read(
            connection,
            (ownership_history.c.handover_id == handover_id) & ownership_history.c.cause.not_in(("offered", "discarded")),
        )

    def _read(self, connection: Connection, which: object) -> list[OwnershipChange]:
        query = (
            select(ownership_history, client_managers.c.name)
            .outerjoin(client_managers, client_managers.c.id == ownership_history.c.manager_id)
            .where(which)
            .order_by(ownership_history.c.seq)
        )
        return [
            OwnershipChange(row.at, row.owner_before, row.owner_after, row.urgent, row.cause, row.name)
            for row in connection.execute(query)
        ]
