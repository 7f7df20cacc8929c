"""Who stands in for which client manager, and on which days (both days included)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, delete, insert, select

from bot.storage.handover_tables import stand_ins
from bot.storage.session import Connection
from bot.storage.tables import client_managers


@dataclass(frozen=True)
class StandIn:
    """A period in which one client manager stands in for another."""

    id: str
    manager_id: str
    manager_name: str
    stand_in_id: str
    stand_in_name: str
    first_day: date
    last_day: date


def add_stand_in(connection: Connection, manager_id: str, stand_in_id: str, first_day: date, last_day: date) -> str:
    """Keep a period; returns its id."""
    values = {"manager_id": manager_id, "stand_in_id": stand_in_id, "first_day": first_day, "last_day": last_day}
    stand_in_key = uuid4().hex
    connection.execute(insert(stand_ins).values(id=stand_in_key, **values))
    return stand_in_key


def remove_stand_in(connection: Connection, stand_in_key: str) -> None:
    connection.execute(delete(stand_ins).where(stand_ins.c.id == stand_in_key))


def all_stand_ins(connection: Connection, since: date) -> list[StandIn]:
    """All periods that are not over on a day, the earliest first."""
    away, present = client_managers.alias(), client_managers.alias()
    query = (
        select(stand_ins, away.c.name.label("manager_name"), present.c.name.label("stand_in_name"))
        .join(away, away.c.id == stand_ins.c.manager_id)
        .join(present, present.c.id == stand_ins.c.stand_in_id)
        .where(stand_ins.c.last_day >= since)
        .order_by(stand_ins.c.first_day, stand_ins.c.id)
    )
    return [StandIn(**row._mapping) for row in connection.execute(query)]


def stood_in_for(connection: Connection, stand_in_id: str, day: date) -> frozenset[str]:
    """For whom somebody stands in on a day."""
    query = select(stand_ins.c.manager_id).where(stand_ins.c.stand_in_id == stand_in_id, _on(day))
    return frozenset(connection.execute(query).scalars())


def is_away(connection: Connection, manager_id: str, day: date) -> bool:
    """Whether somebody with an open account stands in for a client manager on a day."""
    query = (
        select(stand_ins.c.id)
        .join(client_managers, client_managers.c.id == stand_ins.c.stand_in_id)
        .where(stand_ins.c.manager_id == manager_id, client_managers.c.active.is_(True), _on(day))
    )
    return connection.execute(query).first() is not None


def _on(day: date) -> Any:
    return and_(stand_ins.c.first_day <= day, stand_ins.c.last_day >= day)
