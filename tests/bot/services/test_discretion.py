"""While somebody may read along: one neutral line on the phone, and what waits is opened once, elsewhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from bot.app import Services
from bot.messages import now
from bot.services.discretion import OVERHEARD, PAGE
from bot.storage.handover_tables import private_links, private_messages
from bot.storage.persons import Person
from bot.storage.tables import metadata, offers, outbox
from tests.bot.services.requests import line, sent, urgent
from tests.people import again, introduced, texts_told

SECRET = "Kom morgen om tien uur, wij hebben een kamer"
NEUTRAL = "utter_discreet_line"


@pytest.fixture
def discreet(services: Services) -> Person:
    return introduced(services, discreet=True, language="ar")


def link(services: Services, person: Person) -> str:
    """The token of a fresh link."""
    reply = services.discretion.link(person)
    assert reply.response in ("utter_private_link", "utter_private_contact_link"), reply
    address, _, token = str(reply.values["link"]).partition(PAGE)
    assert address == services.settings.address
    return token


def queued(services: Services, person: Person) -> str:
    """Every byte that goes to a person or hangs below it, opened."""
    with services.database.read() as connection:
        contents: list[Any] = [
            services.vault.unseal(person.data_key, row.content_enc)
            for table in (outbox, offers)
            for row in connection.execute(select(table).where(table.c.conversation_id == person.conversation_id))
        ]
    return json.dumps(contents, ensure_ascii=False)


@pytest.mark.parametrize("danger", [True, False])
def test_every_byte_that_is_queued_is_the_neutral_line(services: Services, discreet: Person, anna: str, danger: bool) -> None:
    handover = urgent(services, discreet) if danger else sent(services, discreet).id
    services.handovers.read(handover, anna)
    services.handovers.take(handover, anna)
    assert services.handovers.write(handover, anna, SECRET, "form 1", "nl")
    assert services.handovers.write(handover, anna, "هل أنت بخير؟", "form 2", "ar", {"nl": "Gaat het goed?"})
    services.handovers.give_back(handover, anna)
    services.handovers.take(handover, anna)
    services.handovers.close(handover, anna, "answered")
    neutral = services.speech.texts.response(NEUTRAL, "ar")
    everything = queued(services, discreet)
    with services.database.read() as connection:
        contents = [services.vault.unseal(discreet.data_key, row.content_enc) for row in connection.execute(select(outbox))]
        (offer,) = [services.vault.unseal(discreet.data_key, row.content_enc) for row in connection.execute(select(offers))]
    (button,) = contents[0].pop("buttons")
    assert contents == [{"text": neutral.text, "language": "ar", "author": "assistant"}]
    assert button["title"] == neutral.choices[0].title == offer["title"] and offer["payload"] == "/open_private"
    assert not any(word in everything for word in [*SECRET.split(), "Anna", "بخير", "Gaat", "form"])


def test_the_line_is_said_again_only_when_what_waited_was_opened(services: Services, discreet: Person, anna: str) -> None:
    handover = sent(services, discreet)
    services.handovers.take(handover.id, anna)
    for number in range(3):
        services.handovers.write(handover.id, anna, f"bericht {number}", f"form {number}")
    assert len(texts_told(services, discreet)) == 1
    opened = services.discretion.open(link(services, discreet))
    assert opened is not None and [message.text for message in opened.messages] == ["bericht 0", "bericht 1", "bericht 2"]
    services.handovers.write(handover.id, anna, "bericht 3", "form 3")
    assert len(texts_told(services, discreet)) == 2
    services.handovers.write(handover.id, anna, "bericht 3", "form 3")  # the same form again
    assert len(texts_told(services, discreet)) == 2


def test_who_becomes_discreet_after_the_page_was_opened_is_so_at_once(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    before = texts_told(services, person)
    with services.database.write() as connection:
        services.discretion.notice(connection, person, "crisis_child")
    services.handovers.write(handover.id, anna, SECRET, "form 1")
    assert texts_told(services, person) == [*before, line(services, NEUTRAL)]


@pytest.mark.parametrize("telling", ["crisis_suicide", "crisis_emergency", "sensitive_debt", "", *sorted(OVERHEARD)])
def test_what_may_be_overheard_makes_discreet_and_nothing_else(services: Services, person: Person, telling: str) -> None:
    with services.database.write() as connection:
        services.discretion.notice(connection, person, telling)
    assert again(services, person).discreet is (telling in OVERHEARD)


def test_who_is_not_discreet_reads_as_before(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, SECRET, "form 1")
    assert texts_told(services, person)[-1] == SECRET and services.discretion.waiting(person) == []
    assert services.discretion.link(person).response == "utter_private_none"


def test_a_link_opens_once_and_a_look_opens_nothing(services: Services, discreet: Person, anna: str) -> None:
    handover = sent(services, discreet)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, SECRET, "form 1", "nl")
    token = link(services, discreet)
    assert services.discretion.behind(token) == ("ar", True) == services.discretion.behind(token)
    assert services.discretion.waiting(discreet)
    opened = services.discretion.open(token)
    assert opened is not None and opened.language == "ar"
    assert [(message.text, message.language) for message in opened.messages] == [(SECRET, "nl")]
    assert services.discretion.open(token) is None is services.discretion.behind(token)
    assert services.discretion.waiting(discreet) == []


def test_two_links_of_one_person_show_a_message_once(services: Services, discreet: Person, anna: str) -> None:
    handover = sent(services, discreet)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, SECRET, "form 1")
    first, second = link(services, discreet), link(services, discreet)
    found = [services.discretion.open(token) for token in (second, first)]
    assert [len(opened.messages) for opened in found if opened] == [1, 0]


def test_a_link_is_over_after_ten_minutes(services: Services, discreet: Person, anna: str) -> None:
    handover = sent(services, discreet)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, SECRET, "form 1")
    token = link(services, discreet)
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1)):
        assert services.discretion.behind(token) is None is services.discretion.open(token)
    assert services.discretion.waiting(discreet)


def test_a_forged_link_opens_nothing(services: Services) -> None:
    for token in ("", "x" * 43, "\ud800"):
        assert services.discretion.behind(token) is None is services.discretion.open(token)


def test_the_client_manager_sees_when_it_was_opened(services: Services, discreet: Person, anna: str) -> None:
    handover = sent(services, discreet)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, SECRET, "form 1")
    case = services.handovers.look(handover.id)
    assert case is not None and case.person.discreet and case.messages[0].opened_at is None
    newest = services.handovers.newest_event()
    services.discretion.open(link(services, discreet))
    case = services.handovers.look(handover.id)
    assert case is not None and case.messages[0].opened_at is not None and case.messages[0].text == SECRET
    assert case.history[-1].kind == "opened" and services.handovers.newest_event() > newest


def test_erasing_leaves_nothing_of_it(services: Services, discreet: Person, anna: str) -> None:
    handover = sent(services, discreet)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, SECRET, "form 1")
    link(services, discreet)
    stranger = services.erasure.erase(discreet, "cause", "provider id")
    assert not stranger.discreet
    with services.database.read() as connection:
        assert all(connection.execute(select(table)).all() == [] for table in (private_messages, private_links))
        assert not any(SECRET in str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


def test_forgetting_the_chat_keeps_what_waits(services: Services, discreet: Person, anna: str) -> None:
    handover = sent(services, discreet)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, SECRET, "form 1")
    services.erasure.forget_chat(again(services, discreet))
    opened = services.discretion.open(link(services, discreet))
    assert opened is not None and [message.text for message in opened.messages] == [SECRET]
