"""What still stands on the phone of a person, by the provider's ids: kept only while a provider lets us take it off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.messages import now
from bot.storage.session import Connection
from bot.storage.tables import conversations, inbox, outbox

REMOVABLE = timedelta(hours=48)  # Bot API, deleteMessage: "only if it was sent less than 48 hours ago"
HIDES = "hide:"  # how the cause of a message begins that clears the phone


class PhoneCopies:
    """The messages of both sides that a phone may still show."""

    def shown(self, connection: Connection, conversation_id: str, seq: int) -> list[str]:
        """The ids of what stood there when the message `seq` was queued, which clears it."""
        theirs = select(inbox.c.shown_id).where(*_hidden(conversation_id), inbox.c.shown_id.is_not(None))
        ours = select(outbox.c.provider_message_id).where(
            outbox.c.conversation_id == conversation_id, outbox.c.provider_message_id.is_not(None), outbox.c.seq < seq
        )
        return [*connection.execute(theirs).scalars(), *connection.execute(ours).scalars()]

    def hide(self, connection: Connection, conversation_id: str) -> bool:
        """Note that the phone is to be cleared now. Returns whether there is more than can be taken off it."""
        before = connection.execute(select(conversations.c.hidden_at).where(conversations.c.id == conversation_id)).scalar()
        older = self._older(connection, conversation_id, before)
        connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(hidden_at=now()))
        return older

    def hidden_since(self, connection: Connection, conversation_id: str, moment: datetime) -> bool:
        """Whether the person cleared their phone after `moment`."""
        query = select(conversations.c.id).where(conversations.c.id == conversation_id, conversations.c.hidden_at >= moment)
        return connection.execute(query).first() is not None

    def cleared(self, connection: Connection, conversation_id: str, seq: int) -> None:
        """The phone was cleared: forget ids and content of all before `seq`."""
        earlier = update(outbox).where(outbox.c.conversation_id == conversation_id, outbox.c.seq < seq)
        connection.execute(earlier.values(provider_message_id=None))
        connection.execute(earlier.where(outbox.c.state.in_(("sent", "failed"))).values(content_enc=None))
        connection.execute(update(inbox).where(*_hidden(conversation_id)).values(shown_id=None))

    def purge(self, connection: Connection) -> None:
        """Forget the ids of what can no longer be taken off a phone."""
        limit = now() - REMOVABLE
        connection.execute(
            update(inbox).where(inbox.c.shown_id.is_not(None), inbox.c.received_at < limit).values(shown_id=None)
        )
        sent_before = (outbox.c.provider_message_id.is_not(None), outbox.c.sent_at < limit)
        connection.execute(update(outbox).where(*sent_before).values(provider_message_id=None))

    def _older(self, connection: Connection, conversation_id: str, since: datetime | None) -> bool:
        limit = now() - REMOVABLE
        for table, moment, spoken in (
            (inbox, inbox.c.received_at, inbox.c.kind.is_not(None)),
            (outbox, outbox.c.sent_at, outbox.c.cause.not_like(f"{HIDES}%")),
        ):
            mine: Any = (table.c.conversation_id == conversation_id) & (moment < limit) & spoken
            after = moment > since if since else moment.is_not(None)
            if connection.execute(select(table.c.conversation_id).where(mine, after).limit(1)).first():
                return True
        return False


def _hidden(conversation_id: str) -> tuple[Any, ...]:
    """What the person wrote before they cleared their phone last."""
    hidden_at = select(conversations.c.hidden_at).where(conversations.c.id == conversation_id).scalar_subquery()
    return inbox.c.conversation_id == conversation_id, inbox.c.received_at <= hidden_at
