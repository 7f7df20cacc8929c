"""Puts a named response into words, in the language of the person. Rasa knows the names alone.

Blanks are written `[[name]]`; `[[phone:veilig_thuis]]` is a number of `data/facts/numbers.yml`, `[[local:desk_phone]]` what the
municipality filled in. They are filled in here and not by Rasa, because a person's own words must never pass Rasa's templates.
A line whose local value nobody knows is not shown; one honest line stands in the place of all such lines.
A blank line in a text begins a new message.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.languages import REFERENCE, ROOT
from bot.languages import language as language_of
from bot.local_layer import LocalValue, read_municipality
from bot.messages import Choice, Reply
from bot.yaml_file import read_yaml

RESPONSES = ROOT / "data" / "responses"
NUMBERS = ROOT / "data" / "facts" / "numbers.yml"
OFF_FILE = ROOT / "data" / "off_the_air.yml"
OFF_THE_AIR = "utter_off_the_air"  # said in the place of a text that was taken off the air
LOCAL = "local:"
LOCAL_UNKNOWN, LOCAL_INCOMPLETE = "utter_local_unknown", "utter_local_incomplete"  # nothing of it is known; the rest is not
ON_CHANNEL = "_on_"  # `utter_x_on_web` is said in the place of `utter_x` in the web chat
BLANK = re.compile(r"\[\[([a-z_]+(?::[a-z0-9_]+)?)\]\]")
# Isolates keep digits and Dutch words in their own direction inside right-to-left text (Unicode UAX #9).
RIGHT_TO_LEFT_MARK = "\u200f"
SAID_IN_DUTCH = "🗣"  # begins a line with a sentence to say in Dutch
SENTENCE_TO_SAY = re.compile(SAID_IN_DUTCH + r' *("[^"]*"|.+?)([^"]*)')
FIRST_STRONG_ISOLATE, LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE = "\u2068", "\u2066", "\u2069"


@dataclass(frozen=True)
class Response:
    """One response in one language, as the team wrote it."""

    text: str
    choices: tuple[Choice, ...] = ()
    metadata: dict[str, Any] | None = None


@dataclass(frozen=True)
class Rendered:
    """A message in words, with the choices below it."""

    text: str
    choices: tuple[Choice, ...] = ()


class Texts:
    """All responses in all languages. `responses` maps language → name → Response, `off` name → languages where it is off,
    `local` what the municipality filled in, by key."""

    def __init__(
        self,
        responses: dict[str, dict[str, Response]],
        numbers: dict[str, str],
        off: dict[str, frozenset[str]] | None = None,
        local: Mapping[str, LocalValue] | None = None,
    ) -> None:
        self.responses = responses
        self.numbers = numbers
        self.off = off or {}
        self.local = local or {}

    def of_municipality(self, code: str) -> Texts:
        """These texts with what a municipality filled in; without it when `code` is empty. Raises LocalError."""
        return Texts(self.responses, self.numbers, self.off, read_municipality(code).values if code else None)

    def shown_numbers(self) -> frozenset[str]:
        """The telephone numbers that may stand in a text, also those of the municipality."""
        today = _today()
        own = (value.words for value in self.local.values() if value.kind == "phone" and value.may_be_shown(today))
        return frozenset({*self.numbers.values(), *own})

    def has(self, name: str, language: str = REFERENCE) -> bool:
        return name in self.responses.get(language, {})

    def on_channel(self, name: str, channel: str) -> str:
        """The name of the response that is true in this channel: its own one, while the plain one may be shown."""
        own = f"{name}{ON_CHANNEL}{channel}"
        return own if self.has(own) and name not in self.off else name

    def has_unread(self, language: str) -> bool:
        """Whether an explanation in this language was written by a machine and read by nobody yet."""
        told = (response.metadata or {} for response in self.responses.get(language, {}).values())
        return any(metadata.get("facts") and metadata.get("status") == "machine" for metadata in told)

    def response(self, name: str, language: str) -> Response:
        """The response in this language, else in Dutch. Raises KeyError when nobody wrote it."""
        if language in self.off.get(name, ()):
            name = OFF_THE_AIR
        found = self.responses.get(language, {}).get(name) or self.responses[REFERENCE].get(name)
        if found is None:
            raise KeyError(f"response {name} is in no file under data/responses/{REFERENCE}")
        return found

    def line(self, name: str, language: str, /, **values: Any) -> str:
        """The text of a response without buttons, its blanks filled."""
        return self._fill(self.response(name, language).text, language, values)

    def lines(self, name: str, language: str, /, **values: Any) -> list[str]:
        """The lines of a response, each filled by itself: a break in somebody's own words begins no line of ours."""
        return [self._fill(line, language, values) for line in self.response(name, language).text.split("\n")]

    def render(self, reply: Reply, language: str) -> list[Rendered]:
        """The messages of a reply; the choices stand below the last one."""
        response = self.response(reply.response, language)
        filled = self._fill(response.text, language, reply.values)
        parts = [part.strip() for part in re.split(r"\n\s*\n", filled) if part.strip()]
        choices = tuple(
            choice if choice.title else Choice(choice.payload, self.line(choice.response, language, **choice.values))
            for choice in (*response.choices, *reply.choices)
        )
        last = len(parts) - 1
        return [Rendered(part, choices if index == last else ()) for index, part in enumerate(parts)]

    def _fill(self, text: str, language: str, values: dict[str, Any]) -> str:
        text, today = self.with_known(text, language), _today()

        def blank(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith(LOCAL):
                return self._local_value(name.removeprefix(LOCAL), language, today)
            if name.startswith("phone:"):
                return f"{LEFT_TO_RIGHT_ISOLATE}{self.numbers[name.removeprefix('phone:')]}{POP_ISOLATE}"
            return self._value(values.get(name, ""), language)

        # A line that comes out empty is left out; only an empty line of the team's own begins a new message.
        lines = [(line, BLANK.sub(blank, line).replace(" \n", "\n")) for line in text.split("\n")]
        shown = (filled for line, filled in lines if filled.strip() or not line.strip())
        return "\n".join(_directed(line) if language_of(language).direction == "rtl" else line for line in shown)

    def with_known(self, text: str, language: str) -> str:
        """The text without the lines whose local value may not be shown; an honest line stands where the last of them stood."""
        if f"[[{LOCAL}" not in text:
            return text
        today, lines = _today(), text.split("\n")
        known = [self._knows(line, today) for line in lines]
        if None not in known:
            return text
        last = max(number for number, knows in enumerate(known) if knows is None)
        honest = self.response(LOCAL_INCOMPLETE if True in known else LOCAL_UNKNOWN, language).text
        shown = (
            honest if number == last else line
            for number, line in enumerate(lines)
            if known[number] is not None or number == last
        )
        return "\n".join(shown)

    def _knows(self, line: str, today: date) -> bool | None:
        """Whether a line shows local values (True) or has none (False); None when one of them may not be shown."""
        keys = [name.removeprefix(LOCAL) for name in BLANK.findall(line) if name.startswith(LOCAL)]
        known = all(key in self.local and self.local[key].may_be_shown(today) for key in keys)
        return bool(keys) if known else None

    def _local_value(self, key: str, language: str, today: date) -> str:
        """What the municipality filled in; times with the days in the person's language, those with the same times together."""
        value = self.local[key]
        if value.kind != "hours":
            start = LEFT_TO_RIGHT_ISOLATE if value.kind == "phone" else FIRST_STRONG_ISOLATE
            return f"{start}{value.words}{POP_ISOLATE}"
        days_of: dict[str, list[str]] = {}
        for day, times in value.hours:
            days_of.setdefault(times, []).append(self.response(f"utter_day_{day}", language).text)
        lines = [f"{' · '.join(days)} {LEFT_TO_RIGHT_ISOLATE}{times}{POP_ISOLATE}" for times, days in days_of.items()]
        return "\n".join(lines if len(lines) == 1 else ["", *lines])

    def _value(self, value: Any, language: str) -> str:
        """What fills a blank: a text; another response, as {"response", "values"}; or several of these, joined."""
        if isinstance(value, dict) and "response" in value:
            return self.line(value["response"], language, **value.get("values", {}))
        if isinstance(value, dict):
            parts = [self._value(item, language) for item in value["items"]]
            return str(value.get("join", "\n")).join(part for part in parts if part)
        if isinstance(value, int):  # a number of ours: it has no direction of its own
            return str(value)
        # A blank line in someone's own words must not begin a new message.
        own = re.sub(r"\n\s*\n", "\n", str(value)).strip()
        return f"{FIRST_STRONG_ISOLATE}{own}{POP_ISOLATE}" if own else ""


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def _directed(line: str) -> str:
    """A line of a right-to-left text that begins with a Dutch word, marked so that it is still read from the right.

    A Dutch sentence to say stands by itself in its own direction: else its quotes and full stop end up at the wrong side.
    """
    said = SENTENCE_TO_SAY.fullmatch(line)
    if said:
        return f"{RIGHT_TO_LEFT_MARK}{SAID_IN_DUTCH} {LEFT_TO_RIGHT_ISOLATE}{said[1]}{POP_ISOLATE}{said[2]}"
    if not any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in line):
        return line
    isolated = 0
    for sign in line:
        kind = unicodedata.bidirectional(sign)
        isolated += (kind in ("LRI", "RLI", "FSI")) - (kind == "PDI")
        if not isolated and kind in ("L", "R", "AL"):
            return RIGHT_TO_LEFT_MARK + line if kind == "L" else line
    return line


