"""What a person and client managers said to each other within a handover; encrypted, and once per cause."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select

from bot.messages import now
from bot.storage.handover_tables import handover_messages, private_messages
from bot.storage.persons import Person
from bot.storage.private_messages import is_over
from bot.storage.session import Connection
from bot.storage.vault import Vault


@dataclass(frozen=True)
class HandoverMessage:
    """What was said within a handover, by the person or by the client manager; of author `topic`: what the person read about.

    `language` is known of what was not typed freely; `beside` is what it says in other languages. `opened_at` is when
    the person opened one that waited behind a neutral line; `over` says that they did not, and cannot any more.
    """

    author: str
    text: str
    created_at: datetime
    language: str | None = None
    beside: dict[str, str] = field(default_factory=dict)
    opened_at: datetime | None = None
    over: bool = False


class HandoverMessages:
    """The messages of all handovers."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def say(
        self,
        connection: Connection,
        person: Person,
        handover_id: str,
        author: str,
        cause: str,
        text: str,
        language: str | None = None,
        beside: dict[str, str] | None = None,
    ) -> bool:
        """Keep what was said, once per cause. True when it was not kept before."""
        known = select(handover_messages.c.id).where(
            handover_messages.c.handover_id == handover_id, handover_messages.c.cause == cause
        )
        if connection.execute(known).first():
            return False
        connection.execute(
            insert(handover_messages).values(
                id=uuid4().hex,
                handover_id=handover_id,
                author=author,
                cause=cause,
                content_enc=self._vault.seal(person.data_key, {"text": text, "language": language, "beside": beside or {}}),
                created_at=now(),
            )
        )
        return True

    def of(self, connection: Connection, person: Person, handover_id: str) -> list[HandoverMessage]:
        """What was said within a person's handover, in order."""
        kept_apart = (private_messages.c.cause == handover_messages.c.cause) & (
            private_messages.c.conversation_id == person.conversation_id
        )
        query = (
            select(
                handover_messages,
                private_messages.c.opened_at,
                func.coalesce(private_messages.c.line_from, private_messages.c.created_at).label("line_from"),
            )
            .outerjoin(private_messages, kept_apart)
            .where(handover_messages.c.handover_id == handover_id)
            .order_by(handover_messages.c.created_at)
        )
        return [
            HandoverMessage(
                row.author,
                created_at=row.created_at,
                opened_at=row.opened_at,
                over=row.line_from is not None and is_over(row.opened_at, row.line_from),
                **_said(self._vault.unseal(person.data_key, row.content_enc)),
            )
            for row in connection.execute(query)
        ]


def _said(content: Any) -> dict[str, Any]:
    """The content of a message; of an older one it is the text alone."""
    return content if isinstance(content, dict) else {"text": content}
