"""The codes with which somebody fetches the answer to a handover from elsewhere. Only a keyed hash of each is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.messages import now
from bot.storage.handover_tables import handovers, return_codes
from bot.storage.session import Connection


class ReturnCodes:
    """One code per handover: a new one takes the place of the old one."""

    def keep(self, connection: Connection, name: str, handover_id: str, until: datetime) -> None:
        connection.execute(delete(return_codes).where(return_codes.c.handover_id == handover_id))
        connection.execute(insert(return_codes).values(id=name, handover_id=handover_id, until=until))

    def handover_of(self, connection: Connection, name: str) -> str | None:
        """The id of the handover that a code opens now."""
        query = select(return_codes.c.handover_id).where(return_codes.c.id == name, return_codes.c.until >= now())
        return connection.execute(query).scalar()

    def of(self, connection: Connection, person_id: str) -> int:
        """How many codes open something of a person now."""
        query = (
            select(return_codes.c.id)
            .join(handovers, handovers.c.id == return_codes.c.handover_id)
            .where(handovers.c.person_id == person_id, return_codes.c.until >= now())
        )
        return len(connection.execute(query).all())

    def remove_expired(self, connection: Connection) -> set[str]:
        """Delete codes whose time is over; returns the ids of the persons they belonged to."""
        over = return_codes.c.until < now()
        query = select(handovers.c.person_id).join(return_codes, return_codes.c.handover_id == handovers.c.id).where(over)
        found = set(connection.execute(query).scalars())
        connection.execute(delete(return_codes).where(over))
        return found
