"""Days of the calendar: read from digits alone, and counted ahead. Pure functions; words for days are left to `dates.py`."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

MOST_YEARS = 5  # ahead
_DAY_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})(?!\d)")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_SHORT_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})\s*[-/]\s*(\d{1,2})")


def in_digits(text: str, today: date, other_calendar: bool) -> date | None:
    """Day, month and year; the day first, unless a year of four digits is."""
    if match := _YEAR_MONTH_DAY.fullmatch(text):
        return day_of(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_MONTH_YEAR.search(text):
        return day_of(int(match[3]), int(match[2]), int(match[1]))
    if other_calendar:  # 1/7 may be the first of July or of Mehr
        return None
    if match := _SHORT_YEAR.fullmatch(text):
        return day_of(2000 + int(match[3]), int(match[2]), int(match[1]))
    if match := _NO_YEAR.fullmatch(text):
        days = (day_of(year, int(match[2]), int(match[1])) for year in range(today.year, today.year + MOST_YEARS + 1))
        return next((day for day in days if day and day >= today), None)
    return None


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_ahead(unit: str, count: int, today: date) -> date:
    """The day that lies so many days, weeks, months or years ahead."""
    if unit in ("day", "week"):
        return today + timedelta(days=count * (7 if unit == "week" else 1))
    return later(today, count * (12 if unit == "year" else 1))


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of(unit: str, day: date) -> date:
    """The last day of the week, month or year in which a day is."""
    if unit == "week":
        return day + timedelta(days=6 - day.weekday())
    if unit == "month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return date(day.year, 12, 31) if unit == "year" else day
