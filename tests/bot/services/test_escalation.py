"""What nobody looks at is overdue after the time that the team set, and the team is told once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from bot.app import Services
from bot.services.dutch_time import AMSTERDAM
from bot.storage.handover_tables import handovers as table
from tests.bot.services.requests import sent, urgent
from tests.bot.services.test_alerts import ALERTED, raised, with_alerts
from tests.people import introduced

DUTY = {"duty_roster": "Bea, 06 12 34 56 78"}
TUESDAY, FRIDAY = "2026-11-24", "2026-11-27"


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM)


def overdue(services: Services, handover_id: str) -> bool:
    case = services.handovers.look(handover_id)
    assert case is not None
    return services.escalation.is_overdue(case.handover)


@pytest.mark.parametrize(
    ("settings", "made", "looked", "expected"),
    [
        ({}, f"{TUESDAY}T10:00", f"{TUESDAY}T10:15", False), ({}, f"{TUESDAY}T10:00", f"{TUESDAY}T10:15:01", True),
        ({}, f"{TUESDAY}T16:50", f"{TUESDAY}T23:00", False),  # ten minutes of office hours
        ({}, f"{TUESDAY}T16:50", "2026-11-25T09:05:01", True),
        ({}, f"{FRIDAY}T18:00", "2026-11-30T09:15", False), ({}, f"{FRIDAY}T18:00", "2026-11-30T09:15:01", True),
        ({}, "2026-12-24T16:50", "2026-12-27T12:00", False),  # Christmas and a weekend
        (DUTY, f"{FRIDAY}T18:00", f"{FRIDAY}T18:15", False), (DUTY, f"{FRIDAY}T18:00", f"{FRIDAY}T18:15:01", True),
        (DUTY, f"{TUESDAY}T10:00", f"{TUESDAY}T10:15:01", True),
        ({"escalate_urgent_minutes": 5}, f"{TUESDAY}T10:00", f"{TUESDAY}T10:05:01", True),
    ],
)  # fmt: skip
def test_an_urgent_request_is_overdue_after_minutes_of_duty(
    services: Services, settings: dict[str, str], made: str, looked: str, expected: bool
) -> None:
    own = with_alerts(services, **settings, **ALERTED)
    person = introduced(services)
    with time_machine.travel(at(made), tick=False):
        handover = urgent(own, person)
    with time_machine.travel(at(looked), tick=False):
        assert overdue(own, handover) is expected
        assert own.escalation.round() == int(expected)


@pytest.mark.parametrize(
    ("made", "looked", "expected"),
    [
        (f"{TUESDAY}T10:00", "2026-11-26T10:00", False), (f"{TUESDAY}T10:00", "2026-11-26T10:00:01", True),
        (f"{FRIDAY}T12:00", "2026-12-01T12:00", False), (f"{FRIDAY}T12:00", "2026-12-01T12:00:01", True),
        (f"{FRIDAY}T18:00", "2026-12-01T17:00", False), (f"{FRIDAY}T18:00", "2026-12-02T09:00:01", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("settings", [{}, DUTY])
def test_any_other_request_is_overdue_after_two_working_days(
    services: Services, settings: dict[str, str], made: str, looked: str, expected: bool
) -> None:
    own = with_alerts(services, **settings, **ALERTED)
    person = introduced(services)
    with time_machine.travel(at(made), tick=False):
        handover = sent(own, person).id
    with time_machine.travel(at(looked), tick=False):
        assert overdue(own, handover) is expected
        assert own.escalation.round() == int(expected)


@pytest.mark.parametrize(("looked", "expected"), [("2026-11-25T10:00", False), ("2026-11-25T10:00:01", True)])
def test_a_request_of_today_or_tomorrow_is_overdue_after_one_working_day(
    services: Services, looked: str, expected: bool
) -> None:
    own = with_alerts(services, **ALERTED)
    with time_machine.travel(at(f"{TUESDAY}T10:00"), tick=False):
        handover = sent(own, introduced(services), reason="sensitive_debt").id
    with time_machine.travel(at(looked), tick=False):
        assert overdue(own, handover) is expected


def test_the_team_is_told_once(services: Services) -> None:
    own = with_alerts(services)
    with time_machine.travel(at(f"{TUESDAY}T10:00")):
        handover = urgent(own, introduced(services))
    with time_machine.travel(at(f"{TUESDAY}T11:00")):
        assert [own.escalation.round() for _ in range(3)] == [1, 0, 0]
    case = own.handovers.look(handover)
    assert case is not None and [event.kind for event in case.history] == ["sent", "escalated"]
    assert [(kind, way) for kind, way, _ in raised(services) if kind == "escalated"] == [
        ("escalated", "email"), ("escalated", "email"), ("escalated", "telegram")
    ]  # fmt: skip


def test_a_chat_on_telephones_hears_only_of_urgent_ones(services: Services) -> None:
    own = with_alerts(services, alert_telegram_chat="-100")
    with time_machine.travel(at(f"{TUESDAY}T10:00")):
        sent(own, introduced(services))
    with time_machine.travel(at("2026-12-24T10:00")):
        assert own.escalation.round() == 1
    assert raised(services) == []


def test_what_was_read_or_withdrawn_or_never_sent_is_not_overdue(services: Services, anna: str) -> None:
    read, withdrawn, never = (introduced(services) for _ in range(3))
    with time_machine.travel(at(f"{TUESDAY}T10:00")):
        seen = sent(services, read)
        sent(services, withdrawn)
        services.requests.draft(never, "a", "request_human", {})
        services.handovers.read(seen.id, anna)
        services.requests.withdraw(withdrawn)
    with time_machine.travel(at("2026-12-24T10:00")):
        assert not overdue(services, seen.id)
        assert services.escalation.round() == 0


def test_one_that_cannot_be_decrypted_holds_up_no_other(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(at(f"{TUESDAY}T10:00")):
        lost, good = sent(services, introduced(services)), sent(services, introduced(services))
    with services.database.write() as connection:
        connection.execute(table.update().where(table.c.id == lost.id).values(content_enc="nothing"))
    with time_machine.travel(at("2026-12-24T10:00")):
        assert services.escalation.round() == 1
    case = services.handovers.look(good.id)
    assert case is not None and "escalated" in [event.kind for event in case.history]


def test_medians_of_the_last_thirty_days(services: Services, anna: str) -> None:
    assert services.escalation.medians() == (None, None)
    start = at(f"{TUESDAY}T10:00")
    with time_machine.travel(start - timedelta(days=31), tick=False):
        services.handovers.read(sent(services, introduced(services)).id, anna)
    for minutes in (10, 20, 60):
        with time_machine.travel(start, tick=False):
            handover = sent(services, introduced(services))
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            services.handovers.read(handover.id, anna)
            services.handovers.take(handover.id, anna)
        if minutes == 60:
            with time_machine.travel(start + timedelta(hours=3), tick=False):
                services.handovers.write(handover.id, anna, "Dag!", "form")
    with time_machine.travel(start + timedelta(hours=4), tick=False):
        sent(services, introduced(services))  # nobody looked yet
        assert services.escalation.medians() == (timedelta(minutes=20), timedelta(hours=3))
