"""What a person wrote down for themselves: goals, opinions, and forms that are not finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, delete, insert, select, update

from bot.messages import now
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.tables import drafts, goals, opinions
from bot.storage.vault import Vault


@dataclass(frozen=True)
class Entry:
    """A goal or an opinion. `content` holds the words verbatim, with their language."""

    id: str
    content: dict[str, Any]
    shared: bool
    state: str
    created_at: datetime


class Entries:
    """Goals or opinions of a person, each kept once per message that made it."""

    def __init__(self, vault: Vault, table: Table) -> None:
        self._vault = vault
        self._table = table

    def add(self, connection: Connection, person: Person, inbound_id: str, content: dict[str, Any], shared: bool) -> str:
        """Keep an entry; the same message never makes a second one. Returns the entry's id."""
        known = connection.execute(
            select(self._table.c.id).where(self._table.c.person_id == person.id, self._table.c.inbound_id == inbound_id)
        ).scalar()
        if known:
            return str(known)
        entry_id, moment = uuid4().hex, now()
        values: dict[str, Any] = {
            "id": entry_id,
            "person_id": person.id,
            "inbound_id": inbound_id,
            "content_enc": self._vault.seal(person.data_key, content),
            "shared": shared,
            "created_at": moment,
        }
        if "updated_at" in self._table.c:
            values["updated_at"] = moment
        connection.execute(insert(self._table).values(**values))
        return entry_id

    def of(self, connection: Connection, person: Person) -> list[Entry]:
        """All entries of a person, the oldest first."""
        query = (
            select(self._table).where(self._table.c.person_id == person.id).order_by(self._table.c.created_at, self._table.c.id)
        )
        return [
            Entry(
                row.id,
                self._vault.unseal(person.data_key, row.content_enc),
                row.shared,
                row._mapping.get("state", "open"),
                row.created_at,
            )
            for row in connection.execute(query)
        ]

    def change(
        self,
        connection: Connection,
        person: Person,
        entry_id: str,
        content: dict[str, Any] | None = None,
        **values: Any,
    ) -> bool:
        """Change an entry that is this person's own. True when there was one."""
        if content is not None:
            values["content_enc"] = self._vault.seal(person.data_key, content)
        if "updated_at" in self._table.c:
            values["updated_at"] = now()
        result = connection.execute(
            update(self._table).where(self._table.c.id == entry_id, self._table.c.person_id == person.id).values(**values)
        )
        return bool(result.rowcount)

    def remove(self, connection: Connection, person: Person) -> None:
        """Delete all entries of a person."""
        connection.execute(delete(self._table).where(self._table.c.person_id == person.id))


def goal_entries(vault: Vault) -> Entries:
    """The goals of people."""
    return Entries(vault, goals)


def opinion_entries(vault: Vault) -> Entries:
    """The opinions of people."""
    return Entries(vault, opinions)


class Drafts:
    """Forms that a person began and has not finished; Rasa itself keeps only one."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def save(self, connection: Connection, person: Person, form: str, content: dict[str, Any], state: str) -> None:
        """Keep what was filled in so far."""
        values = {"content_enc": self._vault.seal(person.data_key, content), "state": state, "updated_at": now()}
        mine = (drafts.c.person_id == person.id) & (drafts.c.form == form)
        if not connection.execute(update(drafts).where(mine).values(**values)).rowcount:
            connection.execute(insert(drafts).values(id=uuid4().hex, person_id=person.id, form=form, **values))

    def of(self, connection: Connection, person: Person) -> list[tuple[str, str, dict[str, Any]]]:
        """(form, state, content) of each unfinished form, the latest first."""
        query = select(drafts).where(drafts.c.person_id == person.id).order_by(drafts.c.updated_at.desc())
        return [
            (row.form, row.state, self._vault.unseal(person.data_key, row.content_enc)) for row in connection.execute(query)
        ]

    def remove(self, connection: Connection, person: Person, form: str | None = None) -> None:
        mine = drafts.c.person_id == person.id
        connection.execute(delete(drafts).where(mine if form is None else mine & (drafts.c.form == form)))
