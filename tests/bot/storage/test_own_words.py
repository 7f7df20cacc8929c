"""Goals, opinions and unfinished forms: kept once, verbatim, each for its own person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.app import Services
from bot.storage.own_words import Drafts, Entries, goal_entries, opinion_entries
from bot.storage.persons import Person
from bot.storage.session import Database, Duplicate
from bot.storage.vault import Vault
from tests.people import introduced

WORDS = "أريد أن أتعلم {language} [[x]]\n\nNederlands leren\x00\ud800"


@pytest.fixture(params=[goal_entries, opinion_entries])
def entries(request: pytest.FixtureRequest, vault: Vault) -> Entries:
    return request.param(vault)  # type: ignore[no-any-return]


def test_words_come_back_as_they_were_written(database: Database, entries: Entries, person: Person) -> None:
    with database.write() as connection:
        entries.add(connection, person, "a", {"text": WORDS}, shared=False)
        (found,) = entries.of(connection, person)
    assert (found.content, found.shared, found.state) == ({"text": WORDS}, False, "open")


def test_one_message_makes_one_entry(database: Database, entries: Entries, person: Person) -> None:
    with database.write() as connection:
        first = entries.add(connection, person, "a", {"text": "een"}, shared=False)
        assert entries.add(connection, person, "a", {"text": "twee"}, shared=True) == first
        assert entries.add(connection, person, "b", {"text": "een"}, shared=False) != first
        assert [entry.content["text"] for entry in entries.of(connection, person)] == ["een", "een"]


def test_one_message_makes_one_entry_also_when_it_comes_twice_at_once(
    database: Database, entries: Entries, person: Person
) -> None:
    barrier = Barrier(2)

    def keep(_: int) -> None:
        barrier.wait()
        try:
            with database.write() as connection:
                entries.add(connection, person, "a", {"text": "een"}, shared=False)
        except Duplicate:
            pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(keep, range(2)))
    with database.read() as connection:
        assert len(entries.of(connection, person)) == 1


def test_only_the_person_changes_what_is_theirs(
    services: Services, database: Database, entries: Entries, person: Person
) -> None:
    stranger = introduced(services)
    with database.write() as connection:
        entry_id = entries.add(connection, person, "a", {"text": "een"}, shared=False)
        assert not entries.change(connection, stranger, entry_id, content={"text": "twee"}, shared=True)
        assert entries.of(connection, stranger) == []
        assert entries.change(connection, person, entry_id, content={"text": "drie"}, shared=True)
        (found,) = entries.of(connection, person)
    assert (found.content, found.shared) == ({"text": "drie"}, True)


def test_a_form_is_kept_once_and_the_latest_comes_first(database: Database, vault: Vault, person: Person) -> None:
    drafts = Drafts(vault)
    for form, content, state in (
        ("goal_form", {"goal_text": "een"}, "open"),
        ("opinion_form", {}, "open"),
        ("goal_form", {"goal_text": WORDS}, "parked"),
    ):
        with database.write() as connection:
            drafts.save(connection, person, form, content, state)
    with database.read() as connection:
        found = drafts.of(connection, person)
    assert found == [("goal_form", "parked", {"goal_text": WORDS}), ("opinion_form", "open", {})]


def test_one_form_or_all_are_removed(services: Services, database: Database, vault: Vault, person: Person) -> None:
    drafts, stranger = Drafts(vault), introduced(services)
    with database.write() as connection:
        for form in ("goal_form", "opinion_form", "handover_form"):
            drafts.save(connection, person, form, {}, "open")
        drafts.save(connection, stranger, "goal_form", {}, "open")
        drafts.remove(connection, person, "goal_form")
        assert len(drafts.of(connection, person)) == 2
        drafts.remove(connection, person)
        assert (drafts.of(connection, person), len(drafts.of(connection, stranger))) == ([], 1)
