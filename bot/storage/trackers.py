"""The rows in which Rasa's trackers lie, encrypted with the data key of the person."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, select, update

from bot.messages import now
from bot.storage.session import Database
from bot.storage.tables import UtcDateTime, conversations, persons
from bot.storage.vault import Vault

# A file of its own under SQLite (one writer locks a file), hence metadata of its own and no foreign key.
metadata = MetaData()
trackers = Table(
    "trackers",
    metadata,
    Column("conversation_id", String(32), primary_key=True),
    Column("events_enc", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)


class Trackers:
    """Reads and writes trackers. `store` holds them, `own` knows whose conversation it is."""

    def __init__(self, store: Database, own: Database, vault: Vault) -> None:
        self._store = store
        self._own = own
        self._vault = vault
        metadata.create_all(store.engine)

    def read(self, conversation_id: str) -> str | None:
        """The events of a conversation as JSON, or None."""
        data_key = self._data_key(conversation_id)
        if data_key is None:
            return None
        with self._store.read() as connection:
            sealed = connection.execute(
                select(trackers.c.events_enc).where(trackers.c.conversation_id == conversation_id)
            ).scalar()
        text = self._vault.unseal(data_key, sealed)
        return None if text is None else str(text)

    def write(self, conversation_id: str, events: str) -> bool:
        """Keep the events of a conversation. False when it belongs to nobody."""
        data_key = self._data_key(conversation_id)
        if data_key is None:
            return False
        values = {"events_enc": self._vault.seal(data_key, events), "updated_at": now()}
        with self._store.write() as connection:
            mine = trackers.c.conversation_id == conversation_id
            if not connection.execute(update(trackers).where(mine).values(**values)).rowcount:
                connection.execute(insert(trackers).values(conversation_id=conversation_id, **values))
        return True

    def remove(self, conversation_id: str) -> None:
        """Erase a conversation's tracker."""
        with self._store.write() as connection:
            connection.execute(delete(trackers).where(trackers.c.conversation_id == conversation_id))

    def ids(self) -> list[str]:
        with self._store.read() as connection:
            return list(connection.execute(select(trackers.c.conversation_id)).scalars())

    def _data_key(self, conversation_id: str) -> str | None:
        with self._own.read() as connection:
            return connection.execute(
                select(persons.c.data_key)
                .join(conversations, conversations.c.person_id == persons.c.id)
                .where(conversations.c.id == conversation_id)
            ).scalar()
