"""Who writes to us: a person behind one address of one channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, exists, insert, or_, select, update
from sqlalchemy.engine import Row

from bot.messages import now
from bot.storage.session import Connection
from bot.storage.tables import conversations, inbox, offers, outbox, persons
from bot.storage.vault import Vault


@dataclass(frozen=True)
class Person:
    """A person and their one conversation.

    `language` is None until they chose one or told of danger in it, `remember` until they were asked.
    """

    id: str
    conversation_id: str
    channel: str
    address: str
    data_key: str
    language: str | None
    introduced_at: datetime | None
    remember: bool | None
    age_group: str | None
    owner: str
    handover_id: str | None
    created_at: datetime
    last_message_at: datetime
    phase: str | None = None  # the part of the path that they chose, kept of who may be remembered
    discreet: bool = False  # somebody may read along: nothing unasked with content goes to the phone


_QUERY = select(
    persons,
    conversations.c.id.label("conversation_id"),
    conversations.c.owner,
    conversations.c.handover_id,
).join(conversations, conversations.c.person_id == persons.c.id)


class Persons:
    """The persons that the database knows."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def by_address(self, connection: Connection, channel: str, address: str) -> Person | None:
        hashed = self._vault.name(channel, address)
        row = connection.execute(_QUERY.where(persons.c.channel == channel, persons.c.address_hash == hashed)).first()
        return self._person(row) if row else None

    def by_conversation(self, connection: Connection, conversation_id: str) -> Person | None:
        row = connection.execute(_QUERY.where(conversations.c.id == conversation_id)).first()
        return self._person(row) if row else None

    def by_id(self, connection: Connection, person_id: str) -> Person | None:
        row = connection.execute(_QUERY.where(persons.c.id == person_id)).first()
        return self._person(row) if row else None

    def add(self, connection: Connection, channel: str, address: str) -> Person:
        """A new person with a conversation of their own. Both ids are random and say nothing."""
        data_key = self._vault.new_data_key()
        person_id, moment = uuid4().hex, now()
        connection.execute(
            insert(persons).values(
                id=person_id,
                channel=channel,
                address_hash=self._vault.name(channel, address),
                address_enc=self._vault.seal(data_key, address),
                data_key=data_key,
                created_at=moment,
                last_message_at=moment,
            )
        )
        connection.execute(insert(conversations).values(id=uuid4().hex, person_id=person_id))
        person = self.by_id(connection, person_id)
        assert person is not None
        return person

    def change(self, connection: Connection, person_id: str, **values: Any) -> None:
        """Set columns of a person."""
        connection.execute(update(persons).where(persons.c.id == person_id).values(**values))

    def set_phase(self, connection: Connection, person: Person, phase: str | None) -> None:
        """Keep the phase that a person chose, sealed; None forgets it."""
        self.change(connection, person.id, phase_enc=None if phase is None else self._vault.seal(person.data_key, phase))

    def is_discreet(self, connection: Connection, person_id: str, hold: bool = False) -> bool:
        """Whether somebody may read along, as it is now; with `hold` it stays so until the transaction ends."""
        query = select(persons.c.discreet).where(persons.c.id == person_id)
        return bool(connection.execute(query.with_for_update(key_share=True) if hold else query).scalar())

    def remove(self, connection: Connection, person_id: str) -> None:
        """Delete a person, their data key and, through the foreign keys, all that is theirs."""
        connection.execute(delete(persons).where(persons.c.id == person_id))

    def silent_since(self, connection: Connection, moment: datetime, remembered: bool, with_chat: bool = False) -> list[Person]:
        """Persons whose last message is older than `moment`; those whose chat was not erased yet when `with_chat`."""
        kept = persons.c.remember.is_(True)
        query = _QUERY.where(persons.c.last_message_at < moment, kept if remembered else ~kept | persons.c.remember.is_(None))
        if with_chat:
            query = query.where(
                or_(
                    conversations.c.state_enc.is_not(None),
                    *(
                        exists().where((table.c.conversation_id == conversations.c.id) & table.c.content_enc.is_not(None))
                        for table in (inbox, outbox, offers)
                    ),
                )
            )
        return [self._person(row) for row in connection.execute(query)]

    def _person(self, row: Row) -> Person:
        values = dict(row._mapping)
        values["address"] = self._vault.unseal(row.data_key, values.pop("address_enc"))
        phase = values.pop("phase_enc")
        values["phase"] = self._vault.unseal(row.data_key, phase) if phase else None
        for column in ("address_hash", "remember_at"):
            values.pop(column)
        return Person(**values)
