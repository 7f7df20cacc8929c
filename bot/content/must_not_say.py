"""What Wegwijs must never say: each text in each language is searched for sentences that promise, threaten or are not true.

`data/facts/must_not_say.yml` names what it is, `data/facts/must_not_say/<language>.yml` how it looks. A pattern is held
against one sentence; one that denies or asks is let through, unless the denial itself is the mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.content.overdue import overdue_lines
from bot.content.responses import IN_ALL_LANGUAGES
from bot.content.tree import ContentError, Written, parse, read_tree, reason
from bot.content.wording import sentences, western
from bot.languages import ROOT

ENTRIES = "data/facts/must_not_say.yml"
PATTERNS = "data/facts/must_not_say"
_ASKS = re.compile(r"[?؟]")


@dataclass(frozen=True)
class Entry:
    """One thing that is never said, and when somebody last looked whether that still holds."""

    topic: str
    says: str
    instead: str
    checked: date
    days: int
    even_denied: bool


@dataclass(frozen=True)
class Pattern:
    """How it looks in one language, with a sentence that it must catch and one that it must let through."""

    pattern: re.Pattern[str]
    denied: re.Pattern[str] | None  # None: a denial counts as well
    catches: str
    lets_through: str

    def says(self, sentence: str) -> bool:
        """Whether a sentence says it."""
        if self.denied is not None and (_ASKS.search(sentence) or self.denied.search(sentence)):
            return False
        return self.pattern.search(sentence) is not None


def must_not_say_complaints(root: Path = ROOT) -> list[str]:
    """The sentences of texts that must not be said, one line each: file, name, sentence, cure."""
    try:
        tree, entries = read_tree(root), read_entries(root)
        complaints = []
        for code, responses in tree.responses.items():
            patterns = read_patterns(root, code, entries)
            for name, written in responses.items():
                if name != IN_ALL_LANGUAGES:
                    complaints += [f"{written.file}: {name}: {line}" for line in _found(written, patterns, entries)]
    except ContentError as error:
        return [str(error)]
    return complaints


def overdue_entries(root: Path, today: date) -> list[str]:
    """The entries at which nobody looked for too long. Raises ContentError when they cannot be read."""
    return overdue_lines(str(ENTRIES), read_entries(root), today)


def read_entries(root: Path) -> dict[str, Entry]:
    """All that must never be said, by key. Raises ContentError when it cannot be read."""
    try:
        content: dict[str, Any] = parse((root / ENTRIES).read_text(encoding="utf-8"))
        return {
            key: Entry(
                str(one["topic"]),
                str(one["says"]),
                str(one["instead"]),
                date.fromisoformat(str(one["checked"])),
                int(one["days"]),
                one.get("even_denied") is True,
            )
            for key, one in content.items()
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContentError(
            f"{ENTRIES}: cannot be read ({reason(error)}); write topic, says, instead, checked and days"
        ) from error


def read_patterns(root: Path, code: str, entries: dict[str, Entry]) -> dict[str, Pattern]:
    """How the entries look in one language. Raises ContentError when one is missing or cannot be read."""
    place = f"{PATTERNS}/{code}.yml"
    try:
        content = parse((root / place).read_text(encoding="utf-8"))
        denied, rows = re.compile(content["denied"], re.IGNORECASE), content["patterns"]
        if set(rows) != set(entries):
            other = ", ".join(sorted(set(rows) ^ set(entries)))
            raise ContentError(f"{place}: {other}: stands only here or only in {ENTRIES}; write it in both")
        return {
            key: Pattern(
                re.compile(row["pattern"], re.IGNORECASE),
                None if entries[key].even_denied else denied,
                str(row["catches"]),
                str(row["lets_through"]),
            )
            for key, row in rows.items()
        }
    except FileNotFoundError as error:
        raise ContentError(f"{place}: does not exist; write it as {PATTERNS}/nl.yml is written") from error
    except (OSError, yaml.YAMLError, re.error, KeyError, TypeError, AttributeError) as error:
        raise ContentError(f"{place}: cannot be read ({reason(error)}); mend it") from error


def spoken(text: str) -> list[str]:
    """The sentences of a text as patterns read them, digits as 0-9."""
    return [sentence.strip() for sentence in sentences(western(text))]


def _found(written: Written, patterns: dict[str, Pattern], entries: dict[str, Entry]) -> list[str]:
    said = spoken("\n".join([written.text, *(title for title, _ in written.buttons)]))
    return [
        f"{sentence!r} says what must not be said ({key}: {entries[key].says}); say: {entries[key].instead}"
        for key, pattern in patterns.items()
        for sentence in said
        if pattern.says(sentence)
    ]
