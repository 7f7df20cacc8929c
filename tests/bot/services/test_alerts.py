"""Who is alerted of what, in the same transaction as the request itself."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from bot.app import Services, build_services
from bot.services.alerts import Kind
from bot.storage.handover_tables import alerts
from bot.storage.persons import Person
from tests.bot.services.requests import sent, urgent
from tests.people import introduced, texts_told

ALERTED = {
    "alert_emails": "a@gemeente.example, b@gemeente.example,a@gemeente.example",
    "smtp_url": "smtp://localhost",
    "smtp_from": "wegwijs@gemeente.example",
}
CHAT = {"alert_telegram_chat": "-100123"}


def with_alerts(services: Services, **settings: str) -> Services:
    """The same installation, with some settings changed."""
    return build_services(services.settings.copy(update=settings or {**ALERTED, **CHAT}))


def raised(services: Services) -> list[tuple[str, str, str]]:
    """(kind, way, recipient) of all alerts, sorted."""
    with services.database.read() as connection:
        ids = list(connection.execute(select(alerts.c.id)).scalars())
        found = [services.alerts.queue._queued(connection, alert_id) for alert_id in ids]
    return sorted((one.kind, one.way, one.recipient) for one in found)


def test_an_urgent_request_alerts_everybody(services: Services, person: Person) -> None:
    urgent(with_alerts(services), person)
    assert raised(services) == [
        ("urgent", "email", "a@gemeente.example"),
        ("urgent", "email", "b@gemeente.example"),
        ("urgent", "telegram", "-100123"),
    ]


@pytest.mark.parametrize(("settings", "ways"), [(ALERTED, ["email", "email"]), (CHAT, [])])
def test_any_other_request_alerts_by_email_alone(
    services: Services, person: Person, settings: dict[str, str], ways: list[str]
) -> None:
    sent(with_alerts(services, **settings), person)
    assert [way for _, way, _ in raised(services)] == ways


def test_without_settings_nobody_is_alerted(services: Services, person: Person) -> None:
    urgent(services, person)
    sent(services, person)
    assert raised(services) == []


def test_a_draft_alerts_nobody(services: Services, person: Person) -> None:
    with_alerts(services).requests.draft(person, "a", "request_human", {"words": ["help"]})
    assert raised(services) == []


def test_more_words_of_danger_join_the_open_request_and_its_alert(services: Services, person: Person) -> None:
    alerted = with_alerts(services, **CHAT)
    assert urgent(alerted, person, "help") == urgent(alerted, person, "help me")
    assert len(raised(services)) == 1


def test_the_same_message_again_alerts_once(services: Services, person: Person) -> None:
    alerted = with_alerts(services)
    for _ in range(2):
        with alerted.database.write() as connection:
            alerted.requests.urgent(connection, person, "the same", "crisis_violence", "help")
    assert len(raised(services)) == 3


def test_when_the_request_is_not_stored_there_is_no_alert(services: Services, person: Person) -> None:
    alerted = with_alerts(services)
    with pytest.raises(RuntimeError), alerted.database.write() as connection:
        alerted.requests.urgent(connection, person, uuid4().hex, "crisis_violence", "help")
        raise RuntimeError
    assert raised(services) == [] and services.handovers.open() == []


@pytest.mark.parametrize("kind", ["urgent", "escalated", "waiting"])
def test_raising_it_again_makes_no_second_one(services: Services, person: Person, kind: Kind) -> None:
    alerted = with_alerts(services)
    handover = sent(alerted, introduced(services))
    with alerted.database.write() as connection:
        for _ in range(3):
            alerted.alerts.raise_for(connection, handover, kind)
    assert len([one for one in raised(services) if one[0] == kind]) == 2


def test_a_claim_looks_first_and_takes_then(services: Services, person: Person) -> None:
    alerted = with_alerts(services)
    assert alerted.alerts.claim("email", 60) is None
    urgent(alerted, person)
    found = [alerted.alerts.claim("email", 60) for _ in range(3)]
    assert [one.recipient for one in found if one] == ["a@gemeente.example", "b@gemeente.example"]


def test_the_person_is_told_nothing_of_alerts(services: Services) -> None:
    without, alerted = introduced(services), introduced(services)
    urgent(services, without)
    sent(services, without)
    urgent(with_alerts(services), alerted)
    sent(with_alerts(services), alerted)
    assert texts_told(services, alerted) == texts_told(services, without)
