"""Client managers: their accounts and their logins to the portal."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import timedelta

from pwdlib import PasswordHash

from bot.messages import now
from bot.storage.audiences import ROLES
from bot.storage.client_managers import ClientManager, ClientManagers, PortalSession
from bot.storage.session import Database, Duplicate
from bot.storage.vault import Vault

SHORTEST_PASSWORD = 12
SESSION_LASTS = timedelta(hours=10)
SESSION_IDLES = timedelta(hours=2)
# Attempts are counted per place and account together, so that nobody can lock another person out; and per place
# alone, against guessing at many accounts.
WINDOW = timedelta(minutes=15)
TRIES_FOR_ACCOUNT_FROM_PLACE = 5
TRIES_FROM_PLACE = 30


class ManagerError(Exception):
    """An account cannot be made; the message says why and what to do."""


class TooManyAttempts(Exception):
    """This place tried too often; it may try again in a quarter of an hour."""


class Managers:
    """The client managers who use the portal."""

    def __init__(self, database: Database, managers: ClientManagers, vault: Vault) -> None:
        self._database = database
        self._managers = managers
        self._vault = vault
        self._hasher = PasswordHash.recommended()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def create(self, email: str, name: str, password: str, roles: Sequence[str] = ("manager",)) -> str:
        """Make an account. Raises ManagerError with a line that says what is wrong."""
        email = email.strip().lower()
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            raise ManagerError(f"{email!r} is not an e-mail address.")
        if not name.strip():
            raise ManagerError("A name is needed: people see who answers them.")
        if len(password) < SHORTEST_PASSWORD:
            raise ManagerError(f"The password must have at least {SHORTEST_PASSWORD} characters.")
        named = _roles(roles)
        try:
            with self._database.write() as connection:
                return self._managers.add(connection, email, name.strip(), self._hasher.hash(password), named)
        except Duplicate:
            raise ManagerError(f"There is an account for {email} already.") from None

    def set_roles(self, email: str, roles: Sequence[str]) -> None:
        """Give an account these roles instead of those it had. Raises ManagerError."""
        named = _roles(roles)
        with self._database.write() as connection:
            manager = self._managers.by_email(connection, email.strip().lower())
            if manager is None:
                raise ManagerError(f"There is no account for {email}.")
            self._managers.change(connection, manager.id, roles=named)

    def colleagues(self) -> list[ClientManager]:
        """Everybody with an open account, by name."""
        with self._database.read() as connection:
            return self._managers.all_active(connection)

    def any(self) -> bool:
        """Whether there is an account at all."""
        with self._database.read() as connection:
            return self._managers.count(connection) > 0

    def log_in(self, email: str, password: str, place: str) -> tuple[str, PortalSession] | None:
        """Check a login from `place` (an address). Returns the cookie and the session, or None when it is wrong.

        Raises TooManyAttempts. Takes as long for an unknown account as for a wrong password.
        """
        email = email.strip().lower()
        from_place = self._vault.name("login", place)
        for_account = self._vault.name("login", place, email)
        with self._database.read() as connection:
            since = now() - WINDOW
            if (
                self._managers.attempts_since(connection, for_account, since) >= TRIES_FOR_ACCOUNT_FROM_PLACE
                or self._managers.attempts_since(connection, from_place, since) >= TRIES_FROM_PLACE
            ):
                raise TooManyAttempts
            manager = self._managers.by_email(connection, email)
        right = self._hasher.verify(password, manager.password_hash if manager else self._nobody)
        if not right or manager is None or not manager.active:
            with self._database.write() as connection:
                self._managers.note_attempt(connection, for_account)
                self._managers.note_attempt(connection, from_place)
            return None
        cookie = secrets.token_urlsafe(32)
        session_id = self._vault.name("session", cookie)
        with self._database.write() as connection:
            self._managers.forget_attempts_of(connection, for_account)
            self._managers.forget_attempts_before(connection, now() - WINDOW)
            self._managers.add_session(connection, session_id, manager.id, secrets.token_urlsafe(32))
            session = self._managers.session(connection, session_id)
        assert session is not None
        return cookie, session

    def session(self, cookie: str | None) -> PortalSession | None:
        """The session of this cookie while it lasts."""
        if not cookie:
            return None
        with self._database.write() as connection:
            session = self._managers.session(connection, self._vault.name("session", cookie))
            if session is None:
                return None
            if _ended(session):
                self._managers.end_session(connection, session.id)
                return None
            if session.seen_at < now() - timedelta(minutes=1):
                self._managers.seen(connection, session.id)
        return session

    def peek(self, cookie: str | None) -> PortalSession | None:
        """The session of this cookie while it lasts, without counting as use: for pages that renew themselves."""
        if not cookie:
            return None
        with self._database.read() as connection:
            session = self._managers.session(connection, self._vault.name("session", cookie))
        return None if session is None or _ended(session) else session

    def log_out(self, session: PortalSession) -> None:
        with self._database.write() as connection:
            self._managers.end_session(connection, session.id)

    def set_locale(self, manager: ClientManager, locale: str) -> None:
        with self._database.write() as connection:
            self._managers.change(connection, manager.id, locale=locale)

    def set_password(self, email: str, password: str) -> None:
        """Give an account a new password and end its sessions. Raises ManagerError."""
        if len(password) < SHORTEST_PASSWORD:
            raise ManagerError(f"The password must have at least {SHORTEST_PASSWORD} characters.")
        with self._database.write() as connection:
            manager = self._managers.by_email(connection, email.strip().lower())
            if manager is None:
                raise ManagerError(f"There is no account for {email}.")
            self._managers.change(connection, manager.id, password_hash=self._hasher.hash(password))
            self._managers.end_sessions_of(connection, manager.id)


def _roles(roles: Sequence[str]) -> str:
    """Roles as they are kept, in one order. Raises ManagerError for one that there is not."""
    for role in roles:
        if role not in ROLES:
            raise ManagerError(f"There is no role {role!r}; known are {', '.join(ROLES)}.")
    return " ".join(role for role in ROLES if role in roles) or "manager"


def _ended(session: PortalSession) -> bool:
    return session.created_at < now() - SESSION_LASTS or session.seen_at < now() - SESSION_IDLES
