"""How long handovers wait and waited. Reads moments only, no content: it works also for what cannot be decrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.storage.session import Connection
from bot.storage.tables import handover_events, handovers


@dataclass(frozen=True)
class Unread:
    """An open handover that nobody has looked at."""

    id: str
    urgency: str
    sent_at: datetime


def unread(connection: Connection) -> list[Unread]:
    """Open handovers that nobody has looked at and that were not escalated yet, the longest waiting first."""
    escalated = select(handover_events.c.handover_id).where(handover_events.c.kind == "escalated")
    query = (
        select(handovers.c.id, handovers.c.urgency, handovers.c.sent_at)
        .where(handovers.c.state == "waiting", handovers.c.read_at.is_(None), handovers.c.sent_at.is_not(None))
        .where(handovers.c.id.not_in(escalated))
        .order_by(handovers.c.sent_at)
    )
    return [Unread(row.id, row.urgency, row.sent_at) for row in connection.execute(query)]


def response_times(connection: Connection, since: datetime) -> tuple[list[timedelta], list[timedelta]]:
    """(until the first look, until the first answer) of the handovers that were sent since a moment and got that far."""
    query = select(handovers.c.sent_at, handovers.c.read_at, handovers.c.answered_at).where(
        handovers.c.sent_at >= since, handovers.c.state.in_(("waiting", "taken", "returned", "closed"))
    )
    rows = list(connection.execute(query))
    return (
        [row.read_at - row.sent_at for row in rows if row.read_at],
        [row.answered_at - row.sent_at for row in rows if row.answered_at],
    )
