"""Who stands in for whom: periods that client managers set themselves, and a team lead for anybody."""

from __future__ import annotations

from datetime import date, timedelta

from bot.services.routing import Routing, today
from bot.storage.client_managers import ClientManagers
from bot.storage.session import Connection, Database
from bot.storage.stand_ins import StandIn, add_stand_in, all_stand_ins, remove_stand_in

LONGEST = timedelta(days=366)


class StandInError(Exception):
    """A period cannot be kept; `problem` says which part is wrong: person, period or right."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class StandingIn:
    """The periods in which somebody stands in."""

    def __init__(self, database: Database, managers: ClientManagers, routing: Routing) -> None:
        self._database = database
        self._managers = managers
        self._routing = routing

    def all(self) -> list[StandIn]:
        """The periods that are not over, the earliest first."""
        with self._database.read() as connection:
            return all_stand_ins(connection, today())

    def add(self, by: str, manager_id: str, stand_in_id: str, first_day: date, last_day: date) -> None:
        """Let somebody stand in. Raises StandInError. `by` is who asks for it."""
        if last_day < first_day or last_day < today() or last_day - first_day > LONGEST:
            raise StandInError("period")
        with self._database.write() as connection:
            self._check_right(connection, by, manager_id)
            known = {manager.id for manager in self._managers.all_active(connection)}
            if manager_id == stand_in_id or not {manager_id, stand_in_id} <= known:
                raise StandInError("person")
            add_stand_in(connection, manager_id, stand_in_id, first_day, last_day)
            self._routing.rescue(connection)  # from today on, what waits with them is for others too

    def remove(self, by: str, stand_in_key: str) -> None:
        """End a period. Raises StandInError; one that is gone already is no error."""
        with self._database.write() as connection:
            period = next((each for each in all_stand_ins(connection, date.min) if each.id == stand_in_key), None)
            if period is None:
                return
            self._check_right(connection, by, period.manager_id)
            remove_stand_in(connection, stand_in_key)
            self._routing.rescue(connection)

    def _check_right(self, connection: Connection, by: str, manager_id: str) -> None:
        asks = self._managers.by_id(connection, by)
        if asks is None or (by != manager_id and "lead" not in asks.roles.split()):
            raise StandInError("right")
