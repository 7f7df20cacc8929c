"""What a client manager does with a request, and what others cannot do with it."""

from __future__ import annotations

import pytest

from bot.app import Services
from bot.services.handovers import OUTCOMES
from bot.storage.persons import Person
from tests.bot.services.requests import line, sent, state
from tests.people import again, manager, texts_told


def test_the_person_is_told_once_that_it_was_read(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    for _ in range(3):
        services.handovers.read(handover.id, anna)
    services.handovers.read(handover.id, manager(services, "Bram"))
    assert len(texts_told(services, person)) == 1


def test_only_who_took_it_writes(services: Services, person: Person, anna: str) -> None:
    handover, bram = sent(services, person), manager(services, "Bram")
    assert not services.handovers.write(handover.id, anna, "te vroeg", "a")
    services.handovers.take(handover.id, anna)
    assert not services.handovers.write(handover.id, bram, "niet van mij", "b")
    assert not services.handovers.write(handover.id, anna, "  ", "c")
    assert not services.handovers.write("0" * 32, anna, "bestaat niet", "d")
    assert services.handovers.write(handover.id, anna, " Dag! ", "e")
    services.handovers.give_back(handover.id, anna)
    assert not services.handovers.write(handover.id, anna, "te laat", "f")
    assert "Dag!" in texts_told(services, person) and len(texts_told(services, person)) == 3


def test_the_same_form_sent_twice_is_one_message(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    for form in ("a", "a", "b"):
        assert services.handovers.write(handover.id, anna, "Dag!", form)
    assert texts_told(services, person).count("Dag!") == 2
    case = services.handovers.look(handover.id)
    assert case is not None and [message.author for message in case.messages] == ["manager", "manager"]


def test_only_who_took_it_gives_back_or_closes(services: Services, person: Person, anna: str) -> None:
    handover, bram = sent(services, person), manager(services, "Bram")
    assert not services.handovers.close(handover.id, anna, "answered")
    services.handovers.take(handover.id, anna)
    assert not services.handovers.take(handover.id, bram)
    assert not services.handovers.give_back(handover.id, bram)
    assert not services.handovers.close(handover.id, bram, "answered")
    with pytest.raises(ValueError, match="outcome"):
        services.handovers.close(handover.id, anna, "fined")
    assert "answered" in OUTCOMES and state(services, handover) == "taken"


def test_after_it_was_given_back_another_client_manager_may_take_it(services: Services, person: Person, anna: str) -> None:
    handover, bram = sent(services, person), manager(services, "Bram")
    services.handovers.take(handover.id, anna)
    services.handovers.give_back(handover.id, anna)
    assert services.handovers.take(handover.id, bram)
    assert not services.handovers.close(handover.id, anna, "answered")


def test_closing_one_request_leaves_the_conversation_to_who_has_it(services: Services, person: Person, anna: str) -> None:
    first, second = sent(services, person), sent(services, person, "sensitive_debt")
    services.handovers.take(first.id, anna)
    services.handovers.take(second.id, anna)
    services.handovers.close(first.id, anna, "answered")
    assert (again(services, person).owner, again(services, person).handover_id) == ("manager", second.id)
    assert line(services, "utter_handover_closed") not in texts_told(services, person)


def test_what_the_person_writes_reaches_the_open_request_once(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    current = again(services, person)
    for inbound_id in ("a", "a", "b"):
        with services.database.write() as connection:
            services.requests.hear(connection, current, inbound_id, "hallo")
    case = services.handovers.look(handover.id)
    assert case is not None and [message.text for message in case.messages] == ["hallo", "hallo"]
