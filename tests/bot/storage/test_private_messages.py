"""What waits behind a neutral line: kept once, sealed, opened once; of two who use a link at once one wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import select

from bot.app import Services
from bot.messages import now
from bot.storage.handover_tables import private_links, private_messages
from bot.storage.private_messages import PrivateLinks, PrivateMessage, PrivateMessages
from bot.storage.tables import persons
from bot.storage.vault import Vault
from tests.people import again, introduced

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def messages(vault: Vault) -> PrivateMessages:
    return PrivateMessages(vault)


def test_nobody_is_discreet_until_they_are_made_so(services: Services) -> None:
    person, other = introduced(services), introduced(services)
    assert not person.discreet
    with services.database.write() as connection:
        services.persons.change(connection, person.id, discreet=True)
        assert services.persons.is_discreet(connection, person.id, hold=True)
    assert again(services, person).discreet and not again(services, other).discreet
    with services.database.read() as connection:
        assert not services.persons.is_discreet(connection, "nobody")


def test_a_message_is_kept_once_sealed_and_opened_once(services: Services, messages: PrivateMessages) -> None:
    person, other = introduced(services), introduced(services)
    with services.database.write() as connection:
        assert messages.add(connection, person, "a", "Bel mij", "nl")
        assert not messages.add(connection, person, "a", "Bel mij", "nl")
        assert messages.add(connection, person, "b", "\ud800 متى؟", None)
        assert messages.waiting(connection, person) and not messages.waiting(connection, other)
        kept = connection.execute(select(private_messages)).all()
    assert len(kept) == 2 and not any("Bel" in str(row) for row in kept)
    with services.database.write() as connection:
        assert messages.open(connection, other) == []
        assert messages.open(connection, person) == [
            PrivateMessage("a", "Bel mij", "nl"),
            PrivateMessage("b", "\ud800 متى؟", None),
        ]
    with services.database.write() as connection:
        assert messages.open(connection, person) == [] and not messages.waiting(connection, person)
        rows = connection.execute(select(private_messages)).all()
    assert all(row.opened_at is not None and row.content_enc is None for row in rows)


def test_a_link_is_good_once_for_its_person_and_only_its_hash_is_kept(services: Services) -> None:
    person, links = introduced(services), PrivateLinks()
    with services.database.write() as connection:
        token = links.make(connection, person, TEN_MINUTES)
        assert len(token) == 43 and token not in str(connection.execute(select(private_links)).all())
        assert links.person_of(connection, token) == person.id == links.person_of(connection, token)
        assert links.person_of(connection, token[:-1] + "!") is None
        assert links.use(connection, token) == person.id
        assert links.use(connection, token) is None is links.person_of(connection, token)


def test_a_link_is_over_after_its_time_and_cleared_away_by_the_next(services: Services) -> None:
    person, links = introduced(services), PrivateLinks()
    with services.database.write() as connection:
        old = links.make(connection, person, TEN_MINUTES)
    with time_machine.travel(now() + timedelta(minutes=11)), services.database.write() as connection:
        assert links.person_of(connection, old) is None is links.use(connection, old)
        links.make(connection, person, TEN_MINUTES)
        assert len(connection.execute(select(private_links)).all()) == 1


def test_of_two_who_use_a_link_at_once_one_wins(services: Services) -> None:
    person, links, together = introduced(services), PrivateLinks(), Barrier(2)
    with services.database.write() as connection:
        token = links.make(connection, person, TEN_MINUTES)

    def use(_: int) -> str | None:
        together.wait()
        with services.database.write() as connection:
            return links.use(connection, token)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, range(2)), key=str) == sorted([None, person.id], key=str)


def test_with_the_person_all_is_gone(services: Services, messages: PrivateMessages) -> None:
    person = introduced(services, discreet=True)
    with services.database.write() as connection:
        messages.add(connection, person, "a", "Bel mij", "nl")
        PrivateLinks().make(connection, person, TEN_MINUTES)
    with services.database.write() as connection:
        services.persons.remove(connection, person.id)
        assert all(connection.execute(select(table)).all() == [] for table in (persons, private_messages, private_links))