def read_responses(folder: Path) -> dict[str, Response]:
    """The responses of one language, from all its files. Raises ValueError when two files define the same one."""
    found: dict[str, Response] = {}
    for file in sorted(folder.glob("*.yml")):
        for name, variations in (read_yaml(file) or {}).get("responses", {}).items():
            if name in found:
                raise ValueError(f"{file}: response {name} is defined twice")
            first = variations[0]
            buttons = tuple(Choice(button["payload"], button["title"]) for button in first.get("buttons", []))
            found[name] = Response(first["text"].strip(), buttons, first.get("metadata"))
    return found


def read_numbers(file: Path = NUMBERS) -> dict[str, str]:
    """The telephone numbers that texts may show, by key."""
    return {str(key): str(entry["number"]) for key, entry in read_yaml(file).items()}


def read_off_the_air(file: Path = OFF_FILE) -> dict[str, frozenset[str]]:
    """The texts that nobody gets, with the languages in which they are off; none when there is no file."""
    content = (read_yaml(file) or {}) if file.is_file() else {}
    return {name: frozenset(languages) for name, languages in content.items()}


@lru_cache(maxsize=1)
def load_texts() -> Texts:
    """The texts of this installation."""
    folders = [folder for folder in RESPONSES.iterdir() if folder.is_dir()]
    return Texts({folder.name: read_responses(folder) for folder in folders}, read_numbers(), read_off_the_air())
