"""When somebody is at work: office hours in Europe/Amsterdam without weekends and Dutch public holidays."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

import holidays

from bot.messages import now
from bot.services.handovers import AMSTERDAM
from bot.settings import Settings


def is_open(settings: Settings, moment: datetime | None = None) -> bool:
    """Whether client managers are at work at a moment (now, if none is given)."""
    local = (moment or now()).astimezone(AMSTERDAM)
    if str(local.isoweekday()) not in {day.strip() for day in settings.office_days.split(",")}:
        return False
    if local.date() in _public_holidays(local.year):
        return False
    return settings.office_opens <= local.time().replace(tzinfo=None) < settings.office_closes


@lru_cache(maxsize=8)
def _public_holidays(year: int) -> Any:
    return holidays.country_holidays("NL", years=year)
