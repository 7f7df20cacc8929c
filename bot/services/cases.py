"""What client managers see of handovers: lists, and all of one. What they do with it stands in `handovers.py`."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.services.ownership import Ownership
from bot.services.routing import Routing
from bot.storage.audiences import EVERYTHING, visible_to
from bot.storage.handover_history import HandoverEvent
from bot.storage.handover_messages import HandoverMessage
from bot.storage.handovers import Handover, Handovers
from bot.storage.ownership import OwnershipChange
from bot.storage.persons import Person, Persons
from bot.storage.session import Connection, Database

Seen = TypeVar("Seen", bound="Cases")


@dataclass(frozen=True)
class Case:
    """All that the portal shows of one handover."""

    handover: Handover
    person: Person
    messages: list[HandoverMessage]
    history: list[HandoverEvent]
    ownership: list[OwnershipChange]


class Cases:
    """The handovers as they may be looked at: by the machine itself all, by a client manager those that they may see."""

    def __init__(
        self, database: Database, handovers: Handovers, persons: Persons, ownership: Ownership, routing: Routing
    ) -> None:
        self._database = database
        self._handovers = handovers
        self._persons = persons
        self._ownership = ownership
        self._routing = routing
        self._viewer: str | None = None

    def seen_by(self: Seen, manager_id: str) -> Seen:
        """The same, as far as this client manager may see: to them, nothing else is there. All pages work on this one."""
        theirs = copy(self)
        theirs._viewer = manager_id
        return theirs

    def open(self) -> list[Case]:
        """Every open handover: urgent first, then the longest waiting."""
        with self._database.read() as connection:
            found = self._handovers.open(connection, self._visible(connection))
            return [self._case(connection, handover) for handover in found]

    def closed(self) -> list[Handover]:
        """The handovers that were closed last, the latest first."""
        with self._database.read() as connection:
            return self._handovers.closed(connection, visible=self._visible(connection))

    def newest_event(self) -> int:
        """A number that grows with every change: lists are drawn anew when it does."""
        with self._database.read() as connection:
            return self._handovers.history.newest(connection, self._visible(connection))

    def look(self, handover_id: str) -> Case | None:
        """One handover as it is, without saying that it was read."""
        with self._database.read() as connection:
            handover = self._handovers.by_id(connection, handover_id, self._visible(connection))
            if handover is None or handover.state in ("draft", "cancelled"):
                return None
            return self._case(connection, handover)

    def _visible(self, connection: Connection) -> Any:
        """The condition for what is looked at: everything for the machine itself, else what this client manager may see."""
        if self._viewer is None:
            return EVERYTHING
        return visible_to(self._routing.viewer(connection, self._viewer))

    def _case(self, connection: Connection, handover: Handover) -> Case:
        person = self._persons.by_id(connection, handover.person_id)
        assert person is not None
        return Case(
            handover,
            person,
            self._handovers.messages.of(connection, person, handover.id),
            self._handovers.history.of(connection, handover.id),
            self._ownership.of_handover(connection, handover.id),
        )
