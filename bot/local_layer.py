"""What holds in one municipality only: numbers, addresses, opening hours, names. From `data/local/<municipality>.yml`.

`data/facts/local_keys.yml` says which keys there are. How a value is put into words is left to `bot/texts.py`, what keeps a
municipality from going live to `bot/content/going_live.py`. A value that nobody confirmed is a placeholder and is never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.languages import ROOT
from bot.yaml_file import read_yaml

FOLDER = "data/local"
KEYS = "data/facts/local_keys.yml"
KINDS = ("phone", "hours", "words")
LONGEST = 200  # characters of a value
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,18}[0-9]")
_TIMES = re.compile(r"\d{1,2}:\d\d-\d{1,2}:\d\d(, \d{1,2}:\d\d-\d{1,2}:\d\d)*")
_AMOUNT = re.compile(r"€|\beuro\b|%|\bprocent\b", re.IGNORECASE)


class LocalError(ValueError):
    """A file of the local layer is wrong; the message says where and what to do."""


@dataclass(frozen=True)
class LocalKey:
    """Something that differs between municipalities: what it is, and how many days a check of it lasts."""

    kind: str
    days: int
    about: str


@dataclass(frozen=True)
class LocalValue:
    """What a municipality filled in: words (also a telephone number), or times by day of the week (1 is Monday)."""

    kind: str
    words: str = ""
    hours: tuple[tuple[int, str], ...] = ()
    placeholder: bool = False
    checked: date | None = None
    until: date | None = None  # its last day, when it ends; always there for an amount

    def may_be_shown(self, today: date) -> bool:
        """Whether people may read it: somebody confirmed it and it has not ended."""
        return not self.placeholder and self.checked is not None and (self.until is None or today <= self.until)


@dataclass(frozen=True)
class Municipality:
    """One municipality: its values by key, and on which day its particulars of a topic were confirmed."""

    code: str
    name: str
    values: dict[str, LocalValue] = field(default_factory=dict)
    confirmed: dict[str, date] = field(default_factory=dict)


def municipalities(root: Path = ROOT) -> list[str]:
    """The codes of the municipalities that have a file."""
    return sorted(file.stem for file in (root / FOLDER).glob("*.yml"))


def read_keys(root: Path = ROOT) -> dict[str, LocalKey]:
    """What may be filled in, by key. Raises LocalError."""
    found = {}
    for key, entry in _mapping(root / KEYS, KEYS).items():
        try:
            found[str(key)] = LocalKey(str(entry["kind"]), int(entry["days"]), str(entry["about"]))
        except (KeyError, TypeError, ValueError) as error:
            raise LocalError(f"{KEYS}: {key}: write 'kind', 'days' and 'about'") from error
        if found[str(key)].kind not in KINDS:
            raise LocalError(f"{KEYS}: {key}: kind must be one of {', '.join(KINDS)}")
    return found


def read_municipality(code: str, root: Path = ROOT) -> Municipality:
    """The layer of one municipality. Raises LocalError when it has no file, or when something in it is wrong."""
    if code not in municipalities(root):
        raise LocalError(f"must be one of {', '.join(municipalities(root))}, or empty; {FOLDER} has no {code}.yml")
    place, keys = f"{FOLDER}/{code}.yml", read_keys(root)
    content = _mapping(root / place, place)
    if not isinstance(content.get("name"), str):
        raise LocalError(f"{place}: name: write the name of the municipality")
    values = _part(content, "values", place)
    if unknown := sorted(str(key) for key in values if key not in keys):
        raise LocalError(f"{place}: {', '.join(unknown)}: is not in {KEYS}; take it out or name it there")
    return Municipality(
        code,
        content["name"],
        {key: _value(entry, keys[key].kind, f"{place}: {key}") for key, entry in values.items()},
        {str(topic): _day(day, f"{place}: confirmed: {topic}") for topic, day in _part(content, "confirmed", place).items()},
    )


def is_overdue(checked: date, days: int, today: date) -> bool:
    """Whether a check of that day has lasted longer than it counts."""
    return checked + timedelta(days) < today


def _value(entry: Any, kind: str, place: str) -> LocalValue:
    if not isinstance(entry, dict) or entry.get("value") in (None, "", {}):
        raise LocalError(f"{place}: write a value; leave the whole line out when nobody knows it yet")
    value, placeholder = entry["value"], entry.get("placeholder") is True
    if not placeholder and not (entry.get("checked") and entry.get("source")):
        raise LocalError(f"{place}: write 'checked' (the day) and 'source', or 'placeholder: true'")
    checked = None if placeholder else _day(entry["checked"], f"{place}: checked")
    until = _day(entry["until"], f"{place}: until") if entry.get("until") else None
    if kind == "hours":
        return LocalValue(kind, "", _hours(value, place), placeholder, checked, until)
    words = str(value).strip()
    if not words or len(words) > LONGEST or re.search(r"[\n{}\[\]]", words):
        raise LocalError(f"{place}: must be one line of at most {LONGEST} characters without brackets")
    if kind == "phone" and not _PHONE.fullmatch(words):
        raise LocalError(f'{place}: must be a telephone number in quotes, such as "0341-000 000"')
    if _AMOUNT.search(words) and until is None:
        raise LocalError(f"{place}: holds an amount; write with 'until' on which day it ends, or take the amount out")
    return LocalValue(kind, words, (), placeholder, checked, until)


def _hours(value: Any, place: str) -> tuple[tuple[int, str], ...]:
    if (
        not isinstance(value, dict)
        or not all(day in range(1, 8) for day in value)
        or not all(_TIMES.fullmatch(str(times)) for times in value.values())
    ):
        raise LocalError(f'{place}: write times by day, 1 is Monday, such as {{1: "9:00-12:00, 13:00-16:00"}}')
    return tuple(sorted((int(day), str(times)) for day, times in value.items()))


def _day(value: Any, place: str) -> date:
    if not isinstance(value, date):
        raise LocalError(f"{place}: write a day as 2026-11-22")
    return value


def _part(content: dict[str, Any], name: str, place: str) -> dict[str, Any]:
    part = content.get(name) or {}
    if not isinstance(part, dict):
        raise LocalError(f"{place}: {name}: write 'key: …' lines below it")
    return part


def _mapping(file: Path, place: str) -> dict[str, Any]:
    try:
        content = read_yaml(file)
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise LocalError(f"{place}: cannot be read ({' '.join(str(error).split())}); mend it") from error
    if not isinstance(content, dict):
        raise LocalError(f"{place}: is empty or no mapping; see {FOLDER}")
    return content
