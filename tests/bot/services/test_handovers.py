"""The life of a request for a client manager, as both sides see it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from bot.app import Services
from bot.messages import now
from bot.services.handovers import LEAVABLE, OUTCOMES, clock
from bot.storage.handovers import Handover
from bot.storage.persons import Person
from tests.people import again, manager, texts_told

CONTENT: dict[str, Any] = {
    "language": "nl", "channel": "web", "words": ["Kunt u mij helpen?"], "explained": ["ask_rights"],
    "goals": [{"text": "werken"}], "contact": {"how": "phone", "when": "any"},
}  # fmt: skip


@pytest.fixture
def anna(services: Services) -> str:
    return manager(services, "Anna")


def draft(services: Services, person: Person, inbound_id: str = "", reason: str = "request_human") -> Handover:
    return services.handovers.draft(person, inbound_id or uuid4().hex, reason, CONTENT)


def sent(services: Services, person: Person, reason: str = "request_human") -> Handover:
    draft(services, person, reason=reason)
    found = services.handovers.send(again(services, person))
    assert found is not None
    return found


def urgent(services: Services, person: Person, words: str = "help", reason: str = "crisis_violence") -> str:
    with services.database.write() as connection:
        return services.handovers.urgent(connection, again(services, person), uuid4().hex, reason, words)


def state(services: Services, handover: Handover) -> str:
    with services.database.read() as connection:
        found = services.handovers._handovers.by_id(connection, handover.id)
    assert found is not None
    return found.state


def line(services: Services, name: str, **values: Any) -> str:
    return services.speech.texts.line(name, "nl", **values)


def test_a_whole_life_from_draft_to_closed_with_what_the_person_is_told(
    services: Services, person: Person, anna: str
) -> None:
    handover = draft(services, person)
    assert handover.state == "draft" and services.handovers.open() == []
    services.handovers.send(person)
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


def test_every_time_that_it_is_taken_and_given_back_the_person_is_told(
    services: Services, person: Person, anna: str
) -> None:
    handover = sent(services, person)
    for round_of in range(3):
        with time_machine.travel(now() + timedelta(minutes=round_of)):
            assert services.handovers.take(handover.id, anna)
            assert services.handovers.give_back(handover.id, anna)
    taken = line(services, "utter_handover_taken", manager="Anna")
    assert texts_told(services, person) == [taken, line(services, "utter_handover_returned")] * 3
    assert again(services, person).owner == "assistant"


def test_nothing_is_sent_before_the_person_says_so(services: Services, person: Person, anna: str) -> None:
    handover = draft(services, person)
    assert services.handovers.look(handover.id) is None
    assert services.handovers.read(handover.id, anna) is None
    assert not services.handovers.take(handover.id, anna)
    assert services.handovers.current(person) == []


@pytest.mark.parametrize("left_out", LEAVABLE)
def test_a_line_that_is_left_out_is_gone_for_good(services: Services, person: Person, left_out: str) -> None:
    draft(services, person)
    services.handovers.revise(person, left_out=[left_out])
    handover = services.handovers.send(person)
    assert handover is not None
    kept = {key: value for key, value in CONTENT.items() if key != left_out}
    assert {key: handover.content.get(key) for key in CONTENT} == {left_out: None, **kept}
    assert handover.content["left_out"] == [] and handover.reason == "request_human"


def test_sending_twice_sends_once(services: Services, person: Person) -> None:
    sent(services, person)
    assert services.handovers.send(person) is None
    assert len(services.handovers.open()) == 1


def test_a_draft_that_is_cancelled_keeps_no_words(services: Services, person: Person) -> None:
    handover = draft(services, person)
    assert services.handovers.cancel(person) and not services.handovers.cancel(person)
    assert services.handovers.open_draft(person) is None and services.handovers.send(person) is None
    with services.database.read() as connection:
        found = services.handovers._handovers.by_id(connection, handover.id)
    assert found is not None and not {"words", "goals", "explained"} & set(found.content)


def test_a_new_draft_puts_the_old_one_aside_and_a_repeated_message_finds_its_own(
    services: Services, person: Person
) -> None:
    first = draft(services, person, "a")
    second = draft(services, person, "b")
    assert draft(services, person, "b").id == second.id != first.id
    current = services.handovers.open_draft(person)
    assert current is not None and current.id == second.id
    assert (state(services, first), state(services, second)) == ("cancelled", "draft")


def test_a_repeated_message_does_not_take_back_what_was_sent(services: Services, person: Person) -> None:
    draft(services, person, "a")
    services.handovers.send(person)
    assert draft(services, person, "a").state == "waiting"
    assert services.handovers.open_draft(person) is None


@pytest.mark.parametrize(("reason", "urgency"), [("sensitive_debt", "soon"), ("sensitive_sanction", "soon"),
                                                 ("sensitive_medical", "week"), ("request_human", "week")])  # fmt: skip
def test_money_cannot_wait_as_long_as_other_matters(
    services: Services, person: Person, reason: str, urgency: str
) -> None:
    assert sent(services, person, reason).urgency == urgency


def test_a_request_is_withdrawn_while_nobody_took_it(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    assert services.handovers.withdraw(again(services, person))
    assert services.handovers.look(handover.id) is None and not services.handovers.take(handover.id, anna)
    assert again(services, person).owner == "assistant"


def test_a_request_that_was_taken_is_not_withdrawn(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    assert not services.handovers.withdraw(again(services, person))
    assert (state(services, handover), again(services, person).owner) == ("taken", "manager")


def test_danger_is_not_withdrawn_and_stays_the_owner(services: Services, person: Person) -> None:
    in_danger = urgent(services, person)
    assert not services.handovers.withdraw(again(services, person))
    sent(services, person)
    assert services.handovers.withdraw(again(services, person))
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
        reply = services.handovers.status(person)
        return reply and reply.response

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


def test_after_it_was_given_back_another_client_manager_may_take_it(
    services: Services, person: Person, anna: str
) -> None:
    handover, bram = sent(services, person), manager(services, "Bram")
    services.handovers.take(handover.id, anna)
    services.handovers.give_back(handover.id, anna)
    assert services.handovers.take(handover.id, bram)
    assert not services.handovers.close(handover.id, anna, "answered")


def test_closing_one_request_leaves_the_conversation_to_who_has_it(
    services: Services, person: Person, anna: str
) -> None:
    first, second, bram = sent(services, person), sent(services, person), manager(services, "Bram")
    services.handovers.take(first.id, anna)
    services.handovers.take(second.id, bram)
    services.handovers.close(first.id, anna, "answered")
    assert (again(services, person).owner, again(services, person).handover_id) == ("manager", second.id)


def test_what_the_person_writes_reaches_the_open_request_once(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    current = again(services, person)
    for inbound_id in ("a", "a", "b"):
        with services.database.write() as connection:
            services.handovers.hear(connection, current, inbound_id, "hallo")
    case = services.handovers.look(handover.id)
    assert case is not None and [message.text for message in case.messages] == ["hallo", "hallo"]


@pytest.mark.parametrize(("moment", "shown"), [(datetime(2026, 7, 1, 12, 3, tzinfo=timezone.utc), "14:03"),
                                               (datetime(2026, 12, 1, 12, 3, tzinfo=timezone.utc), "13:03")])  # fmt: skip
def test_the_clock_is_dutch_in_summer_and_winter(moment: datetime, shown: str) -> None:
    assert clock(moment) == shown
