"""Buttons that were offered to a person. The phone only knows an opaque id; what it stands for is kept here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.messages import now
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.tables import offers
from bot.storage.vault import Vault


@dataclass(frozen=True)
class Offer:
    """An offered button: its payload, its title as shown, and the question that was open."""

    id: str
    payload: str
    title: str
    question: str | None
    created_at: datetime


class Offers:
    """The buttons that were offered."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, connection: Connection, person: Person, payload: str, title: str, question: str | None) -> Offer:
        offer = Offer(secrets.token_urlsafe(12), payload, title, question, now())
        connection.execute(
            insert(offers).values(
                id=offer.id,
                conversation_id=person.conversation_id,
                content_enc=self._vault.seal(person.data_key, {"payload": payload, "title": title, "question": question}),
                created_at=offer.created_at,
            )
        )
        return offer

    def find(self, connection: Connection, person: Person, offer_id: str) -> Offer | None:
        """The button with this id, if it was offered to this very person."""
        row = connection.execute(
            select(offers).where(offers.c.id == offer_id, offers.c.conversation_id == person.conversation_id)
        ).first()
        if row is None:
            return None
        return Offer(row.id, **self._vault.unseal(person.data_key, row.content_enc), created_at=row.created_at)

    def forget(self, connection: Connection, conversation_id: str) -> None:
        connection.execute(delete(offers).where(offers.c.conversation_id == conversation_id))
