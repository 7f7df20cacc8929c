"""How long handovers wait and waited. Reads moments only, no content: it works also for what cannot be decrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.storage.handovers import EVERYTHING
from bot.storage.session import Connection
from bot.storage.tables import handovers


@dataclass(frozen=True)
class Unread:
    """An open handover that nobody has looked at. `since` is when its newest step began."""

    id: str
    urgency: str
    since: datetime


def unread(connection: Connection) -> list[Unread]:
    """Open handovers that nobody has looked at and that have a step to go, the longest waiting first."""
    query = (
        select(handovers.c.id, handovers.c.urgency, handovers.c.step_at)
        .where(handovers.c.state == "waiting", handovers.c.read_at.is_(None), handovers.c.step_at.is_not(None))
        .order_by(handovers.c.sent_at)
    )
    return [Unread(row.id, row.urgency, row.step_at) for row in connection.execute(query)]


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
