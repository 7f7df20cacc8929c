"""The state of a conversation: who may speak in it, what is open in it, and which worker has it in hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from bot.messages import now
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.tables import conversations
from bot.storage.vault import Vault


class Conversations:
    """State and ownership of conversations."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def state(self, connection: Connection, person: Person) -> dict[str, Any]:
        """What is open: a dictionary that only the conversation knows the meaning of."""
        sealed = connection.execute(
            select(conversations.c.state_enc).where(conversations.c.id == person.conversation_id)
        ).scalar()
        return self._vault.unseal(person.data_key, sealed) or {}

    def save_state(self, connection: Connection, person: Person, state: dict[str, Any]) -> None:
        connection.execute(
            update(conversations)
            .where(conversations.c.id == person.conversation_id)
            .values(state_enc=self._vault.seal(person.data_key, state))
        )

    def forget_state(self, connection: Connection, person: Person) -> None:
        """Erase what is open."""
        connection.execute(update(conversations).where(conversations.c.id == person.conversation_id).values(state_enc=None))

    def claim(self, connection: Connection, conversation_id: str, worker: str, seconds: float) -> bool:
        """Take a conversation in hand, unless another worker has it. True for the one winner."""
        moment = now()
        result = connection.execute(
            update(conversations)
            .where(
                conversations.c.id == conversation_id,
                or_(
                    conversations.c.busy_until.is_(None),
                    conversations.c.busy_until < moment,
                    conversations.c.busy_by == worker,
                ),
            )
            .values(busy_until=moment + timedelta(seconds=seconds), busy_by=worker)
        )
        return bool(result.rowcount)

    def release(self, connection: Connection, conversation_id: str, worker: str) -> None:
        connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id, conversations.c.busy_by == worker)
            .values(busy_until=None, busy_by=None)
        )
