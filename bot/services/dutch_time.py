"""The hour as it is in the Netherlands."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_time

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def clock(moment: datetime) -> str:
    """A moment as the hour on a Dutch clock, in the digits that everybody reads on a phone."""
    return format_time(moment.astimezone(AMSTERDAM), "HH:mm", locale="en")
