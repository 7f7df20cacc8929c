"""Transactions, migrations and leases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select

from bot.app import Services
from bot.messages import now
from bot.storage import leases
from bot.storage.migrate import differences, migrate
from bot.storage.session import Database, DatabaseError
from bot.storage.tables import persons


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    assert differences(database) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    assert differences(database) == []


def test_writers_wait_for_each_other(services: Services, database: Database) -> None:
    def add(number: int) -> None:
        for turn in range(5):
            with database.write() as connection:
                connection.execute(select(func.count()).select_from(persons)).scalar()
                services.persons.add(connection, "web", f"{number} {turn}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(persons)).scalar() == 20


def test_a_reader_does_not_wait_for_a_writer(services: Services, database: Database) -> None:
    services.people.meet("web", "a")
    with database.write() as connection:
        services.persons.add(connection, "web", "b")
        with ThreadPoolExecutor(1) as pool:
            known = pool.submit(services.people.known, "web", "a").result(timeout=5)
            not_yet = pool.submit(services.people.known, "web", "b").result(timeout=5)
    assert known is not None and not_yet is None


def test_a_database_that_is_away_raises_a_database_error(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError), Database(f"sqlite:///{tmp_path}/no/such/folder.db").read():
        pass


def hold(database: Database, holder: str, seconds: float = 60) -> bool:
    with database.write() as connection:
        return leases.hold(connection, "timers", holder, seconds)


def test_one_process_leads_and_may_go_on_leading(database: Database) -> None:
    assert hold(database, "one")
    assert not hold(database, "two")
    assert hold(database, "one")


def test_when_the_leader_is_gone_another_leads(database: Database) -> None:
    hold(database, "one", 60)
    with time_machine.travel(now() + timedelta(seconds=61)):
        assert hold(database, "two")
        assert not hold(database, "one")


def test_of_processes_that_want_to_lead_at_once_one_leads(database: Database) -> None:
    for _ in range(20):
        barrier = Barrier(2)
        with database.write() as connection:
            connection.execute(leases.leases.delete())

        def race(holder: str, barrier: Barrier = barrier) -> bool:
            barrier.wait()
            return hold(database, holder)

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(race, ("one", "two"))) == [False, True]
