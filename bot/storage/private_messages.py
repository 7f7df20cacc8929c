"""Messages that wait behind a neutral line, and the links that open them once. Which messages those are is left to services."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, insert, select, update

from bot.messages import now
from bot.storage.handover_tables import private_links, private_messages
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.vault import Vault

KEPT = timedelta(hours=24)  # from when its line may be shown; then the words are erased, opened or not


@dataclass(frozen=True)
class PrivateMessage:
    """A message that the person opens themselves. `language` is None when it was typed freely."""

    cause: str
    text: str
    language: str | None


class PrivateMessages:
    """The messages that wait. Once opened only the moments are kept: the words stand in the handover already."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(
        self,
        connection: Connection,
        person: Person,
        cause: str,
        text: str,
        language: str | None,
        line_from: datetime | None = None,
    ) -> bool:
        """Keep a message, once per cause. True when it was not kept before.

        `line_from` is when its line may be shown; without it at once.
        """
        mine = private_messages.c.conversation_id == person.conversation_id
        if connection.execute(select(private_messages.c.id).where(mine, private_messages.c.cause == cause)).first():
            return False
        connection.execute(
            insert(private_messages).values(
                id=uuid4().hex,
                conversation_id=person.conversation_id,
                cause=cause,
                content_enc=self._vault.seal(person.data_key, {"text": text, "language": language}),
                created_at=now(),
                line_from=line_from or now(),
            )
        )
        return True

    def waiting(self, connection: Connection, person: Person) -> bool:
        """Whether a message was not opened yet."""
        return connection.execute(select(private_messages.c.id).where(_unopened(person)).limit(1)).first() is not None

    def announce(self, connection: Connection, person: Person) -> bool:
        """Note that the line of what waits is shown now. False when there is no need: none is due, or one was shown."""
        mine = _unopened(person)
        if connection.execute(select(private_messages.c.id).where(mine, private_messages.c.line_at.is_not(None))).first():
            return False
        due = update(private_messages).where(mine, private_messages.c.line_from <= now()).values(line_at=now())
        return bool(connection.execute(due).rowcount)

    def unannounced(self, connection: Connection) -> list[str]:
        """The conversations in which a line became due."""
        due = (private_messages.c.line_at.is_(None), private_messages.c.content_enc.is_not(None))
        query = select(private_messages.c.conversation_id).where(*due, private_messages.c.line_from <= now()).distinct()
        return list(connection.execute(query).scalars())

    def over(self, connection: Connection, person: Person) -> str | None:
        """The cause of the newest message when it was never opened and is erased now."""
        mine = private_messages.c.conversation_id == person.conversation_id
        query = select(private_messages).where(mine).order_by(private_messages.c.created_at.desc()).limit(1)
        row = connection.execute(query).first()
        return row.cause if row and is_over(row.opened_at, row.line_from or row.created_at) else None

    def purge(self, connection: Connection) -> None:
        """Erase the words that nobody opened in time."""
        since = func.coalesce(private_messages.c.line_from, private_messages.c.created_at)
        unopened = (private_messages.c.opened_at.is_(None), private_messages.c.content_enc.is_not(None))
        connection.execute(update(private_messages).where(*unopened, since < now() - KEPT).values(content_enc=None))

    def open(self, connection: Connection, person: Person) -> list[PrivateMessage]:
        """The messages that were not opened yet, in order; from now on they are opened, and gone."""
        rows = connection.execute(
            select(private_messages).where(_unopened(person)).order_by(private_messages.c.created_at)
        ).all()
        connection.execute(
            update(private_messages)
            .where(private_messages.c.id.in_([row.id for row in rows]))
            .values(opened_at=now(), content_enc=None)
        )
        return [PrivateMessage(row.cause, **self._vault.unseal(person.data_key, row.content_enc)) for row in rows]


class PrivateLinks:
    """Tokens that open a page once. Only their hash is kept. One that was made for one `purpose` opens nothing else."""

    def make(self, connection: Connection, person: Person, lifetime: timedelta, purpose: str = "") -> str:
        """A new token for a person. Those that are over are cleared away."""
        over = private_links.c.until < now()
        connection.execute(delete(private_links).where(private_links.c.person_id == person.id, over))
        token = secrets.token_urlsafe(32)
        connection.execute(insert(private_links).values(id=_hash(purpose + token), person_id=person.id, until=now() + lifetime))
        return token

    def person_of(self, connection: Connection, token: str, purpose: str = "") -> str | None:
        """The id of the person whom this token still opens something for. Uses nothing up."""
        return connection.execute(select(private_links.c.person_id).where(*_usable(purpose + token))).scalar()

    def use(self, connection: Connection, token: str, purpose: str = "") -> str | None:
        """Use a token up: the id of its person for the one winner, else None."""
        person_id = self.person_of(connection, token, purpose)
        won = connection.execute(update(private_links).where(*_usable(purpose + token)).values(used_at=now())).rowcount
        return person_id if won else None


def _unopened(person: Person) -> Any:
    since = func.coalesce(private_messages.c.line_from, private_messages.c.created_at)
    return (
        (private_messages.c.conversation_id == person.conversation_id)
        & private_messages.c.opened_at.is_(None)
        & private_messages.c.content_enc.is_not(None)
        & (since >= now() - KEPT)
    )


def is_over(opened_at: datetime | None, line_from: datetime) -> bool:
    """Whether the words of a message were not opened in time."""
    return opened_at is None and line_from < now() - KEPT


def _usable(token: str) -> tuple[Any, ...]:
    return private_links.c.id == _hash(token), private_links.c.used_at.is_(None), private_links.c.until > now()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
