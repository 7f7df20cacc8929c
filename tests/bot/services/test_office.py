"""Office hours are meant in Dutch time, also when the clock is moved, and nobody works on public holidays."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine

from bot.services.dutch_time import AMSTERDAM
from bot.services.office import is_open, open_time
from bot.settings import Settings


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-24T09:00", True), ("2026-11-24T08:59:59", False),  # a Tuesday
        ("2026-11-24T16:59:59", True), ("2026-11-24T17:00", False),
        ("2026-11-24T00:00", False), ("2026-11-24T23:59", False),
        ("2026-11-27T12:00", True), ("2026-11-28T12:00", False), ("2026-11-29T12:00", False),  # Friday to Sunday
        ("2026-12-25T12:00", False),  # Christmas on a Friday
        ("2026-04-27T12:00", False),  # King's day on a Monday
        ("2026-04-06T12:00", False), ("2026-05-14T12:00", False), ("2026-05-25T12:00", False),  # Easter to Whit
        ("2027-01-01T12:00", False),  # New Year on a Friday
        ("2026-12-24T12:00", True), ("2026-12-28T12:00", True),
    ],
)  # fmt: skip
def test_the_office_is_open_on_working_days(settings: Settings, moment: str, expected: bool) -> None:
    assert is_open(settings, at(moment)) is expected


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        ("2026-07-01T07:00+00:00", True), ("2026-07-01T06:59+00:00", False),  # summer: two hours ahead of UTC
        ("2026-07-01T14:59+00:00", True), ("2026-07-01T15:00+00:00", False),
        ("2026-12-01T08:00+00:00", True), ("2026-12-01T07:59+00:00", False),  # winter: one hour
        ("2026-12-01T15:59+00:00", True), ("2026-12-01T16:00+00:00", False),
        ("2026-03-30T07:00+00:00", True), ("2026-03-27T07:00+00:00", False),  # the days around the change
    ],
)  # fmt: skip
def test_the_hours_follow_the_dutch_clock_through_summer_and_winter(settings: Settings, utc: str, expected: bool) -> None:
    assert is_open(settings, datetime.fromisoformat(utc)) is expected


def test_a_municipality_chooses_its_own_hours_and_days(settings: Settings) -> None:
    own = settings.copy(update={"office_days": "2, 6", "office_opens": time(8, 30), "office_closes": time(12)})
    assert is_open(own, at("2026-11-24T08:30")) and is_open(own, at("2026-11-28T08:30"))
    assert not is_open(own, at("2026-11-24T12:00")) and not is_open(own, at("2026-11-25T09:00"))


@pytest.mark.parametrize(("moment", "expected"), [("2026-11-24 10:00 +0000", True), ("2026-11-24 20:00 +0000", False)])
def test_without_a_moment_it_is_about_now(settings: Settings, moment: str, expected: bool) -> None:
    with time_machine.travel(moment):
        assert is_open(settings) is expected


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-11-24T10:00", "2026-11-24T12:30", 2.5), ("2026-11-24T06:00", "2026-11-24T22:00", 8),
        ("2026-11-24T18:00", "2026-11-25T08:00", 0), ("2026-11-24T16:00", "2026-11-25T10:00", 2),
        ("2026-11-27T16:00", "2026-11-30T10:00", 2), ("2026-12-24T16:00", "2026-12-28T10:00", 2),  # a weekend, Christmas
        ("2026-11-24T12:00", "2026-11-24T11:00", 0), ("2025-11-24T00:00", "2025-12-01T00:00", 40),
        ("2026-03-27T16:00", "2026-03-30T10:00", 2), ("2026-10-23T16:00", "2026-10-26T10:00", 2),  # the clock is moved
        ("2026-12-31T16:00", "2027-01-04T10:00", 2),  # over a year, New Year on a Friday
    ],
)  # fmt: skip
def test_time_of_office_hours_between_two_moments(settings: Settings, since: str, until: str, hours: float) -> None:
    assert open_time(settings, at(since), at(until)) == timedelta(hours=hours)


def test_office_hours_in_a_night_when_the_clock_is_moved_are_as_long_as_they_are(settings: Settings) -> None:
    always = settings.copy(update={"office_days": "7", "office_opens": time(0), "office_closes": time(6)})
    assert open_time(always, at("2026-03-28T12:00"), at("2026-03-29T12:00")) == timedelta(hours=5)
    assert open_time(always, at("2026-10-24T12:00"), at("2026-10-25T12:00")) == timedelta(hours=7)
