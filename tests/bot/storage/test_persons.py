"""Who writes to us, found again by address and by nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.app import Services
from bot.messages import now
from bot.storage.session import Database, Duplicate
from tests.people import again, introduced


def test_the_same_address_is_the_same_person(services: Services) -> None:
    assert services.people.meet("web", "a") == services.people.meet("web", "a")


def test_the_same_address_in_another_channel_is_somebody_else(services: Services) -> None:
    assert services.people.meet("web", "a").id != services.people.meet("telegram", "a").id


def test_ids_say_nothing_about_the_address(services: Services) -> None:
    person = services.people.meet("telegram", "123456789")
    assert "123456789" not in person.id + person.conversation_id
    assert person.id != person.conversation_id


@pytest.mark.parametrize("name", ["", "a\x00b", "\ud800", "x" * 5000, "عنوان", "🙂"])
def test_any_text_can_be_an_address(services: Services, name: str) -> None:
    services.people.meet("web", name)
    known = services.people.known("web", name)
    assert known is not None and known.address == name


def test_two_first_messages_at_once_are_one_person(services: Services) -> None:
    for attempt in range(5):
        with ThreadPoolExecutor(4) as pool:
            met = list(pool.map(lambda _, name=str(attempt): services.people.meet("web", name), range(4)))
        assert len({person.id for person in met}) == 1


def test_adding_a_known_address_is_refused_by_the_database(services: Services, database: Database) -> None:
    services.people.meet("web", "a")
    with pytest.raises(Duplicate), database.write() as connection:
        services.persons.add(connection, "web", "a")


def test_a_person_is_found_by_conversation(services: Services, database: Database) -> None:
    person = services.people.meet("web", "a")
    assert services.people.in_conversation(person.conversation_id) == person
    assert services.people.in_conversation("0" * 32) is None


def test_changes_of_a_transaction_that_fails_are_undone(services: Services, database: Database) -> None:
    person = services.people.meet("web", "a")
    with pytest.raises(RuntimeError), database.write() as connection:
        services.persons.change(connection, person.id, language="ar")
        raise RuntimeError
    assert again(services, person).language is None


@pytest.mark.parametrize(("remember", "found_as_remembered"), [(None, False), (False, False), (True, True)])
def test_the_silent_are_found_by_whether_they_are_remembered(
    services: Services, database: Database, remember: bool | None, found_as_remembered: bool
) -> None:
    long_ago = now() - timedelta(days=3)
    silent = introduced(services, remember=remember, last_message_at=long_ago)
    introduced(services, remember=remember)  # somebody who wrote just now
    with database.read() as connection:
        found = services.persons.silent_since(connection, now() - timedelta(days=2), remembered=found_as_remembered)
        others = services.persons.silent_since(connection, now() - timedelta(days=2), remembered=not found_as_remembered)
        none_yet = services.persons.silent_since(connection, now() - timedelta(days=4), remembered=found_as_remembered)
    assert [person.id for person in found] == [silent.id]
    assert others == none_yet == []


def test_moments_come_back_in_utc(services: Services) -> None:
    moment = now()
    person = introduced(services, last_message_at=moment)
    assert person.last_message_at == moment
    assert person.last_message_at.utcoffset() == timedelta(0)
