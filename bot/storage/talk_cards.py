"""Talk cards: what a person prepared for the next appointment, one card a person, sealed with their key."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, update

from bot.messages import now
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.tables import talk_cards
from bot.storage.vault import Vault


class TalkCards:
    """The talk card of each person that has one."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def save(self, connection: Connection, person: Person, content: dict[str, Any]) -> None:
        """Keep a person's card in the place of an earlier one: the same message twice changes nothing."""
        values = {"content_enc": self._vault.seal(person.data_key, content), "updated_at": now()}
        mine = talk_cards.c.person_id == person.id
        if not connection.execute(update(talk_cards).where(mine).values(**values)).rowcount:
            connection.execute(insert(talk_cards).values(id=uuid4().hex, person_id=person.id, **values))

    def of(self, connection: Connection, person: Person) -> dict[str, Any] | None:
        """What is on a person's card, or None when there is none."""
        sealed = connection.execute(select(talk_cards.c.content_enc).where(talk_cards.c.person_id == person.id)).scalar()
        return self._vault.unseal(person.data_key, sealed)  # type: ignore[no-any-return]

    def remove(self, connection: Connection, person: Person) -> None:
        """Delete a person's card."""
        connection.execute(delete(talk_cards).where(talk_cards.c.person_id == person.id))
