"""What keeps a confidential request or a complaint from reaching somebody: too few accounts with a part in these."""

from __future__ import annotations

from bot.services.routing import today
from bot.storage.audiences import viewers
from bot.storage.session import Connection
from bot.storage.stand_ins import is_away

# How many must be there for each role, and what would wait without them. One alone may be ill, or the one complained about.
NEEDED = {
    "confidant": (2, "violence, exploitation and people who may be read along with"),
    "lead": (1, "complaints about a client manager"),
    "admin": (1, "what is confidential when neither confidants nor leads are there"),
}
FEWEST_ACCOUNTS = 2


def route_gaps(connection: Connection) -> list[str]:
    """The gaps of today, one line each: what is too few, what would wait, and the cure."""
    there = [viewer for viewer in viewers(connection, today()) if not is_away(connection, viewer.id, today())]
    gaps = []
    if len(there) < FEWEST_ACCOUNTS:
        gaps.append(
            f"accounts: {len(there)} can look today; a complaint about the only one reaches nobody; create-manager makes more"
        )
    for role, (fewest, waits) in NEEDED.items():
        found = sum(role in viewer.roles for viewer in there)
        if found < fewest:
            gaps.append(
                f"accounts: {found} with the role {role} can look today, {fewest} are needed for {waits}; give it with set-role"
            )
    return gaps
