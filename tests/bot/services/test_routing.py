"""Each request reaches the people of its route, and nobody else; none is left with nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from bot.app import Services
from bot.services.dutch_time import AMSTERDAM
from bot.services.routes import FILE, RoutesError, load_routes, read_routes
from bot.services.routing import today
from bot.storage.persons import Person
from tests.bot.services.requests import CONTENT, sent, urgent
from tests.bot.services.test_alerts import ALERTED, CHAT, raised, with_alerts
from tests.people import again, introduced, linked, manager

MORNING = datetime.fromisoformat("2026-11-24T10:00").replace(tzinfo=AMSTERDAM)
HOUR = timedelta(hours=1)


@pytest.fixture
def bea(services: Services) -> str:
    return manager(services, "Bea")


def sees(services: Services, manager_id: str) -> set[str]:
    return {case.handover.id for case in services.handovers.seen_by(manager_id).open()}


def history(services: Services, handover_id: str) -> list[str]:
    case = services.handovers.look(handover_id)
    assert case is not None
    return [event.kind for event in case.history]


def test_without_roles_and_links_everybody_sees_everything(services: Services, person: Person, anna: str, bea: str) -> None:
    made = {sent(services, person).id, sent(services, person, "complain_manager").id, urgent(services, person)}
    assert sees(services, anna) == sees(services, bea) == made


def test_a_complaint_goes_to_the_team_lead_alone(services: Services, person: Person, anna: str) -> None:
    lead = manager(services, "Lies", "lead")
    complaint = sent(services, person, "complain_manager").id
    assert sees(services, anna) == set() and sees(services, lead) == {complaint}


def test_not_to_my_own_client_manager_is_a_complaint_too(services: Services, person: Person, anna: str, bea: str) -> None:
    linked(services, person, anna)
    services.requests.draft(person, "a", "request_human", {**CONTENT, "not_to_own": True})
    asked = services.requests.send(again(services, person))
    assert asked is not None and sees(services, anna) == set() and sees(services, bea) == {asked.id}


def test_violence_exploitation_and_who_may_be_read_along_with_go_to_the_confidants(services: Services, anna: str) -> None:
    confidant = manager(services, "Cato", "confidant", "duty")
    told = {urgent(services, introduced(services), reason=reason) for reason in ("crisis_violence", "crisis_exploitation")}
    discreet = introduced(services, discreet=True)
    told.add(sent(services, discreet).id)
    assert sees(services, anna) == set() and sees(services, confidant) == told


def test_without_confidants_danger_waits_for_no_lead(services: Services, person: Person, anna: str) -> None:
    manager(services, "Lies", "lead")
    told = urgent(services, person)
    with services.database.write() as connection:
        services.discretion.set(connection, person, True)
    assert sees(services, anna) == {told}


def test_what_was_sent_before_goes_to_the_confidants_when_somebody_turns_out_to_read_along(
    services: Services, person: Person, anna: str
) -> None:
    confidant = manager(services, "Cato", "confidant")
    asked, taken = sent(services, person).id, sent(services, person).id
    services.handovers.take(taken, anna)
    with services.database.write() as connection:
        services.discretion.set(connection, person, True)
    assert sees(services, anna) == {taken} and asked in sees(services, confidant)


def test_danger_goes_to_who_is_on_duty_and_the_team(services: Services, person: Person, anna: str) -> None:
    duty = manager(services, "Daan", "duty")
    handover = urgent(services, person, reason="crisis_suicide")
    assert sees(services, anna) == sees(services, duty) == {handover}


def test_a_linked_person_reaches_their_own_client_manager(services: Services, person: Person, anna: str, bea: str) -> None:
    linked(services, person, anna)
    asked, other = sent(services, person).id, sent(services, introduced(services)).id
    assert sees(services, anna) == {asked, other} and sees(services, bea) == {other}


def test_a_stand_in_sees_it_only_within_the_days(services: Services, person: Person, anna: str, bea: str) -> None:
    linked(services, person, anna)
    with time_machine.travel(MORNING, tick=False):
        services.standing_in.add(anna, anna, bea, today(), today() + timedelta(days=1))
        asked = sent(services, person).id
        assert sees(services, bea) == {asked}
    with time_machine.travel(MORNING + timedelta(days=2), tick=False):
        assert sees(services, bea) == set() and sees(services, anna) == {asked}


def test_what_nobody_reads_goes_from_step_to_step(services: Services, person: Person, anna: str, bea: str) -> None:
    own = with_alerts(services, **ALERTED)
    manager(services, "Lies", "lead")
    linked(services, person, anna)
    with time_machine.travel(MORNING, tick=False):
        asked = sent(own, person).id
        assert raised(services) == [("waiting", "email", "anna@gemeente.nl")]
    for day in (5, 10, 15):
        with time_machine.travel(MORNING + timedelta(days=day), tick=False):
            own.escalation.round()
            assert own.escalation.round() == 0
            assert (asked in sees(services, bea)) is (day >= 5)
    assert history(services, asked) == ["sent", "escalated", "to_team", "to_lead"]
    assert {recipient for kind, _, recipient in raised(services) if kind == "escalated"} == {
        "a@gemeente.example", "anna@gemeente.nl", "b@gemeente.example", "lies@gemeente.nl",
    } - {"anna@gemeente.nl"}  # fmt: skip


def test_an_alert_of_what_few_may_see_goes_to_those_few(services: Services, person: Person, anna: str) -> None:
    own = with_alerts(services, **ALERTED, **CHAT)
    manager(services, "Cato", "confidant")
    urgent(own, person)
    assert raised(services) == [("urgent", "email", "cato@gemeente.nl")]


def test_an_alert_of_a_complaint_never_goes_to_whom_it_is_about(services: Services, anna: str, bea: str) -> None:
    own = with_alerts(services, **{**ALERTED, "alert_emails": "anna@gemeente.nl,team@gemeente.nl"}, **CHAT)
    person = introduced(services)
    linked(services, person, anna)
    sent(own, person, "complain_manager")
    assert raised(services) == [("waiting", "email", "bea@gemeente.nl")]


def test_who_helped_an_unlinked_person_last_does_not_see_their_complaint(services: Services, anna: str, bea: str) -> None:
    person = introduced(services)
    before = sent(services, person)
    services.handovers.take(before.id, anna)
    services.handovers.close(before.id, anna, "answered")
    complaint = sent(services, person, "complain_manager").id
    assert sees(services, anna) == set() and sees(services, bea) == {complaint}


def test_a_complaint_about_the_only_account_that_might_be_meant_is_still_read(services: Services, anna: str) -> None:
    person = introduced(services)
    before = sent(services, person)
    services.handovers.take(before.id, anna)
    services.handovers.close(before.id, anna, "answered")
    assert sent(services, person, "complain_manager").id in sees(services, anna)


def test_a_role_that_is_taken_away_leaves_no_request_with_nobody(services: Services, person: Person, anna: str) -> None:
    own = with_alerts(services, **ALERTED)
    manager(services, "Cato", "confidant")
    told = urgent(own, person)
    assert sees(services, anna) == set()
    services.managers.set_roles("cato@gemeente.nl", ["manager"])
    own.escalation.round()
    assert sees(services, anna) == {told} and "to_team" in history(services, told)
    assert ("urgent", "email", "a@gemeente.example") in raised(services)


def test_a_complaint_from_before_the_link_stays_hidden_from_the_new_client_manager(
    services: Services, person: Person, anna: str, bea: str
) -> None:
    complaint = sent(services, person, "complain_manager").id
    assert sees(services, anna) == {complaint}
    code = services.linking.make_code(anna)
    assert code is not None
    services.linking.typed(person, code)
    assert sees(services, anna) == set() and sees(services, bea) == {complaint}


def test_two_of_one_home_never_stand_in_each_others_request(services: Services, anna: str) -> None:
    one, other = introduced(services), introduced(services)
    for person in (one, other):
        linked(services, person, anna)
    services.requests.draft(one, "a", "request_human", {**CONTENT, "words": ["van de een"]})
    first = services.requests.send(again(services, one))
    second = sent(services, other)
    assert first is not None
    case = services.handovers.seen_by(anna).look(second.id)
    assert case is not None and case.person.id == other.id and "van de een" not in str(case)


def test_the_routes_of_the_project_can_be_read() -> None:
    routes = load_routes()
    assert routes.kind("crisis_violence", {}, "now", False) == "confidential"
    assert routes.kind("request_human", {"topic": "complain_manager"}, "week", False) == "complaint"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- [duty, team]", "- [everybody]", "unknown name 'everybody'"),
        ("  complaint:", "  complaints:", "exactly urgent, confidential, complaint, other"),
        ("- [own]", "- own", "list of steps"),
        ("routes:", "routes: [", "cannot be read"),
    ],
)
def test_a_mistake_in_the_routes_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "routes.yml"
    file.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RoutesError, match=said):
        read_routes(file)


def away(services: Services, manager_id: str, stand_in: str) -> None:
    """Somebody is away today: a colleague stands in."""
    services.standing_in.add(manager_id, manager_id, stand_in, today(), today())


def test_with_all_confidants_and_leads_away_an_administrator_gets_it_at_once(services: Services, anna: str) -> None:
    few = [manager(services, "Cato", "confidant"), manager(services, "Lies", "lead")]
    admin = manager(services, "Bo", "admin")
    for one in few:
        away(services, one, anna)
    told = urgent(services, introduced(services))
    assert told in sees(services, admin) and sees(services, anna) == set()
    assert all(told in sees(services, one) for one in few)


def test_with_all_of_the_few_away_the_team_gets_it(services: Services, anna: str) -> None:
    confidant = manager(services, "Cato", "confidant")
    away(services, confidant, anna)
    told = urgent(services, introduced(services))
    assert sees(services, anna) == sees(services, confidant) == {told}


def test_what_none_of_the_few_reads_comes_to_the_team_at_last(services: Services, person: Person, anna: str) -> None:
    own = with_alerts(services, **ALERTED)
    for name, role in (("Cato", "confidant"), ("Lies", "lead"), ("Bo", "admin")):
        manager(services, name, role)
    with time_machine.travel(MORNING, tick=False):
        told = urgent(own, person)
    for hours in (2, 4, 6):
        with time_machine.travel(MORNING + hours * HOUR, tick=False):
            assert sees(services, anna) == set()
            own.escalation.round()
    assert sees(services, anna) == {told}
    assert history(services, told) == ["sent", "escalated", "to_lead", "to_admin", "to_team"]


def test_a_complaint_that_comes_to_the_team_never_comes_to_whom_it_is_about(services: Services, anna: str, bea: str) -> None:
    lead = manager(services, "Lies", "lead")
    person = introduced(services)
    linked(services, person, anna)
    away(services, lead, bea)
    complaint = sent(services, person, "complain_manager").id
    assert sees(services, anna) == set() and complaint in sees(services, bea)


def test_a_lead_of_whom_one_complains_does_not_count_as_somebody_who_is_there(services: Services, anna: str) -> None:
    lead = manager(services, "Lies", "lead")
    person = introduced(services)
    linked(services, person, lead)
    complaint = sent(services, person, "complain_manager").id
    assert sees(services, lead) == set() and sees(services, anna) == {complaint}


def test_the_person_is_told_when_nobody_is_there_or_nobody_looked_in_time(services: Services, anna: str, bea: str) -> None:
    own, person = with_alerts(services, **ALERTED), introduced(services)
    with time_machine.travel(MORNING, tick=False):
        sent(own, person)
        assert said(services, person) == "utter_handover_unread"
        away(services, anna, bea)
        away(services, bea, anna)
        assert said(services, person) == "utter_handover_unread_long"
    with time_machine.travel(MORNING + timedelta(days=5), tick=False):
        own.escalation.round()
        assert said(services, person) == "utter_handover_unread_long"


def said(services: Services, person: Person) -> str:
    reply = services.requests.status(again(services, person))
    assert reply is not None
    return reply.response


def test_what_waits_with_somebody_who_goes_away_comes_to_who_stands_in(
    services: Services, person: Person, anna: str, bea: str
) -> None:
    cato = manager(services, "Cato", "manager")
    linked(services, person, anna)
    new, had = sent(services, person).id, sent(services, person, "sensitive_debt").id
    assert services.handovers.take(had, anna) and services.handovers.give_back(had, anna)
    assert sees(services, bea) == set()
    away(services, anna, bea)
    assert sees(services, bea) == {new, had} and sees(services, cato) == set()
    assert history(services, new) == ["sent", "to_stand_in"]
    services.escalation.round()
    assert history(services, new) == ["sent", "to_stand_in"]  # once


def test_who_stands_in_may_take_over_what_the_other_has(services: Services, person: Person, anna: str, bea: str) -> None:
    linked(services, person, anna)
    asked = sent(services, person)
    assert services.handovers.take(asked.id, anna) and not services.handovers.take(asked.id, bea)
    away(services, anna, bea)
    assert services.handovers.take(asked.id, bea) and not services.handovers.give_back(asked.id, anna)


def test_a_period_that_begins_later_counts_from_its_first_day(services: Services, person: Person, anna: str, bea: str) -> None:
    linked(services, person, anna)
    with time_machine.travel(MORNING, tick=False):
        asked = sent(services, person).id
        services.standing_in.add(anna, anna, bea, today() + timedelta(days=1), today() + timedelta(days=2))
        services.escalation.round()
        assert sees(services, bea) == set()
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        services.escalation.round()
        assert sees(services, bea) == {asked}
