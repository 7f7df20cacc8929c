"""One worker has a conversation in hand, and what is open in it is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import time_machine

from bot.app import Services
from bot.messages import now
from bot.storage.persons import Person
from bot.storage.session import Database
from tests.people import introduced


def claim(services: Services, person: Person, worker: str, seconds: float = 60) -> bool:
    with services.database.write() as connection:
        return services.conversations.claim(connection, person.conversation_id, worker, seconds)


def test_of_workers_that_claim_at_once_one_wins(services: Services) -> None:
    for _ in range(20):
        person, barrier = introduced(services), Barrier(2)

        def race(worker: str, person: Person = person, barrier: Barrier = barrier) -> bool:
            barrier.wait()
            return claim(services, person, worker)

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(race, ("one", "two"))) == [False, True]


def test_a_worker_may_claim_again_what_it_has(services: Services, person: Person) -> None:
    assert claim(services, person, "one")
    assert claim(services, person, "one")
    assert not claim(services, person, "two")


def test_what_was_released_is_free(services: Services, database: Database, person: Person) -> None:
    claim(services, person, "one")
    with database.write() as connection:
        services.conversations.release(connection, person.conversation_id, "one")
    assert claim(services, person, "two")


def test_nobody_releases_what_another_has(services: Services, database: Database, person: Person) -> None:
    claim(services, person, "one")
    with database.write() as connection:
        services.conversations.release(connection, person.conversation_id, "two")
    assert not claim(services, person, "two")


def test_a_claim_of_a_worker_that_died_ends_by_itself(services: Services, person: Person) -> None:
    claim(services, person, "one", 60)
    with time_machine.travel(now() + timedelta(seconds=59)):
        assert not claim(services, person, "two")
    with time_machine.travel(now() + timedelta(seconds=61)):
        assert claim(services, person, "two")


def test_a_conversation_that_is_gone_cannot_be_claimed(services: Services, database: Database, person: Person) -> None:
    with database.write() as connection:
        services.persons.remove(connection, person.id)
    assert not claim(services, person, "one")


def test_the_state_comes_back_as_it_was(services: Services, database: Database, person: Person) -> None:
    state = {"question": "goal_text", "held": "كيف حالك\x00\ud800", "offered": ["a", "b"], "last_at": 1.5}
    with database.read() as connection:
        assert services.conversations.state(connection, person) == {}
    with database.write() as connection:
        services.conversations.save_state(connection, person, state)
    with database.read() as connection:
        assert services.conversations.state(connection, person) == state
