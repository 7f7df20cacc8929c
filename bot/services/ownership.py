"""Who owns a conversation: it follows from the person's handovers, is never set by hand, and every change is written down.

assistant → offered (a request is shown to the person) → waiting (it was sent) → manager (a client manager took it; only
they and the gate speak) → returned (given back, still open). Whether a handover for danger is open stands beside it.
"""

from __future__ import annotations

from bot.storage.ownership import Owner, OwnershipChange, OwnershipHistory, Standing
from bot.storage.session import Connection, Database

# What a conversation is when one of its handovers is in this state; the first that holds counts.
STATES = (("taken", "manager"), ("waiting", "waiting"), ("returned", "returned"), ("draft", "offered"))
URGENT = "now"


class Ownership:
    """Settles who owns a conversation whenever a handover changed, in the transaction that changed it."""

    def __init__(self, database: Database, history: OwnershipHistory) -> None:
        self._database = database
        self._history = history

    def hold(self, connection: Connection, person_id: str) -> list[Standing]:
        """The person's handovers that are not over; nobody else changes the owner until the transaction ends."""
        self._history.hold(connection, person_id)
        return self._history.standing(connection, person_id)

    def settle(
        self, connection: Connection, person_id: str, cause: str, handover_id: str, manager_id: str | None = None
    ) -> None:
        """See who owns the conversation now, and write down what changed, why and by whom."""
        held = self._history.hold(connection, person_id)
        if held is None:
            return
        conversation_id, before = held
        after = owner_of(self._history.standing(connection, person_id), before.handover_id)
        if after != before:
            self._history.change(connection, conversation_id, before, after, cause, handover_id, manager_id)

    def settle_after_erasing(self, connection: Connection, person_id: str) -> None:
        """See who owns the conversation now that handovers were erased."""
        held = self._history.hold(connection, person_id)
        if held is not None:
            after = owner_of(self._history.standing(connection, person_id), held[1].handover_id)
            self._history.reset(connection, held[0], after)

    def of_conversation(self, conversation_id: str) -> list[OwnershipChange]:
        """Every change in a person's conversation, for their own data."""
        with self._database.read() as connection:
            return self._history.of_conversation(connection, conversation_id)

    def of_handover(self, connection: Connection, handover_id: str) -> list[OwnershipChange]:
        """The changes that one handover brought about, for client managers."""
        return self._history.of_handover(connection, handover_id)


def owner_of(standing: list[Standing], current: str | None = None) -> Owner:
    """Who owns a conversation with these handovers. Danger goes first, then the `current` one."""
    urgent = any(one.urgency == URGENT and one.state != "draft" for one in standing)
    for state, owner in STATES:
        found = [one for one in standing if one.state == state]
        if found:
            first = max(found, key=lambda one: (one.urgency == URGENT, *_since(one), one.id == current))
            return Owner(owner, first.id, urgent)
    return Owner(urgent=urgent)


def _since(one: Standing) -> tuple[float, ...]:
    """Of several that one client manager has, what was taken last is what they work on."""
    return (one.taken_at.timestamp(),) if one.state == "taken" and one.taken_at else ()
