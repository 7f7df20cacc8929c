"""Who may see a handover: the one condition that every query for a client manager passes through.

Which audience a handover goes to is left to `bot/services/routing.py`; here it is kept and asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, exists, insert, or_, select, true

from bot.storage.client_managers import ClientManager, ClientManagers
from bot.storage.handover_tables import handover_audiences, handovers, manager_links
from bot.storage.session import Connection
from bot.storage.stand_ins import stood_in_for

ROLES = ("manager", "lead", "confidant", "duty", "admin")
AUDIENCES = ("own", "stand_in", "duty", "lead", "confidant", "admin", "team")
LINKED = "linked"
EVERYTHING: Any = true()  # what the machine itself looks at; pages of client managers give `visible_to`


@dataclass(frozen=True)
class Viewer:
    """A client manager who looks: their roles, and for whom they stand in today."""

    id: str
    email: str
    roles: frozenset[str]
    stands_in_for: frozenset[str]


def viewer_of(connection: Connection, manager_id: str, day: date) -> Viewer | None:
    """Somebody with an account as one who looks; None when the account is gone or closed."""
    manager = ClientManagers().by_id(connection, manager_id)
    return _viewer(connection, manager, day) if manager is not None and manager.active else None


def viewers(connection: Connection, day: date) -> list[Viewer]:
    """Everybody who may enter the portal."""
    return [_viewer(connection, manager, day) for manager in ClientManagers().all_active(connection)]


def visible_to(viewer: Viewer | None) -> Any:
    """The condition on `handovers` for what a client manager may see; nobody sees anything."""
    if viewer is None:
        return handovers.c.id.is_(None)
    mine = and_(manager_links.c.person_id == handovers.c.person_id, manager_links.c.state == LINKED)
    own = exists().where(mine & (manager_links.c.manager_id == viewer.id))
    stood_in = exists().where(mine & manager_links.c.manager_id.in_(viewer.stands_in_for))
    audience = handover_audiences.c.audience
    belongs = or_(
        audience.in_(["team", *sorted(viewer.roles)]),
        and_(audience == "own", own),
        and_(audience == "stand_in", stood_in),
    )
    reached = exists().where((handover_audiences.c.handover_id == handovers.c.id) & belongs)
    # What must be kept from one is kept from the person's own client manager too, whoever of both it is about.
    not_theirs = and_(handovers.c.not_to != viewer.id, or_(~own, handovers.c.taken_by == viewer.id))
    about_somebody_else = or_(handovers.c.not_to.is_(None), not_theirs)
    return and_(about_somebody_else, or_(reached, handovers.c.taken_by == viewer.id))


def seen_by(connection: Connection, viewer: Viewer, handover_ids: Iterable[str]) -> set[str]:
    """Which of these handovers a client manager may see."""
    query = select(handovers.c.id).where(handovers.c.id.in_(list(handover_ids)), visible_to(viewer))
    return set(connection.execute(query).scalars())


def audiences_of(connection: Connection, handover_id: str) -> list[str]:
    """Where a handover has come so far."""
    query = select(handover_audiences.c.audience).where(handover_audiences.c.handover_id == handover_id)
    return sorted(connection.execute(query).scalars(), key=AUDIENCES.index)


def add_audiences(connection: Connection, handover_id: str, audiences: Iterable[str]) -> list[str]:
    """Let more people see a handover; returns the audiences that did not see it before."""
    known = audiences_of(connection, handover_id)
    fresh = [audience for audience in audiences if audience not in known]
    for audience in fresh:
        connection.execute(insert(handover_audiences).values(handover_id=handover_id, audience=audience))
    return fresh


def clear_audiences(connection: Connection, handover_id: str) -> None:
    """Take a handover away from everybody who has not taken it."""
    connection.execute(delete(handover_audiences).where(handover_audiences.c.handover_id == handover_id))


def _viewer(connection: Connection, manager: ClientManager, day: date) -> Viewer:
    roles = frozenset(manager.roles.split()) - {"manager"}
    return Viewer(manager.id, manager.email, roles, stood_in_for(connection, manager.id, day))
