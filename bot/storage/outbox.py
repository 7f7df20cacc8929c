"""What goes out: written together with the effect that caused it, then sent in order per conversation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update

from bot.messages import now
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.tables import conversations, outbox, persons
from bot.storage.vault import Vault


@dataclass(frozen=True)
class Queued:
    """A message that is to be sent, with the address it goes to."""

    seq: int
    conversation_id: str
    cause: str
    channel: str
    address: str
    attempts: int
    content: dict[str, Any]


class Outbox:
    """The messages that go out."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, connection: Connection, person: Person, cause: str, contents: list[dict[str, Any]]) -> list[int]:
        """Queue messages that one cause (an inbound id, a client manager's form) brought about; once per cause."""
        exists = select(outbox.c.seq).where(outbox.c.conversation_id == person.conversation_id, outbox.c.cause == cause)
        seqs = list(connection.execute(exists.order_by(outbox.c.position)).scalars())
        if seqs:
            return seqs
        for position, content in enumerate(contents):
            result = connection.execute(
                insert(outbox).values(
                    conversation_id=person.conversation_id,
                    cause=cause,
                    position=position,
                    content_enc=self._vault.seal(person.data_key, content),
                    created_at=now(),
                )
            )
            seqs.append(result.inserted_primary_key[0])
        return seqs

    def any_due(self, connection: Connection) -> bool:
        """Whether there may be something to send: a look without a lock."""
        due = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now())
        free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until < now())
        query = select(outbox.c.seq).where(outbox.c.state.in_(("queued", "sending")), due, free).limit(1)
        return connection.execute(query).first() is not None

    def claim(self, connection: Connection, worker: str, seconds: float, without: Collection[str] = ()) -> Queued | None:
        """Take the next message that may be sent: of each conversation only the first that is not sent yet.

        `without` are channels that are to be passed over.
        """
        moment = now()
        open_states = outbox.c.state.in_(("queued", "sending"))
        first = select(func.min(outbox.c.seq)).where(open_states).group_by(outbox.c.conversation_id)
        if without:
            first = (
                first.join(conversations, conversations.c.id == outbox.c.conversation_id)
                .join(persons, persons.c.id == conversations.c.person_id)
                .where(persons.c.channel.not_in(without))
            )
        free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until < moment)
        due = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= moment)
        candidates = connection.execute(
            select(outbox.c.seq).where(outbox.c.seq.in_(first), free, due).order_by(outbox.c.seq).limit(20)
        ).scalars()
        for seq in list(candidates):
            claimed = connection.execute(
                update(outbox)
                .where(outbox.c.seq == seq, open_states, free)
                .values(
                    state="sending",
                    claimed_by=worker,
                    claimed_until=moment + timedelta(seconds=seconds),
                    attempts=outbox.c.attempts + 1,
                )
            )
            if claimed.rowcount:
                return self._queued(connection, seq)
        return None

    def _queued(self, connection: Connection, seq: int) -> Queued:
        row = connection.execute(
            select(outbox, persons.c.data_key, persons.c.channel, persons.c.address_enc)
            .join(conversations, conversations.c.id == outbox.c.conversation_id)
            .join(persons, persons.c.id == conversations.c.person_id)
            .where(outbox.c.seq == seq)
        ).one()
        return Queued(
            seq=row.seq,
            conversation_id=row.conversation_id,
            cause=row.cause,
            channel=row.channel,
            address=self._vault.unseal(row.data_key, row.address_enc),
            attempts=row.attempts,
            content=self._vault.unseal(row.data_key, row.content_enc) or {},
        )

    def renew(self, connection: Connection, seq: int, worker: str, seconds: float) -> None:
        """Keep a message that this worker has in hand."""
        mine = and_(outbox.c.seq == seq, outbox.c.state == "sending", outbox.c.claimed_by == worker)
        until = now() + timedelta(seconds=seconds)
        connection.execute(update(outbox).where(mine).values(claimed_until=until))

    def sent(self, connection: Connection, seq: int, provider_message_id: str | None) -> None:
        self._set(connection, seq, state="sent", sent_at=now(), provider_message_id=provider_message_id)

    def later(self, connection: Connection, seq: int, moment: datetime) -> None:
        """Put a message back, not to be tried before `moment`."""
        self._set(connection, seq, state="queued", not_before=moment, claimed_until=None, claimed_by=None)

    def failed(self, connection: Connection, seq: int) -> None:
        """Give a message up: the provider says that it can never arrive."""
        self._set(connection, seq, state="failed", claimed_until=None)

    def after(self, connection: Connection, person: Person, seq: int) -> list[tuple[int, dict[str, Any]]]:
        """What was sent to a person after `seq`, in order (the web chat reads it)."""
        query = (
            select(outbox.c.seq, outbox.c.content_enc)
            .where(
                and_(
                    outbox.c.conversation_id == person.conversation_id,
                    outbox.c.seq > seq,
                    outbox.c.state == "sent",
                    outbox.c.content_enc.is_not(None),
                )
            )
            .order_by(outbox.c.seq)
        )
        return [(row.seq, self._vault.unseal(person.data_key, row.content_enc)) for row in connection.execute(query)]

    def undelivered(self, connection: Connection, conversation_id: str) -> int:
        """How many messages to a conversation could not be delivered."""
        query = select(func.count()).where(outbox.c.conversation_id == conversation_id, outbox.c.state == "failed")
        return int(connection.execute(query).scalar() or 0)

    def forget(self, connection: Connection, conversation_id: str) -> None:
        """Erase the content of all messages that were sent."""
        connection.execute(
            update(outbox)
            .where(outbox.c.conversation_id == conversation_id, outbox.c.state.in_(("sent", "failed")))
            .values(content_enc=None)
        )

    def drop(self, connection: Connection, conversation_id: str) -> None:
        """Take back what was not sent yet: it will not be."""
        connection.execute(
            update(outbox)
            .where(outbox.c.conversation_id == conversation_id, outbox.c.state == "queued")
            .values(state="dropped", content_enc=None)
        )

    def _set(self, connection: Connection, seq: int, **values: Any) -> None:
        connection.execute(update(outbox).where(outbox.c.seq == seq).values(**values))
