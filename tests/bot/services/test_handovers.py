"""The life of a request for a client manager, as the person sees it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
import time_machine

from bot.app import Services
from bot.messages import now
from bot.services.dutch_time import clock
from bot.services.handover_requests import LEAVABLE
from bot.storage.persons import Person
from tests.bot.services.requests import CONTENT, draft, line, sent, state, urgent
from tests.people import again, texts_told


def test_a_whole_life_from_draft_to_closed_with_what_the_person_is_told(services: Services, person: Person, anna: str) -> None:
    handover = draft(services, person)
    assert handover.state == "draft" and services.handovers.open() == []
    services.requests.send(person)
    assert again(services, person).owner == "waiting"
    with time_machine.travel(datetime(2026, 7, 1, 12, 3, tzinfo=timezone.utc)):
        services.handovers.read(handover.id, anna)
    assert services.handovers.take(handover.id, anna)
    assert (again(services, person).owner, again(services, person).handover_id) == ("manager", handover.id)
    services.handovers.write(handover.id, anna, "Dag!", "form 1")
    assert services.handovers.close(handover.id, anna, "answered")
    assert (again(services, person).owner, again(services, person).handover_id) == ("assistant", None)
    assert texts_told(services, person) == [
        line(services, "utter_handover_read", time="14:03"),
        line(services, "utter_handover_taken", manager="Anna"),
        "Dag!",
        line(services, "utter_handover_closed"),
    ]
    case = services.handovers.look(handover.id)
    assert case is not None
    assert [event.kind for event in case.history] == ["sent", "read", "taken", "answer", "closed"]
    assert (case.handover.outcome, services.handovers.open()) == ("answered", [])
    assert [closed.id for closed in services.handovers.closed()] == [handover.id]


def test_every_time_that_it_is_taken_and_given_back_the_person_is_told(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    for round_of in range(3):
        with time_machine.travel(now() + timedelta(minutes=round_of)):
            assert services.handovers.take(handover.id, anna)
            assert services.handovers.give_back(handover.id, anna)
    taken = line(services, "utter_handover_taken", manager="Anna")
    assert texts_told(services, person) == [taken, line(services, "utter_handover_returned")] * 3
    assert (again(services, person).owner, again(services, person).handover_id) == ("returned", handover.id)


def test_nothing_is_sent_before_the_person_says_so(services: Services, person: Person, anna: str) -> None:
    handover = draft(services, person)
    assert services.handovers.look(handover.id) is None
    assert services.handovers.read(handover.id, anna) is None
    assert not services.handovers.take(handover.id, anna)
    assert services.requests.current(person) == []


@pytest.mark.parametrize("left_out", LEAVABLE)
def test_a_line_that_is_left_out_is_gone_for_good(services: Services, person: Person, left_out: str) -> None:
    content = {**CONTENT, "not_to_own": True}
    services.requests.draft(person, uuid4().hex, "request_human", content)
    services.requests.revise(person, left_out=[left_out])
    handover = services.requests.send(person)
    assert handover is not None
    kept = {key: value for key, value in content.items() if key != left_out}
    assert {key: handover.content.get(key) for key in content} == {left_out: None, **kept}
    assert handover.content["left_out"] == [] and handover.reason == "request_human"


def test_sending_twice_sends_once(services: Services, person: Person) -> None:
    sent(services, person)
    assert services.requests.send(person) is None
    assert len(services.handovers.open()) == 1


def test_a_draft_that_is_cancelled_keeps_no_words(services: Services, person: Person) -> None:
    handover = draft(services, person)
    assert services.requests.cancel(person) and not services.requests.cancel(person)
    assert services.requests.open_draft(person) is None and services.requests.send(person) is None
    with services.database.read() as connection:
        found = services.handovers._handovers.by_id(connection, handover.id)
    assert found is not None and not {"words", "goals", "explained"} & set(found.content)


def test_a_new_draft_puts_the_old_one_aside_and_a_repeated_message_finds_its_own(services: Services, person: Person) -> None:
    first = draft(services, person, "a")
    second = draft(services, person, "b")
    assert draft(services, person, "b").id == second.id != first.id
    current = services.requests.open_draft(person)
    assert current is not None and current.id == second.id
    assert (state(services, first), state(services, second)) == ("cancelled", "draft")


def test_a_repeated_message_does_not_take_back_what_was_sent(services: Services, person: Person) -> None:
    draft(services, person, "a")
    services.requests.send(person)
    assert draft(services, person, "a").state == "waiting"
    assert services.requests.open_draft(person) is None


@pytest.mark.parametrize(("reason", "urgency"), [("sensitive_debt", "soon"), ("sensitive_sanction", "soon"),
                                                 ("sensitive_medical", "week"), ("request_human", "week")])  # fmt: skip
def test_money_cannot_wait_as_long_as_other_matters(services: Services, person: Person, reason: str, urgency: str) -> None:
    assert sent(services, person, reason).urgency == urgency


def test_a_request_is_withdrawn_while_nobody_took_it(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    assert services.requests.withdraw(again(services, person))
    assert services.handovers.look(handover.id) is None and not services.handovers.take(handover.id, anna)
    assert again(services, person).owner == "assistant"


def test_a_request_that_was_taken_is_not_withdrawn(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    assert not services.requests.withdraw(again(services, person))
    assert (state(services, handover), again(services, person).owner) == ("taken", "manager")


def test_danger_is_not_withdrawn_and_stays_the_owner(services: Services, person: Person) -> None:
    in_danger = urgent(services, person)
    assert not services.requests.withdraw(again(services, person))
    sent(services, person)
    assert services.requests.withdraw(again(services, person))
    assert (again(services, person).owner, again(services, person).handover_id) == ("waiting", in_danger)


def test_more_distress_joins_the_urgent_request_that_is_open(services: Services, person: Person, anna: str) -> None:
    first = urgent(services, person, "een")
    assert urgent(services, person, "twee") == first
    services.handovers.take(first, anna)
    assert urgent(services, person, "drie") == first
    case = services.handovers.look(first)
    assert case is not None
    assert (case.handover.content["words"], [m.text for m in case.messages]) == (["een"], ["twee", "drie"])
    assert urgent(services, person, "vier", "crisis_suicide") != first


def test_danger_after_a_closed_request_is_a_new_one(services: Services, person: Person, anna: str) -> None:
    first = urgent(services, person)
    services.handovers.take(first, anna)
    services.handovers.close(first, anna, "answered")
    assert urgent(services, person) != first


def test_in_danger_nothing_comes_to_the_phone_unasked_except_who_talks_now(
    services: Services, person: Person, anna: str
) -> None:
    handover_id = urgent(services, person)
    services.handovers.read(handover_id, anna)
    assert texts_told(services, person) == []
    services.handovers.take(handover_id, anna)
    services.handovers.give_back(handover_id, anna)
    assert texts_told(services, person) == [line(services, "utter_handover_taken", manager="Anna")]


def test_what_is_said_of_the_request_is_true_at_every_moment(services: Services, person: Person, anna: str) -> None:
    def status() -> str | None:
        reply = services.requests.status(person)
        return reply.response if reply else None

    assert status() is None
    handover = sent(services, person)
    assert status() == "utter_handover_unread"
    services.handovers.look(handover.id)
    assert status() == "utter_handover_unread"
    services.handovers.read(handover.id, anna)
    assert status() == "utter_handover_read"
    services.handovers.take(handover.id, anna)
    assert status() == "utter_handover_taken"
    services.handovers.write(handover.id, anna, "Dag!", "a")
    services.handovers.give_back(handover.id, anna)
    assert status() == "utter_handover_answered"
    services.handovers.take(handover.id, anna)
    services.handovers.close(handover.id, anna, "answered")
    assert status() is None


@pytest.mark.parametrize(("month", "shown"), [(7, "14:03"), (12, "13:03")])
def test_the_clock_is_dutch_in_summer_and_winter(month: int, shown: str) -> None:
    assert clock(datetime(2026, month, 1, 12, 3, tzinfo=timezone.utc)) == shown


def test_taking_back_once_more_after_a_crash_still_says_that_it_was_taken_back(
    services: Services, person: Person, anna: str
) -> None:
    assert not services.requests.withdraw(person)
    sent(services, person)
    assert services.requests.withdraw(person)
    assert services.requests.withdraw(person)
    again_sent = sent(services, person)
    services.handovers.take(again_sent.id, anna)
    assert not services.requests.withdraw(person)


def test_of_urgent_requests_those_that_nobody_has_read_stand_first(services: Services, person: Person, anna: str) -> None:
    older = urgent(services, person, reason="crisis_suicide")
    services.handovers.read(older, anna)
    newer = urgent(services, person, reason="crisis_violence")
    assert [case.handover.id for case in services.handovers.open()] == [newer, older]
