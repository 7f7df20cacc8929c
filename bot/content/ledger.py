"""The ledger of the texts, `data/ledger/<language>.yml`: from which Dutch text each was made, by whom, and who has read it.

What follows from it (stale, unread, overdue) is left to `standing.py`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.content.tree import ContentError, Tree, Written, parse, reason

HEAD = "# {}: the Dutch text that each text was made from, by whom, and who has read it. Written by python -m bot content.\n"
MACHINE, PERSON = "machine", "person"
_PSEUDONYM = re.compile(r"[A-Za-z][\w.-]{0,39}", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """One text: `source` and `text` are the fingerprints of the Dutch text and of the text itself."""

    source: str
    text: str
    by: str
    on: date
    reviewed_by: str | None = None
    reviewed_on: date | None = None


Ledger = dict[str, Entry]


def fingerprint(written: Written) -> str:
    """Twelve hexadecimal digits of a text and its titles."""
    whole = "\0".join([written.text, *(title for title, _ in written.buttons)])
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def pseudonym(name: str) -> str:
    """The name under which somebody stands in the ledger. Raises ContentError when it is not one."""
    if not _PSEUDONYM.fullmatch(name):
        raise ContentError(f"{name!r} is no pseudonym; give one word of letters, digits, dots and dashes, no address")
    return name


def file_of(root: Path, code: str) -> Path:
    return root / "data" / "ledger" / f"{code}.yml"


def read_ledger(root: Path, code: str) -> Ledger:
    """The entries of a language by name; none when there is no file. Raises ContentError when it cannot be read."""
    file = file_of(root, code)
    try:
        content = parse(file.read_text(encoding="utf-8")) or {}
        return {name: _entry(values) for name, values in content.items()}
    except FileNotFoundError:
        return {}
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        place = file.relative_to(root)
        raise ContentError(f"{place}: cannot be read ({reason(error)}); mend that line, or take it out") from error


def write_ledger(root: Path, code: str, ledger: Ledger, language: str) -> None:
    """Write the entries, one line each, by name. A ledger that says the same is left alone."""
    lines = [HEAD.format(language), *(f"{name}: {_line(entry)}\n" for name, entry in sorted(ledger.items()))]
    file = file_of(root, code)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(lines)
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


def accept(tree: Tree, code: str, today: date, by: str = MACHINE, names: Collection[str] = ()) -> tuple[Ledger, list[str]]:
    """The ledger of a language with what stands there now, and the names of which the entry changed.

    New are the entries of texts that have none or that changed themselves. A text of which only the Dutch changed stays stale,
    unless it is among `names`: somebody looked and it still fits.
    """
    before, after = read_ledger(tree.root, code), Ledger()
    for name, written in tree.responses[code].items():
        if name not in tree.reference:
            continue
        source, text, entry = fingerprint(tree.reference[name]), fingerprint(written), before.get(name)
        if entry is None or entry.text != text:
            after[name] = Entry(source, text, by, today)
        else:
            after[name] = replace(entry, source=source) if name in names else entry
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return after, sorted(changed)


def _entry(values: dict[Any, Any]) -> Entry:
    values = {"on" if key is True else key: value for key, value in values.items()}  # YAML 1.1 takes "on" for true
    on, reviewed_on = values["on"], values.get("reviewed_on")
    if not isinstance(on, date) or not isinstance(reviewed_on, (date, type(None))):
        raise ValueError("a day is no date; write 2027-01-31")
    reviewed_by = values.get("reviewed_by")
    return Entry(
        str(values["source"]),
        str(values["text"]),
        str(values["by"]),
        on,
        str(reviewed_by) if reviewed_by else None,
        reviewed_on,
    )


def _line(entry: Entry) -> str:
    # Fingerprints are quoted: some of them look like numbers.
    return (
        f'{{source: "{entry.source}", text: "{entry.text}", by: {_plain(entry.by)}, on: {entry.on}, '
        f"reviewed_by: {_plain(entry.reviewed_by or '')}, reviewed_on: {entry.reviewed_on or ''}}}"
    )


def _plain(name: str) -> str:
    """A pseudonym as YAML reads it back; "no" and "on" need quotes."""
    return name if not name or yaml.safe_load(name) == name else f'"{name}"'
