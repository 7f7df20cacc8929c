"""Who may enter the portal, their sessions, and failed attempts to enter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, func, insert, select, update

from bot.messages import now
from bot.storage.session import Connection
from bot.storage.tables import client_managers, login_attempts, portal_sessions


@dataclass(frozen=True)
class ClientManager:
    """A client manager (klantmanager) who can log in to the portal."""

    id: str
    email: str
    name: str
    password_hash: str
    locale: str
    active: bool
    roles: str = "manager"  # manager, lead, confidant, duty; with spaces between


@dataclass(frozen=True)
class PortalSession:
    """A login: `csrf` must come back with every form."""

    id: str
    manager: ClientManager
    csrf: str
    created_at: datetime
    seen_at: datetime


_COLUMNS = [client_managers.c[name] for name in ("id", "email", "name", "password_hash", "locale", "active", "roles")]


class ClientManagers:
    """The client managers and their logins."""

    def add(self, connection: Connection, email: str, name: str, password_hash: str, roles: str = "manager") -> str:
        manager_id = uuid4().hex
        values = {"email": email, "name": name, "password_hash": password_hash, "roles": roles}
        connection.execute(insert(client_managers).values(id=manager_id, created_at=now(), **values))
        return manager_id

    def by_email(self, connection: Connection, email: str) -> ClientManager | None:
        row = connection.execute(select(*_COLUMNS).where(client_managers.c.email == email)).first()
        return ClientManager(**row._mapping) if row else None

    def by_id(self, connection: Connection, manager_id: str) -> ClientManager | None:
        row = connection.execute(select(*_COLUMNS).where(client_managers.c.id == manager_id)).first()
        return ClientManager(**row._mapping) if row else None

    def all_active(self, connection: Connection) -> list[ClientManager]:
        """Everybody who may enter, by name."""
        query = select(*_COLUMNS).where(client_managers.c.active.is_(True))
        query = query.order_by(client_managers.c.name, client_managers.c.id)
        return [ClientManager(**row._mapping) for row in connection.execute(query)]

    def count(self, connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(client_managers)).scalar() or 0)

    def change(self, connection: Connection, manager_id: str, **values: object) -> None:
        connection.execute(update(client_managers).where(client_managers.c.id == manager_id).values(**values))

    def add_session(self, connection: Connection, session_id: str, manager_id: str, csrf: str) -> None:
        connection.execute(
            insert(portal_sessions).values(id=session_id, manager_id=manager_id, csrf=csrf, created_at=now(), seen_at=now())
        )

    def session(self, connection: Connection, session_id: str) -> PortalSession | None:
        row = connection.execute(
            select(portal_sessions, *[column.label(f"account_{column.name}") for column in _COLUMNS])
            .join(client_managers, client_managers.c.id == portal_sessions.c.manager_id)
            .where(portal_sessions.c.id == session_id, client_managers.c.active.is_(True))
        ).first()
        if row is None:
            return None
        manager = ClientManager(**{column.name: row._mapping[f"account_{column.name}"] for column in _COLUMNS})
        return PortalSession(row.id, manager, row.csrf, row.created_at, row.seen_at)

    def seen(self, connection: Connection, session_id: str) -> None:
        connection.execute(update(portal_sessions).where(portal_sessions.c.id == session_id).values(seen_at=now()))

    def end_session(self, connection: Connection, session_id: str) -> None:
        connection.execute(delete(portal_sessions).where(portal_sessions.c.id == session_id))

    def end_sessions_of(self, connection: Connection, manager_id: str) -> None:
        connection.execute(delete(portal_sessions).where(portal_sessions.c.manager_id == manager_id))

    def note_attempt(self, connection: Connection, source: str) -> None:
        connection.execute(insert(login_attempts).values(id=uuid4().hex, source=source, at=now()))

    def attempts_since(self, connection: Connection, source: str, moment: datetime) -> int:
        query = select(func.count()).where(login_attempts.c.source == source, login_attempts.c.at >= moment)
        return int(connection.execute(query).scalar() or 0)

    def forget_attempts_before(self, connection: Connection, moment: datetime) -> None:
        connection.execute(delete(login_attempts).where(login_attempts.c.at < moment))

    def forget_attempts_of(self, connection: Connection, source: str) -> None:
        connection.execute(delete(login_attempts).where(login_attempts.c.source == source))
