"""Forgetting: at the word of the person, and when the time for keeping is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import Services
from bot.messages import Inbound, now
from bot.services.erasure import CHAT_DAYS
from bot.storage.handover_tables import handovers
from bot.storage.persons import Person
from bot.storage.tables import drafts, inbox, offers, outbox
from tests.people import again, deliver, introduced, texts_told

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def somebody(services: Services, silent: timedelta = 2 * DAY, **values: Any) -> Person:
    """Somebody with a chat, an open form and a draft for a client manager; a goal and a talk card when they may be kept."""
    person = introduced(services, **values)
    with services.database.write() as connection:
        inbound = Inbound("web", person.address, person.id, "text", "geheim")
        services.inbox.done(connection, services.inbox.add(connection, person, inbound, "none"))
        services.outbox.add(connection, person, "a", [{"text": "een antwoord"}])
        services.offers.add(connection, person, "/ask_rights", "Mijn rechten", None)
        services.conversations.save_state(connection, person, {"held": "geheim"})
    services.forms.keep(person, "goal_form", {"goal_text": "geheim"}, "parked")
    services.requests.draft(person, "a", "request_human", {"words": ["geheim"]})
    if person.remember:
        services.goals.add(person, "a", "Nederlands leren", "mind", None, None, shared=False)
        services.talk_cards.keep(person, {"need": "een tolk"})
    deliver(services)
    with services.database.write() as connection:
        services.persons.change(connection, person.id, last_message_at=now() - silent)
    return again(services, person)


def due(services: Services) -> tuple[set[str], set[str]]:
    chats, gone = services.erasure.due()
    return {person.id for person in chats}, {person.id for person in gone}


@pytest.mark.parametrize("remember", [None, False])
def test_after_a_day_the_chat_of_who_did_not_say_yes_is_due(services: Services, remember: bool | None) -> None:
    late, early = somebody(services, 25 * HOUR, remember=remember), somebody(services, 23 * HOUR, remember=remember)
    assert due(services) == ({late.id}, set())
    assert early.id not in due(services)[0]


def test_the_hours_are_a_setting(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    person = somebody(services, 25 * HOUR)
    monkeypatch.setattr(services.erasure, "_settings", services.settings.copy(update={"retention_hours": 26}))
    assert due(services) == (set(), set())
    monkeypatch.setattr(services.erasure, "_settings", services.settings.copy(update={"retention_hours": 1}))
    assert due(services) == ({person.id}, set())


def test_of_who_is_remembered_the_chat_is_due_after_a_month_and_all_after_a_year(services: Services) -> None:
    somebody(services, (CHAT_DAYS - 1) * DAY, remember=True, age_group="adult")
    month = somebody(services, (CHAT_DAYS + 1) * DAY, remember=True, age_group="adult")
    year = somebody(services, 366 * DAY, remember=True, age_group="adult")
    assert due(services) == ({month.id}, {year.id})


def left(services: Services, person: Person) -> dict[str, int]:
    """How many rows with content each table has of a person."""
    with services.database.read() as connection:
        found = {
            table.name: len(connection.execute(select(table).where(condition, table.c.content_enc.is_not(None))).all())
            for table, condition in (
                *((table, table.c.conversation_id == person.conversation_id) for table in (inbox, outbox, offers)),
                *((table, table.c.person_id == person.id) for table in (drafts, handovers)),
            )
        }
        found["state"] = len(services.conversations.state(connection, person))
    return found


@pytest.mark.parametrize("remember", [None, False])
def test_of_who_did_not_say_yes_nothing_that_was_said_is_left(services: Services, remember: bool | None) -> None:
    person = somebody(services, remember=remember)
    assert all(left(services, person).values())
    services.erasure.forget_chat(person)
    assert not any(left(services, person).values())
    assert again(services, person).language == "nl" and due(services) == (set(), set())


def test_of_who_is_remembered_goals_and_forms_stay(services: Services) -> None:
    person = somebody(services, remember=True, age_group="adult")
    services.people.keep_phase(person, "plan")
    services.erasure.forget_chat(person)
    assert again(services, person).phase == "plan"
    assert [goal.content["text"] for goal in services.goals.of(person)] == ["Nederlands leren"]
    assert services.talk_cards.of(person) == {"need": "een tolk"}
    assert services.forms.parked(person) is not None
    assert {name for name, rows in left(services, person).items() if rows} == {"drafts", "handovers"}


def test_who_no_longer_wants_to_be_remembered_loses_goals_and_opinions_too(services: Services) -> None:
    person = somebody(services, remember=True, age_group="adult")
    with services.database.write() as connection:
        changed = services.people.set_remember(connection, person, False)
    services.people.keep_phase(person, "plan")
    services.erasure.forget_chat(changed)
    assert services.goals.of(person) == [] and again(services, person).phase is None
    assert services.talk_cards.of(person) == {}


def test_a_request_that_somebody_works_on_stays_when_the_chat_goes(services: Services) -> None:
    person = somebody(services)
    sent = services.requests.send(person)
    assert sent is not None
    services.erasure.forget_chat(again(services, person))
    assert [case.handover.id for case in services.handovers.open()] == [sent.id]


def test_a_message_that_came_in_twice_is_still_known_after_the_chat_is_gone(services: Services) -> None:
    person = somebody(services)
    services.erasure.forget_chat(person)
    with services.database.read() as connection:
        assert services.inbox.known(connection, "web", person.id)


def test_nobody_else_loses_anything(services: Services) -> None:
    person, other = somebody(services), somebody(services)
    before = left(services, other)
    services.erasure.forget_chat(person)
    services.erasure.forget_persons([person])
    services.erasure.erase(introduced(services), "cause", "provider id")
    assert left(services, other) == before


def test_who_was_silent_for_a_year_is_gone_without_a_word(services: Services) -> None:
    person = somebody(services, 400 * DAY)
    services.erasure.forget_persons([person])
    assert services.people.known("web", person.address) is None
    with services.database.read() as connection:
        assert not services.outbox.any_due(connection)


def test_erasing_says_goodbye_in_the_language_of_the_person(services: Services) -> None:
    person = somebody(services, language="ar")
    stranger = services.erasure.erase(person, "cause", "provider id")
    assert texts_told(services, stranger) == [services.speech.texts.line("utter_data_erased", "ar")]
    with services.database.read() as connection:
        assert services.inbox.known(connection, "web", "provider id")
        assert services.inbox.waiting_conversations(connection) == []
