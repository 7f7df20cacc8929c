"""A person is linked only with their knowledge, and can always say no."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from bot.app import Services
from bot.messages import now
from bot.services.linking import WRONG_CODES, digits_of
from bot.services.routing import today
from bot.services.standing_in import StandInError
from bot.storage.persons import Person
from tests.bot.services.requests import sent
from tests.people import introduced, linked, manager, texts_told


@pytest.fixture(autouse=True)
def bea(services: Services) -> str:
    return manager(services, "Bea")


def asked(services: Services, person: Person, code: str) -> str:
    return services.linking.typed(person, code)[0].response


def test_a_code_links_after_a_yes_and_works_once(services: Services, person: Person, anna: str) -> None:
    code = services.linking.make_code(anna)
    assert code is not None and asked(services, person, code) == "utter_link_ask"
    assert services.linking.of(person) is None
    assert services.linking.answer(person, "yes")[0].response == "utter_link_on"
    link = services.linking.of(person)
    assert link is not None and link.manager_name == "Anna"
    assert [each.person_id for each in services.linking.people_of(anna)] == [person.id]
    assert asked(services, introduced(services), code) == "utter_link_unknown"


def test_a_code_of_another_changes_nothing_before_the_yes(services: Services, person: Person, anna: str, bea: str) -> None:
    linked(services, person, anna)
    asked(services, person, services.linking.make_code(bea) or "")
    assert [each.person_id for each in services.linking.people_of(anna)] == [person.id]
    services.linking.answer(person, "no")
    assert [each.person_id for each in services.linking.people_of(anna)] == [person.id]
    asked(services, person, services.linking.make_code(bea) or "")
    services.linking.answer(person, "yes")
    assert services.linking.people_of(anna) == [] and len(services.linking.people_of(bea)) == 1


def test_no_leaves_nothing(services: Services, person: Person, anna: str) -> None:
    code = services.linking.make_code(anna) or ""
    asked(services, person, code)
    services.linking.answer(person, "no")
    assert services.linking.of(person) is None and services.linking.people_of(anna) == []


def test_a_code_ends_after_seven_days(services: Services, person: Person, anna: str) -> None:
    code = services.linking.make_code(anna) or ""
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        assert asked(services, person, code) == "utter_link_unknown"


def test_guessing_is_stopped_for_the_one_who_guesses(services: Services, person: Person, anna: str) -> None:
    code = services.linking.make_code(anna) or ""
    wrong = "1234 5678" if digits_of(code) != "12345678" else "8765 4321"
    for _ in range(WRONG_CODES):
        assert asked(services, person, wrong) == "utter_link_unknown"
    assert asked(services, person, code) == "utter_link_later"
    assert asked(services, introduced(services), code) == "utter_link_ask"


def test_who_has_the_only_account_links_nobody(services: Services, person: Person, anna: str, bea: str) -> None:
    with services.database.write() as connection:
        services.linking._managers.change(connection, bea, active=False)
    assert services.linking.make_code(anna) is None
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    assert services.linking.link(handover.id, anna) == "alone"


def test_linking_from_a_request_tells_the_person_who_can_say_no(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    assert services.linking.link(handover.id, anna) == "gone"  # not taken
    services.handovers.take(handover.id, anna)
    assert services.linking.link(handover.id, anna) == "told"
    assert "is nu uw vaste klantmanager in Wegwijs" in texts_told(services, person)[-1]
    services.linking.answer(person, "no")
    assert services.linking.of(person) is None
    assert services.linking.link(handover.id, anna) == "refused"


def test_nobody_is_linked_who_could_not_be_told(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    with services.database.write() as connection:
        services.discretion.set(connection, person, True)
    before = texts_told(services, person)
    assert services.linking.link(handover.id, anna) == "discreet"
    assert services.linking.of(person) is None and texts_told(services, person) == before


def test_unlinking_brings_open_requests_to_the_team(services: Services, person: Person, anna: str, bea: str) -> None:
    linked(services, person, anna)
    handover = sent(services, person)
    assert services.handovers.seen_by(bea).look(handover.id) is None
    assert not services.linking.unlink(person.id, bea)
    assert services.linking.unlink(person.id, anna)
    assert services.handovers.seen_by(bea).look(handover.id) is not None
    assert "geen vaste klantmanager meer" in texts_told(services, person)[-1]


def test_erasing_takes_the_link_away(services: Services, person: Person, anna: str) -> None:
    linked(services, person, anna)
    services.erasure.erase(person, "cause", "1")
    assert services.linking.people_of(anna) == []


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1234 5678", "12345678"), ("12345678", "12345678"), (" 1234-5678. ", "12345678"), ("١٢٣٤ ٥٦٧٨", "12345678"),
        ("06 12345678", None), ("123456789", None), ("mijn code is 12345678", None), ("", None),
    ],
)  # fmt: skip
def test_what_is_a_code(text: str, digits: str | None) -> None:
    assert digits_of(text) == digits


def test_standing_in_is_for_oneself_or_by_a_lead(services: Services, anna: str, bea: str) -> None:
    lead, day = manager(services, "Lies", "lead"), today()
    services.standing_in.add(anna, anna, bea, day, day)
    services.standing_in.add(lead, bea, anna, day, day + timedelta(days=3))
    for by, away, present, first, last, problem in [
        (anna, bea, anna, day, day, "right"),
        (anna, anna, anna, day, day, "person"),
        (anna, anna, "nobody", day, day, "person"),
        (anna, anna, bea, day, day - timedelta(days=1), "period"),
    ]:
        with pytest.raises(StandInError, match=problem):
            services.standing_in.add(by, away, present, first, last)
    first_period, second = sorted(services.standing_in.all(), key=lambda period: period.last_day)
    with pytest.raises(StandInError, match="right"):
        services.standing_in.remove(anna, second.id)
    services.standing_in.remove(anna, first_period.id)
    services.standing_in.remove(lead, second.id)
    assert services.standing_in.all() == []
