"""Which client manager a person is linked to, and the one-time codes that link. Of a code only a keyed hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.messages import now
from bot.storage.audiences import LINKED
from bot.storage.handover_tables import link_codes, manager_links
from bot.storage.session import Connection
from bot.storage.tables import client_managers, persons


@dataclass(frozen=True)
class ManagerLink:
    """A person and their client manager. In state `asked` the person has not said yes yet, and it means nothing."""

    person_id: str
    manager_id: str
    manager_name: str
    state: str
    at: datetime


@dataclass(frozen=True)
class LinkedPerson:
    """A person as the list of their client manager shows them: nothing of what they say."""

    person_id: str
    channel: str
    language: str | None
    at: datetime


class ManagerLinks:
    """The links and their codes."""

    def of(self, connection: Connection, person_id: str, state: str = "") -> ManagerLink | None:
        """The link of a person (in this state); else what they were asked."""
        query = (
            select(manager_links, client_managers.c.name.label("manager_name"))
            .join(client_managers, client_managers.c.id == manager_links.c.manager_id)
            .where(manager_links.c.person_id == person_id, client_managers.c.active.is_(True))
        )
        if state:
            query = query.where(manager_links.c.state == state)
        row = connection.execute(query.order_by(manager_links.c.state != LINKED)).first()
        return ManagerLink(**row._mapping) if row else None

    def set(self, connection: Connection, person_id: str, manager_id: str, state: str) -> None:
        """Link a person, or ask for it: then an older link stays until they say yes. There is one client manager at a time."""
        self.remove(connection, person_id, state=None if state == LINKED else state)
        connection.execute(insert(manager_links).values(person_id=person_id, manager_id=manager_id, state=state, at=now()))

    def remove(self, connection: Connection, person_id: str, manager_id: str | None = None, state: str | None = None) -> bool:
        """Unlink a person (from this client manager; in this state). True when there was a link."""
        query = delete(manager_links).where(manager_links.c.person_id == person_id)
        if manager_id is not None:
            query = query.where(manager_links.c.manager_id == manager_id)
        if state is not None:
            query = query.where(manager_links.c.state == state)
        return bool(connection.execute(query).rowcount)

    def people_of(self, connection: Connection, manager_id: str) -> list[LinkedPerson]:
        """The people who are linked to a client manager, the latest first."""
        query = (
            select(manager_links.c.person_id, persons.c.channel, persons.c.language, manager_links.c.at)
            .join(persons, persons.c.id == manager_links.c.person_id)
            .where(manager_links.c.manager_id == manager_id, manager_links.c.state == LINKED)
            .order_by(manager_links.c.at.desc(), manager_links.c.person_id)
        )
        return [LinkedPerson(**row._mapping) for row in connection.execute(query)]

    def add_code(self, connection: Connection, name: str, manager_id: str, until: datetime) -> None:
        """Keep a code under its keyed hash. Those that are over are cleared away."""
        connection.execute(delete(link_codes).where(link_codes.c.until < now()))
        connection.execute(insert(link_codes).values(id=name, manager_id=manager_id, until=until))

    def use_code(self, connection: Connection, name: str) -> str | None:
        """Use a code up: the id of its client manager for the one winner, else None."""
        usable = (link_codes.c.id == name, link_codes.c.until >= now())
        manager_id = connection.execute(select(link_codes.c.manager_id).where(*usable)).scalar()
        won = connection.execute(delete(link_codes).where(*usable)).rowcount
        return manager_id if won else None
