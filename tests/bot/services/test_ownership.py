"""Who owns a conversation follows from its handovers, and every change is written with who did it and why."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import time_machine

from bot.app import Services
from bot.services.ownership import owner_of
from bot.storage.handover_tables import ownership_history
from bot.storage.ownership import Owner, Standing
from bot.storage.persons import Person
from tests.bot.services.requests import draft, sent, state, urgent
from tests.bot.services.test_alerts import ALERTED, raised, with_alerts
from tests.people import again, introduced, manager

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=timezone.utc)


def told(services: Services, person: Person) -> list[tuple[str, str, str, str | None]]:
    changes = services.ownership.of_conversation(again(services, person).conversation_id)
    return [(change.before, change.after, change.cause, change.manager_name) for change in changes]


def owner(services: Services, person: Person) -> Owner:
    found = again(services, person)
    with services.database.read() as connection:
        held = services.ownership._history.hold(connection, person.id)
    assert held is not None and (held[1].name, held[1].handover_id) == (found.owner, found.handover_id)
    return held[1]


def test_a_whole_life_is_written_down(services: Services, person: Person, anna: str) -> None:
    handover = draft(services, person)
    services.requests.send(person)
    services.handovers.take(handover.id, anna)
    services.handovers.give_back(handover.id, anna)
    services.handovers.take(handover.id, anna)
    services.handovers.close(handover.id, anna, "answered")
    assert told(services, person) == [
        ("assistant", "offered", "offered", None),
        ("offered", "waiting", "sent", None),
        ("waiting", "manager", "taken", "Anna"),
        ("manager", "returned", "returned", "Anna"),
        ("returned", "manager", "taken", "Anna"),
        ("manager", "assistant", "closed", "Anna"),
    ]


def test_client_managers_do_not_see_what_was_only_drafted(services: Services, person: Person) -> None:
    handover = sent(services, person)
    case = services.handovers.look(handover.id)
    assert case is not None and [change.cause for change in case.ownership] == ["sent"]


def test_danger_stands_beside_the_owner(services: Services, person: Person, anna: str) -> None:
    in_danger = urgent(services, person)
    assert owner(services, person) == Owner("waiting", in_danger, True)
    services.handovers.take(in_danger, anna)
    services.handovers.close(in_danger, anna, "referred")
    assert owner(services, person) == Owner()
    assert [cause for _, _, cause, _ in told(services, person)] == ["danger", "taken", "closed"]


def test_what_changes_nothing_is_not_written(services: Services, person: Person) -> None:
    urgent(services, person, "een")
    urgent(services, person, "twee")
    assert len(told(services, person)) == 1


def test_a_change_that_is_rolled_back_leaves_no_history(services: Services, person: Person) -> None:
    with pytest.raises(RuntimeError), services.database.write() as connection:
        services.requests.urgent(connection, person, "a", "crisis_violence", "help")
        raise RuntimeError
    assert told(services, person) == [] and owner(services, person) == Owner()


def test_with_the_person_goes_the_history(services: Services, person: Person, anna: str) -> None:
    services.handovers.take(sent(services, person).id, anna)
    services.erasure.erase(person, "cause", "provider")
    with services.database.read() as connection:
        assert connection.execute(ownership_history.select()).first() is None


def test_when_the_chat_of_somebody_who_is_not_remembered_is_forgotten_the_history_of_what_ended_goes(
    services: Services, anna: str
) -> None:
    person = introduced(services, remember=False)
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    services.handovers.close(handover.id, anna, "answered")
    draft(services, person)
    assert owner(services, person).name == "offered"
    services.erasure.forget_chat(again(services, person))
    assert told(services, person) == [] and owner(services, person) == Owner()


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ([], Owner()),
        ([("a", "draft", "week")], Owner("offered", "a")),
        ([("a", "draft", "week"), ("b", "returned", "week")], Owner("returned", "b")),
        ([("a", "returned", "now"), ("b", "waiting", "week")], Owner("waiting", "b", True)),
        ([("a", "waiting", "week"), ("b", "waiting", "now")], Owner("waiting", "b", True)),
        ([("a", "waiting", "now"), ("b", "taken", "week")], Owner("manager", "b", True)),
    ],
)
def test_what_the_owner_follows_from(standing: list[tuple[str, str, str]], expected: Owner) -> None:
    assert owner_of([Standing(*one, None, None) for one in standing]) == expected


# --- two client managers ---


def test_a_colleague_cannot_take_another_request_of_the_same_person(services: Services, person: Person, anna: str) -> None:
    first, second, bram = sent(services, person), sent(services, person, "sensitive_debt"), manager(services, "Bram")
    services.handovers.take(first.id, anna)
    assert not services.handovers.take(second.id, bram)
    assert services.handovers.take(second.id, anna)
    assert services.handovers.write(first.id, anna, "Dag!", "a") and services.handovers.write(second.id, anna, "Dag!", "b")


def test_who_takes_danger_gets_the_conversation_and_the_other_is_silent(services: Services, person: Person, anna: str) -> None:
    calm, bram = sent(services, person), manager(services, "Bram")
    services.handovers.take(calm.id, anna)
    in_danger = urgent(services, person)
    assert services.handovers.take(in_danger, bram)
    assert not services.handovers.write(calm.id, anna, "Dag!", "a")
    assert state(services, calm) == "returned" and owner(services, person).handover_id == in_danger
    case = services.handovers.look(calm.id)
    assert case is not None and (case.history[-1].kind, case.history[-1].manager_name) == ("passed", "Bram")
    assert not services.handovers.take(calm.id, anna)
    services.handovers.close(in_danger, bram, "referred")
    assert services.handovers.take(calm.id, anna)


def test_danger_that_somebody_took_and_left_unread_may_be_taken_by_a_colleague(services: Services, anna: str) -> None:
    own, bram = with_alerts(services, **ALERTED), manager(services, "Bram")
    person = introduced(own)
    with time_machine.travel(TUESDAY, tick=False) as clock:
        in_danger = urgent(own, person)
        own.handovers.take(in_danger, anna)
        clock.shift(timedelta(minutes=20))
        urgent(own, person, "hij is er weer")
        assert not own.handovers.take(in_danger, bram)
        clock.shift(timedelta(minutes=16))
        assert own.escalation.round() == 1 and own.escalation.round() == 0
        assert "unanswered" in [kind for kind, _, _ in raised(own)]
        assert own.handovers.take(in_danger, bram)
        assert not own.handovers.write(in_danger, anna, "Dag!", "a")
        assert own.handovers.write(in_danger, bram, "Dag!", "b")


def test_who_has_danger_and_looks_is_not_escalated(services: Services, person: Person, anna: str) -> None:
    bram = manager(services, "Bram")
    with time_machine.travel(TUESDAY, tick=False) as clock:
        in_danger = urgent(services, person)
        services.handovers.take(in_danger, anna)
        urgent(services, person, "hij is er weer")
        services.handovers.read(in_danger, bram)  # somebody else who looks cannot answer
        case = services.handovers.look(in_danger)
        assert case is not None and case.handover.unread_since
        services.handovers.read(in_danger, anna)
        clock.shift(timedelta(days=3))
        assert services.escalation.round() == 0


# --- a later cry ---


def test_a_later_cry_is_unread_again_alerts_again_and_stands_on_top(services: Services, anna: str) -> None:
    own = with_alerts(services, alert_telegram_chat="-100")
    person, other = introduced(own), introduced(own)
    with time_machine.travel(TUESDAY, tick=False) as clock:
        first = urgent(own, person)
        own.handovers.read(first, anna)
        second = urgent(own, other)
        own.handovers.read(second, anna)
        clock.shift(timedelta(minutes=4))
        assert urgent(own, other, "nog een keer") == second
        assert [kind for kind, _, _ in raised(own)] == ["urgent", "urgent"]
        assert [case.handover.id for case in own.handovers.open()] == [second, first]
        clock.shift(timedelta(minutes=2))
        urgent(own, other, "en nog een keer")
        urgent(own, other, "en weer")
        assert [kind for kind, _, _ in raised(own)] == ["again", "urgent", "urgent"]
        assert own.alerts.claim("telegram", 60) is not None  # the later cry, though the first was read
        urgent(own, other, "iets anders", "crisis_suicide")
        assert [kind for kind, _, _ in raised(own)] == ["again", "urgent", "urgent", "urgent"]


def test_a_client_manager_who_is_there_sees_a_cry_live_and_one_who_was_away_is_alerted(services: Services, anna: str) -> None:
    own = with_alerts(services, alert_telegram_chat="-100")
    person = introduced(own)
    with time_machine.travel(TUESDAY, tick=False) as clock:
        in_danger = urgent(own, person)
        clock.shift(timedelta(minutes=30))
        own.handovers.take(in_danger, anna)
        before = own.handovers.newest_event()
        clock.shift(timedelta(minutes=1))
        urgent(own, person, "hij is er weer")
        assert len(raised(own)) == 1 and own.handovers.newest_event() > before
        clock.shift(timedelta(minutes=30))
        urgent(own, person, "help")
        assert [kind for kind, _, _ in raised(own)] == ["again", "urgent"]


# --- one request for each reason ---


def test_a_second_request_for_the_same_reason_joins_the_open_one(services: Services, person: Person, anna: str) -> None:
    first = sent(services, person)
    services.handovers.read(first.id, anna)
    services.requests.draft(person, "b", "request_human", {"words": ["Nog iets"], "contact": {"how": "chat", "when": "any"}})
    joined = services.requests.send(person)
    assert joined is not None and joined.id == first.id and joined.unread_since
    case = services.handovers.look(first.id)
    assert case is not None and [message.text for message in case.messages] == ["Nog iets"]
    assert case.handover.content["contact"]["how"] == "chat" and case.handover.content["words"] == ["Kunt u mij helpen?"]
    assert len(services.handovers.open()) == 1 and services.requests.open_draft(person) is None
