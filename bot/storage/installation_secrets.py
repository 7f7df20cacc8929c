"""What an installation keeps under its own keys, not under those of a person: the secret of keyed hashes."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from bot.storage.session import Connection, Database
from bot.storage.tables import installation_secrets

NAMING = "naming"


class InstallationSecrets:
    """The kept secrets, wrapped."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def naming(self) -> str | None:
        """The wrapped secret of keyed hashes; None while it follows from the oldest key. Raises DatabaseError."""
        with self._database.read() as connection:
            return self.naming_in(connection)

    def naming_in(self, connection: Connection) -> str | None:
        """The same, within a transaction."""
        query = select(installation_secrets.c.wrapped).where(installation_secrets.c.name == NAMING)
        return connection.execute(query).scalar()

    def keep_naming(self, connection: Connection, wrapped: str) -> None:
        """Keep the secret of keyed hashes, in the place of how it was wrapped before."""
        mine = update(installation_secrets).where(installation_secrets.c.name == NAMING)
        if not connection.execute(mine.values(wrapped=wrapped)).rowcount:
            connection.execute(insert(installation_secrets).values(name=NAMING, wrapped=wrapped))
