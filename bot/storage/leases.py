"""Which process leads: timers are run by one leader, whoever holds the lease."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, or_, update

from bot.messages import now
from bot.storage.session import Connection, Duplicate
from bot.storage.tables import leases


def hold(connection: Connection, name: str, holder: str, seconds: float) -> bool:
    """Take or keep the lease `name` for some seconds. False when another process holds it."""
    until = now() + timedelta(seconds=seconds)
    taken = connection.execute(
        update(leases)
        .where(leases.c.name == name, or_(leases.c.holder == holder, leases.c.until < now()))
        .values(holder=holder, until=until)
    )
    if taken.rowcount:
        return True
    try:
        with connection.begin_nested():
            connection.execute(insert(leases).values(name=name, holder=holder, until=until))
    except Duplicate:
        return False
    return True
