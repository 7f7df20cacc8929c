"""What a file with a person's own data is made of: sections with parts, and parts with lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.services.dutch_time import AMSTERDAM
from bot.texts import LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE, Texts

Row = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One line: a sentence of ours, or with `own` the words of somebody, in whatever language."""

    text: str
    own: bool = False


@dataclass
class Part:
    """What belongs together, below a heading of its own when there is one."""

    heading: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """What stands below one title."""

    title: str
    parts: list[Part]


class Wording:
    """Words of the team in one language, by the names of responses without their `utter_`."""

    def __init__(self, texts: Texts, language: str) -> None:
        self._texts = texts
        self._language = language

    def _say(self, name: str, **values: Any) -> str:
        return self._texts.line(f"utter_{name}", self._language, **values)

    def _file(self, name: str, **values: Any) -> str:
        """A text that only the file has."""
        return self._texts.line(f"utter_file_{name}", self._language, **values)

    def _has(self, name: str) -> bool:
        return self._texts.has(f"utter_{name}")

    def _named(self, prefix: str, value: str) -> str:
        """The words of a choice; the bare value when nobody wrote them."""
        return self._say(f"{prefix}_{value}") if self._has(f"{prefix}_{value}") else str(value)

    def _moment(self, name: str, moment: datetime | None) -> list[str]:
        """A line that says when; none when it did not happen."""
        return [self._file(name, moment=when(moment))] if moment else []

    def _heading(self, name: str, moment: datetime) -> str:
        return f"{when(moment)} · {self._file(name)}"


def when(moment: datetime) -> str:
    """A moment as day-month-year and the hour on a Dutch clock, in its own direction inside right-to-left text."""
    return f"{LEFT_TO_RIGHT_ISOLATE}{moment.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}{POP_ISOLATE}"
