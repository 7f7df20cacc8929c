"""How long handovers wait and waited. Reads moments only, no content: it works also for what cannot be decrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from bot.storage.audiences import EVERYTHING
from bot.storage.handover_tables import handover_events, handovers
from bot.storage.session import Connection


@dataclass(frozen=True)
class Unread:
    """An open handover with something that nobody has looked at.

    `unread_since` is when it came; `since` when the newest step of its route began, if that is later.
    """

    id: str
    urgency: str
    unread_since: datetime
    since: datetime


def unread(connection: Connection) -> list[Unread]:
    """Open handovers with something that nobody has looked at, and with a step to go or not escalated yet.

    The longest waiting first. Of what a client manager has taken only danger counts: they may be away, and nobody else
    looks there.
    """
    escalated = (
        select(handover_events.c.seq)
        .where(handover_events.c.handover_id == handovers.c.id, handover_events.c.kind == "escalated")
        .where(handover_events.c.at >= handovers.c.unread_since)
        .exists()
    )
    looked_after = and_(handovers.c.state == "taken", handovers.c.urgency != "now")
    query = (
        select(handovers.c.id, handovers.c.urgency, handovers.c.unread_since, handovers.c.step_at)
        .where(handovers.c.state.in_(("waiting", "taken", "returned")), handovers.c.unread_since.is_not(None))
        .where(~looked_after, or_(handovers.c.step_at.is_not(None), ~escalated))
        .order_by(handovers.c.unread_since)
    )
    return [
        Unread(row.id, row.urgency, row.unread_since, max(row.unread_since, row.step_at or row.unread_since))
        for row in connection.execute(query)
    ]


def response_times(
    connection: Connection, since: datetime, visible: Any = EVERYTHING
) -> tuple[list[timedelta], list[timedelta]]:
    """(until the first look, until the first answer) of the handovers that were sent since a moment and got that far."""
    query = select(handovers.c.sent_at, handovers.c.read_at, handovers.c.answered_at).where(
        handovers.c.sent_at >= since, handovers.c.state.in_(("waiting", "taken", "returned", "closed")), visible
    )
    rows = list(connection.execute(query))
    return (
        [row.read_at - row.sent_at for row in rows if row.read_at],
        [row.answered_at - row.sent_at for row in rows if row.answered_at],
    )
