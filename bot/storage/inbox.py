"""What came in: stored before it is confirmed to the provider, and once however often it is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Row

from bot.messages import Inbound, now
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.tables import conversations, inbox, persons
from bot.storage.vault import Vault


@dataclass(frozen=True)
class Received:
    """A stored message that waits for its effect. `content` holds text, button, and what the gate said."""

    id: str
    conversation_id: str
    kind: str
    provider_id: str
    gate: str
    attempts: int
    received_at: datetime
    content: dict[str, Any]


class Inbox:
    """The messages that came in, in order per conversation."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def known(self, connection: Connection, channel: str, provider_id: str) -> bool:
        query = select(inbox.c.id).where(inbox.c.channel == channel, inbox.c.provider_id == provider_id)
        return connection.execute(query).first() is not None

    def add(self, connection: Connection, person: Person, inbound: Inbound, gate: str) -> str:
        """Store a message; returns its id. Raises Duplicate when the provider delivered it before."""
        inbound_id = uuid4().hex
        position = connection.execute(
            select(func.coalesce(func.max(inbox.c.position), 0) + 1).where(inbox.c.conversation_id == person.conversation_id)
        ).scalar()
        connection.execute(
            insert(inbox).values(
                id=inbound_id,
                channel=inbound.channel,
                provider_id=inbound.provider_id,
                conversation_id=person.conversation_id,
                position=position,
                kind=inbound.kind,
                content_enc=self._vault.seal(person.data_key, {"text": inbound.text, "button": inbound.button, "gate": gate}),
                received_at=inbound.received_at,
                shown_id=inbound.shown_id or None,
            )
        )
        return inbound_id

    def waiting_conversations(self, connection: Connection) -> list[str]:
        """Conversations with a message that has had no effect yet, the longest waiting first."""
        query = (
            select(inbox.c.conversation_id)
            .where(inbox.c.state == "received")
            .group_by(inbox.c.conversation_id)
            .order_by(func.min(inbox.c.received_at))
        )
        return list(connection.execute(query).scalars())

    def waiting(self, connection: Connection, conversation_id: str) -> list[Received]:
        """The messages of one conversation that have had no effect yet, in order."""
        query = (
            select(inbox, persons.c.data_key)
            .join(conversations, conversations.c.id == inbox.c.conversation_id)
            .join(persons, persons.c.id == conversations.c.person_id)
            .where(inbox.c.conversation_id == conversation_id, inbox.c.state == "received")
            .order_by(inbox.c.position)
        )
        return [self._received(row) for row in connection.execute(query)]

    def _received(self, row: Row) -> Received:
        content = self._vault.unseal(row.data_key, row.content_enc) or {"text": "", "button": ""}
        return Received(
            id=row.id,
            conversation_id=row.conversation_id,
            kind=row.kind,
            provider_id=row.provider_id,
            gate=content.get("gate", "none"),
            attempts=row.attempts,
            received_at=row.received_at,
            content=content,
        )

    def tried(self, connection: Connection, inbound_id: str) -> None:
        connection.execute(update(inbox).where(inbox.c.id == inbound_id).values(attempts=inbox.c.attempts + 1))

    def done(self, connection: Connection, inbound_id: str, state: str = "done") -> None:
        connection.execute(update(inbox).where(inbox.c.id == inbound_id).values(state=state, done_at=now()))

    def forget(self, connection: Connection, conversation_id: str) -> None:
        """Erase the content of all messages that had their effect; the ids stay, against repeats."""
        connection.execute(
            update(inbox)
            .where(inbox.c.conversation_id == conversation_id, inbox.c.state != "received")
            .values(content_enc=None)
        )
