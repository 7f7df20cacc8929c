"""Words that the gate asked about, until the question is answered. What silence means is left to services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from bot.messages import now
from bot.storage.handover_tables import danger_questions
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.vault import Vault


@dataclass(frozen=True)
class DangerQuestion:
    """One question: to which message, its words, and the crisis intent that they may be."""

    inbound_id: str
    kind: str
    words: str
    since: datetime
    likely: bool
    told_at: datetime | None


class DangerQuestions:
    """At most one open question for each person, sealed with their key."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of(self, connection: Connection, person: Person) -> DangerQuestion | None:
        """The open question of this person."""
        row = connection.execute(select(danger_questions).where(danger_questions.c.person_id == person.id)).first()
        if row is None:
            return None
        content = self._vault.unseal(person.data_key, row.content_enc) or {"kind": "", "words": ""}
        return DangerQuestion(row.inbound_id, content["kind"], content["words"], row.since, row.likely, row.told_at)

    def ask(self, connection: Connection, person: Person, inbound_id: str, kind: str, words: str, likely: bool) -> None:
        """Put a question in the place of an older one."""
        self.remove(connection, person)
        sealed = self._vault.seal(person.data_key, {"kind": kind, "words": words})
        values = {"person_id": person.id, "inbound_id": inbound_id, "content_enc": sealed, "since": now(), "likely": likely}
        connection.execute(insert(danger_questions).values(**values))

    def wait_again(self, connection: Connection, person: Person) -> None:
        """The silence begins anew."""
        waits = (danger_questions.c.person_id == person.id) & danger_questions.c.told_at.is_(None)
        connection.execute(update(danger_questions).where(waits).values(since=now()))

    def told(self, connection: Connection, person: Person) -> None:
        """The team was told."""
        theirs = danger_questions.c.person_id == person.id
        connection.execute(update(danger_questions).where(theirs).values(told_at=now()))

    def remove(self, connection: Connection, person: Person) -> None:
        """The question is answered."""
        connection.execute(delete(danger_questions).where(danger_questions.c.person_id == person.id))

    def silent_since(self, connection: Connection, moment: datetime) -> list[str]:
        """The ids of persons whose likely danger was asked about before a moment and is not yet told, the longest first."""
        query = select(danger_questions.c.person_id).where(
            danger_questions.c.likely, danger_questions.c.told_at.is_(None), danger_questions.c.since <= moment
        )
        return list(connection.execute(query.order_by(danger_questions.c.since)).scalars())
