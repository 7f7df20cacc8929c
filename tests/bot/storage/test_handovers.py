"""Handovers change by conditional updates: of two who try, one wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from bot.app import Services
from bot.storage.handovers import Handover, Handovers
from bot.storage.persons import Person
from bot.storage.session import Database
from bot.storage.vault import Vault
from tests.people import introduced, manager


@pytest.fixture
def handovers(vault: Vault) -> Handovers:
    return Handovers(vault)


def waiting(services: Services, person: Person | None = None, reason: str = "request_human") -> Handover:
    """A handover that was sent."""
    person = person or introduced(services)
    content = {"language": "nl", "channel": "web", "words": ["Kunt u mij helpen?"]}
    services.requests.draft(person, uuid4().hex, reason, content)
    sent = services.requests.send(person)
    assert sent is not None
    return sent


def test_of_two_client_managers_who_take_at_once_one_wins(services: Services) -> None:
    anna, bram = manager(services, "Anna"), manager(services, "Bram")
    for _ in range(20):
        handover, barrier = waiting(services), Barrier(2)

        def take(who: str, handover_id: str = handover.id, barrier: Barrier = barrier) -> bool:
            barrier.wait()
            return services.handovers.take(handover_id, who)

        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(take, (anna, bram)))
        case = services.handovers.look(handover.id)
        assert sorted(won) == [False, True]
        assert case is not None and case.handover.taken_by == (anna if won[0] else bram)
        assert [event.kind for event in case.history].count("taken") == 1


def test_of_two_who_read_first_at_once_one_is_the_first(services: Services, database: Database, handovers: Handovers) -> None:
    for _ in range(20):
        handover, barrier = waiting(services), Barrier(2)

        def read(_: int, handover_id: str = handover.id, barrier: Barrier = barrier) -> bool:
            barrier.wait()
            with database.write() as connection:
                return handovers.once(connection, handover_id, "read_at")

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(read, range(2))) == [False, True]


def test_the_same_message_makes_one_handover(database: Database, handovers: Handovers, person: Person) -> None:
    with database.write() as connection:

        def add(inbound_id: str, reason: str) -> str:
            return handovers.add(connection, person, inbound_id, reason, "week", "waiting", {})

        first = add("a", "sensitive_debt")
        assert add("a", "sensitive_debt") == first and add("b", "sensitive_debt") != first
        found = handovers.by_id(connection, first)
    assert found is not None and found.reason == "sensitive_debt"


def test_the_list_begins_with_danger_and_then_the_longest_waiting(services: Services, database: Database) -> None:
    week = waiting(services)
    first_debt, second_debt = waiting(services, reason="sensitive_debt"), waiting(services, reason="sensitive_debt")
    in_danger = introduced(services)
    with database.write() as connection:
        urgent = services.requests.urgent(connection, in_danger, "a", "crisis_violence", "help")
    assert [case.handover.id for case in services.handovers.open()] == [urgent, first_debt.id, second_debt.id, week.id]


def test_a_handover_changes_only_from_the_states_and_for_the_manager_that_are_named(
    services: Services, database: Database, handovers: Handovers
) -> None:
    anna, handover = manager(services), waiting(services)
    with database.write() as connection:
        assert not handovers.change(connection, handover.id, ("taken",), state="closed")
        assert handovers.change(connection, handover.id, ("waiting",), state="taken", taken_by=anna)
        assert not handovers.change(connection, handover.id, ("taken",), "somebody else", state="closed")
        found = handovers.by_id(connection, handover.id)
    assert found is not None and (found.state, found.taken_by_name) == ("taken", "Anna")


def test_what_is_said_is_kept_once_per_cause_and_in_order(
    services: Services, database: Database, handovers: Handovers, person: Person
) -> None:
    handover = waiting(services, person)
    for cause, text in (("a", "een"), ("a", "een"), ("b", "twee")):
        with database.write() as connection:
            handovers.messages.say(connection, person, handover.id, "person", cause, text)
    with database.read() as connection:
        assert [message.text for message in handovers.messages.of(connection, person, handover.id)] == ["een", "twee"]


def test_another_person_cannot_write_into_a_handover(services: Services, database: Database, handovers: Handovers) -> None:
    handover, stranger = waiting(services), introduced(services)
    with database.write() as connection:
        handovers.save_content(connection, stranger, handover.id, {"words": ["niet van mij"]})
        found = handovers.by_id(connection, handover.id)
    assert found is not None and found.content["words"] == ["Kunt u mij helpen?"]


def test_the_number_of_the_newest_event_grows_with_every_event(
    services: Services, database: Database, handovers: Handovers
) -> None:
    assert services.handovers.newest_event() == 0
    first = waiting(services)
    before = services.handovers.newest_event()
    with database.write() as connection:
        handovers.history.note(connection, first.id, "message")
    assert services.handovers.newest_event() > before > 0
