"""Trackers that Rasa must still forget, of people who were erased while it was away. Their key is gone: nobody reads them."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from bot.messages import now
from bot.storage.session import Connection
from bot.storage.tables import trackers_left


class TrackersLeft:
    """The conversations whose tracker is left."""

    def add(self, connection: Connection, conversation_id: str) -> None:
        connection.execute(insert(trackers_left).values(conversation_id=conversation_id, since=now()))

    def all(self, connection: Connection) -> list[str]:
        """The conversations, the longest waiting first."""
        return list(connection.execute(select(trackers_left.c.conversation_id).order_by(trackers_left.c.since)).scalars())

    def remove(self, connection: Connection, conversation_id: str) -> None:
        connection.execute(delete(trackers_left).where(trackers_left.c.conversation_id == conversation_id))
