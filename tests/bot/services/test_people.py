"""Who is known, and whose own words may be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import Services
from bot.messages import now
from bot.services.people import may_keep_own_words, may_keep_phase
from bot.storage.persons import Person
from bot.storage.tables import persons
from tests.people import again, remembered


def test_a_stranger_was_asked_nothing_yet(services: Services) -> None:
    met = services.people.meet("web", "a")
    assert (met.language, met.introduced_at, met.remember, met.age_group, met.owner) == (
        None,
        None,
        None,
        None,
        "assistant",
    )
    assert not may_keep_own_words(met)


def test_who_never_wrote_is_not_known(services: Services) -> None:
    assert services.people.known("web", "a") is None
    assert services.people.in_conversation("a") is None


@pytest.mark.parametrize("remember", [None, False, True])
@pytest.mark.parametrize("age_group", [None, "adult", "minor16", "child", "helper", "something else"])
def test_own_words_are_kept_of_adults_and_16_year_olds_who_said_yes(
    person: Person, remember: bool | None, age_group: str | None
) -> None:
    allowed = remember is True and age_group in ("adult", "minor16")
    assert may_keep_own_words(replace(person, remember=remember, age_group=age_group)) is allowed


def test_what_is_changed_is_returned_as_it_is_stored(services: Services, person: Person) -> None:
    with services.database.write() as connection:
        changed = services.people.choose_language(connection, person, "ar")
        changed = services.people.set_remember(connection, changed, True)
        changed = services.people.introduced(connection, changed)
    assert changed == again(services, person)
    assert (changed.language, changed.remember) == ("ar", True)


def test_the_last_message_is_noted(services: Services, person: Person) -> None:
    moment = now() + timedelta(minutes=5)
    with services.database.write() as connection:
        services.people.heard(connection, person, moment)
    assert again(services, person).last_message_at == moment


@pytest.mark.parametrize("remember", [None, False, True])
@pytest.mark.parametrize("age_group", [None, "adult", "minor16", "child", "helper"])
def test_a_phase_is_kept_of_who_said_yes_but_not_of_children_and_helpers(
    person: Person, services: Services, remember: bool | None, age_group: str | None
) -> None:
    asked = replace(person, remember=remember, age_group=age_group)
    allowed = remember is True and age_group not in ("child", "helper")
    assert may_keep_phase(asked) is allowed
    services.people.keep_phase(asked, "intake")
    assert again(services, person).phase == ("intake" if allowed else None)
    services.people.keep_phase(asked, None)
    assert again(services, person).phase is None


def test_a_phase_is_sealed_in_the_database_and_must_be_one_of_ours(services: Services) -> None:
    person = remembered(services)
    services.people.keep_phase(person, "trajectory")
    with services.database.read() as connection:
        row = connection.execute(select(persons).where(persons.c.id == person.id)).one()
    assert "trajectory" not in str(tuple(row))
    with pytest.raises(ValueError, match="unknown phase"):
        services.people.keep_phase(person, "/restart")
