"""When somebody is at work: office hours in Europe/Amsterdam without weekends and Dutch public holidays."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

import holidays

from bot.messages import now
from bot.services.dutch_time import AMSTERDAM
from bot.settings import Settings


def is_open(settings: Settings, moment: datetime | None = None) -> bool:
    """Whether client managers are at work at a moment (now, if none is given)."""
    local = (moment or now()).astimezone(AMSTERDAM)
    if not _is_office_day(settings, local.date()):
        return False
    return settings.office_opens <= local.time().replace(tzinfo=None) < settings.office_closes


def open_time(settings: Settings, since: datetime, until: datetime) -> timedelta:
    """How much time of office hours lies between two moments."""
    begin, end = since.astimezone(timezone.utc), until.astimezone(timezone.utc)
    day, last, found = begin.astimezone(AMSTERDAM).date(), end.astimezone(AMSTERDAM).date(), timedelta()
    while day <= last:
        # In UTC, since the clock is moved in some nights.
        opens, closes = (
            datetime.combine(day, hour, AMSTERDAM).astimezone(timezone.utc)
            for hour in (settings.office_opens, settings.office_closes)
        )
        if _is_office_day(settings, day):
            found += max(min(closes, end) - max(opens, begin), timedelta())
        day += timedelta(days=1)
    return found


def _is_office_day(settings: Settings, day: date) -> bool:
    if str(day.isoweekday()) not in {number.strip() for number in settings.office_days.split(",")}:
        return False
    return day not in _public_holidays(day.year)


@lru_cache(maxsize=8)
def _public_holidays(year: int) -> Any:
    return holidays.country_holidays("NL", years=year)
