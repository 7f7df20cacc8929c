"""When and how somebody may be reached who is read along with. What the answers mean is left to services."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from bot.messages import now
from bot.storage.handover_tables import safe_contacts
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.vault import Vault


class SafeContacts:
    """One set of answers for each person, sealed with their key."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of(self, connection: Connection, person: Person) -> dict[str, str]:
        """What the person answered; empty when they answered nothing."""
        query = select(safe_contacts.c.content_enc).where(safe_contacts.c.person_id == person.id)
        sealed = connection.execute(query).scalar()
        return dict(self._vault.unseal(person.data_key, sealed) or {}) if sealed else {}

    def keep(self, connection: Connection, person: Person, answers: dict[str, str]) -> None:
        """Put these answers in the place of older ones; none of them: forget all."""
        self.remove(connection, person)
        if answers:
            sealed = self._vault.seal(person.data_key, answers)
            connection.execute(insert(safe_contacts).values(person_id=person.id, content_enc=sealed, updated_at=now()))

    def remove(self, connection: Connection, person: Person) -> None:
        """Forget the answers."""
        connection.execute(delete(safe_contacts).where(safe_contacts.c.person_id == person.id))
