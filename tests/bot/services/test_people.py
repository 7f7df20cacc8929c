"""Who is known, and whose own words may be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app import Services
from bot.messages import now
from bot.services.people import may_keep_own_words
from bot.storage.persons import Person
from tests.people import again


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
