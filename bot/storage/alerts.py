"""Alerts to staff about a handover that nobody has looked at: made once, claimed by one worker, sent again when it failed.

What they say and when they are raised is left to others. A claim needs no columns of its own: it puts `next_try_at` ahead,
and the number of tries tells the worker that has it from one that had it before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.fernet import InvalidToken
from sqlalchemy import and_, func, insert, or_, select, update

from bot.messages import now
from bot.storage.audiences import EVERYTHING
from bot.storage.handover_tables import alerts, handover_events, handovers
from bot.storage.handovers import OPEN_STATES
from bot.storage.session import Connection, Duplicate
from bot.storage.tables import persons
from bot.storage.vault import Vault

TROUBLE_AFTER = timedelta(minutes=10)  # what is not sent by then is shown to staff
TROUBLE_TRIES = 3

# What was looked at needs no alert any more, and "nobody has read it" would not be true.
_NOBODY_LOOKED = and_(handovers.c.state.in_(OPEN_STATES), handovers.c.unread_since.is_not(None))


@dataclass(frozen=True)
class QueuedAlert:
    """An alert that a worker has in hand."""

    id: str
    kind: str
    handover_id: str
    urgency: str
    way: str
    recipient: str
    tries: int


class AlertQueue:
    """The alerts that are to be sent, were sent or failed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, connection: Connection, handover_id: str, kind: str, way: str, recipient: str, occasion: str = "") -> bool:
        """Queue an alert, once per handover, kind, occasion, way and recipient. True when it was not there yet."""
        row = connection.execute(
            select(persons.c.data_key)
            .join(handovers, handovers.c.person_id == persons.c.id)
            .where(handovers.c.id == handover_id)
        ).one()
        try:
            with connection.begin_nested():
                connection.execute(
                    insert(alerts).values(
                        id=uuid4().hex,
                        kind=kind,
                        handover_id=handover_id,
                        occasion=occasion,
                        way=way,
                        recipient_enc=self._vault.seal(row.data_key, recipient),
                        recipient_hash=self._vault.name("alert", way, recipient),
                        next_try_at=now(),
                        created_at=now(),
                    )
                )
        except Duplicate:
            return False
        return True

    def raised_since(self, connection: Connection, handover_id: str, moment: datetime) -> bool:
        """Whether an alert about a handover was queued since a moment."""
        query = select(alerts.c.id).where(alerts.c.handover_id == handover_id, alerts.c.created_at > moment)
        return connection.execute(query.limit(1)).first() is not None

    def active_since(self, connection: Connection, handover_id: str, manager_id: str | None, moment: datetime) -> bool:
        """Whether a client manager did something with a handover since a moment."""
        theirs = (handover_events.c.handover_id == handover_id) & (handover_events.c.manager_id == manager_id)
        query = select(handover_events.c.seq).where(theirs, handover_events.c.at > moment)
        return connection.execute(query.limit(1)).first() is not None

    def any_due(self, connection: Connection, way: str) -> bool:
        """Whether there may be something to send: a look without a lock."""
        return connection.execute(self._due(way).limit(1)).first() is not None

    def claim(self, connection: Connection, way: str, seconds: float) -> QueuedAlert | None:
        """Take the next alert of one way for some seconds: urgent handovers first, then in order."""
        first = (handovers.c.urgency != "now", alerts.c.created_at, alerts.c.id)
        for alert_id in list(connection.execute(self._due(way).order_by(*first).limit(20)).scalars()):
            claimed = connection.execute(
                update(alerts)
                .where(alerts.c.id == alert_id, alerts.c.state == "queued", alerts.c.next_try_at <= now())
                .values(tries=alerts.c.tries + 1, next_try_at=now() + timedelta(seconds=seconds))
            )
            if not claimed.rowcount:
                continue
            try:
                return self._queued(connection, alert_id)
            except InvalidToken:  # its key is lost; it must not hold up the others
                connection.execute(update(alerts).where(alerts.c.id == alert_id).values(state="failed"))
        return None

    def sent(self, connection: Connection, alert: QueuedAlert) -> None:
        """It has arrived at the provider, whoever has it in hand now."""
        connection.execute(update(alerts).where(alerts.c.id == alert.id).values(state="sent", sent_at=now()))

    def later(self, connection: Connection, alert: QueuedAlert, moment: datetime) -> None:
        """Put an alert back, not to be tried before `moment`."""
        connection.execute(update(alerts).where(self._mine(alert)).values(next_try_at=moment))

    def failed(self, connection: Connection, alert: QueuedAlert) -> None:
        """Give an alert up."""
        connection.execute(update(alerts).where(self._mine(alert)).values(state="failed"))

    def unsent(self, connection: Connection, visible: Any = EVERYTHING) -> int:
        """How many alerts of open handovers could not be sent (yet), though it was tried or nobody tries."""
        late = and_(alerts.c.created_at <= now() - TROUBLE_AFTER, _NOBODY_LOOKED)
        trouble = or_(alerts.c.state == "failed", alerts.c.tries >= TROUBLE_TRIES, late)
        query = (
            select(func.count())
            .select_from(alerts.join(handovers, handovers.c.id == alerts.c.handover_id))
            .where(alerts.c.state != "sent", handovers.c.state.in_(OPEN_STATES), trouble, visible)
        )
        return int(connection.execute(query).scalar() or 0)

    def _due(self, way: str) -> Any:
        return (
            select(alerts.c.id)
            .join(handovers, handovers.c.id == alerts.c.handover_id)
            .where(alerts.c.way == way, alerts.c.state == "queued", alerts.c.next_try_at <= now(), _NOBODY_LOOKED)
        )

    def _mine(self, alert: QueuedAlert) -> Any:
        return and_(alerts.c.id == alert.id, alerts.c.state == "queued", alerts.c.tries == alert.tries)

    def _queued(self, connection: Connection, alert_id: str) -> QueuedAlert:
        row = connection.execute(
            select(alerts, handovers.c.urgency, persons.c.data_key)
            .join(handovers, handovers.c.id == alerts.c.handover_id)
            .join(persons, persons.c.id == handovers.c.person_id)
            .where(alerts.c.id == alert_id)
        ).one()
        recipient = self._vault.unseal(row.data_key, row.recipient_enc)
        return QueuedAlert(row.id, row.kind, row.handover_id, row.urgency, row.way, recipient, row.tries)
