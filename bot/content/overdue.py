"""Which entries of a dated table were looked up too long ago."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from bot.local_layer import is_overdue


class Dated(Protocol):
    """An entry that was looked up on a day, and how many days that lasts."""

    @property
    def checked(self) -> date: ...

    @property
    def days(self) -> int: ...


def overdue_lines(file: str, table: Mapping[str, Dated], today: date) -> list[str]:
    """One line for each entry that is to be looked up again."""
    return [
        f"{file}: {key}: was looked up on {entry.checked}, more than {entry.days} days ago; look it up again"
        for key, entry in table.items()
        if is_overdue(entry.checked, entry.days, today)
    ]
