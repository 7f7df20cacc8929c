"""The numbers in the texts: each term, age and size is in one dated table, no amount is in a text, all languages have the same.

Telephone numbers are left to `responses.py`, numbers of one municipality to `bot/local_layer.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.content.overdue import overdue_lines
from bot.content.responses import IN_ALL_LANGUAGES
from bot.content.tree import ContentError, Tree, Written, parse, read_tree, reason
from bot.content.wording import western
from bot.languages import REFERENCE, ROOT
from bot.texts import BLANK

FIGURES = "data/facts/figures.yml"
SMALL = 8  # a number up to here without a unit of time counts things in the text itself ("3 routes")
WRITTEN_OUT = ("1", "2")  # languages with a dual or an article write these as words
_UNITS = {"week": "weken", "maand": "maanden", "dag": "dagen", "uren": "uur", "minuut": "minuten"}
_TIMES = frozenset({"weken", "maanden", "jaar", "dagen", "uur", "minuten"})
_LIST_NUMBER = re.compile(r"(?m)^\s*\d+\. ")
_LEVEL = re.compile(r"(?<![A-Za-z0-9])(?:[ABC][12]|Nt2)(?![A-Za-z0-9])", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w.,-])(\d+(?:[.,]\d+)?)(?![\w-])(?:\s+([^\W\d_]+))?")
_YEAR_OF_INFORMATION = re.compile(r"\b20(?:2[6-9]|[3-9]\d)\b")  # "informatie van 2026": the review dates it
_DATE = re.compile(r"\b\d{1,2}-\d{1,2}-\d{4}\b")
_MONEY = (
    r"€|\$|%|٪|\beuros?\b|\beur\b|يورو|یورو|ዩሮ|\bavro|\byuuro|\bewro"
    r"|\bprocent|\bper ?cent|\byüzde|بالمئة|بالمائة|درصد|ሚእታዊ|\bboqolkiiba|\bji sedî"
)
_AMOUNT = re.compile(rf"(?:{_MONEY})\s?\d|\d\s?(?:{_MONEY})", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """One number with its unit: the topics whose texts may say it, when it was looked up, how many days that lasts."""

    facts: frozenset[str]
    checked: date
    days: int
    source: str


def figure_complaints(root: Path = ROOT, today: date | None = None) -> list[str]:
    """What is wrong with the numbers in the texts, one line each: file, name, cure. With `today` also what is too old."""
    try:
        tree = read_tree(root)
        table = read_figures(root)
    except ContentError as error:
        return [str(error)]
    complaints = []
    for code, responses in tree.responses.items():
        for name, written in responses.items():
            if name == IN_ALL_LANGUAGES:
                continue
            found = [*_amounts(written), *(_not_in_table(written, table) if code == REFERENCE else _other(tree, name, written))]
            complaints += [f"{written.file}: {name}: {line}" for line in found]
    used = {figure for written in tree.reference.values() for figure in figures_of(written)}
    complaints += [f"{FIGURES}: {figure}: no Dutch text says it; take it out" for figure in table if figure not in used]
    return complaints + (overdue_figures(root, today) if today else [])


def overdue_figures(root: Path, today: date) -> list[str]:
    """The numbers that were looked up too long ago. Raises ContentError when the table cannot be read."""
    return overdue_lines(str(FIGURES), read_figures(root), today)


def read_figures(root: Path) -> dict[str, Figure]:
    """The dated table. Raises ContentError when it cannot be read."""
    try:
        content: dict[str, Any] = parse((root / FIGURES).read_text(encoding="utf-8")) or {}
        table = {
            str(name): Figure(frozenset(one["facts"]), one["checked"], int(one["days"]), str(one["source"]))
            for name, one in content.items()
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContentError(f"{FIGURES}: cannot be read ({reason(error)}); write facts, checked, days and source") from error
    for name, figure in table.items():
        if not isinstance(figure.checked, date) or not figure.source:
            raise ContentError(f"{FIGURES}: {name}: write 'checked' as 2026-11-22, and 'source'")
    return table


def figures_of(written: Written) -> list[str]:
    """The numbers of a Dutch text that must be in the table, with their unit of time when they have one."""
    found = []
    for match in _FIGURE.finditer(_bare(written)):
        number, word = match[1], (match[2] or "").lower()
        unit = _UNITS.get(word, word)
        if unit in _TIMES:
            found.append(f"{number} {unit}")
        elif float(number.replace(",", ".")) > SMALL:
            found.append(number)
    return found


def _not_in_table(written: Written, table: dict[str, Figure]) -> Iterator[str]:
    facts = frozenset((written.metadata or {}).get("facts") or ())
    for figure in figures_of(written):
        if figure not in table:
            yield f"{figure!r} is not in {FIGURES}; look it up and add it, or take it out"
        elif facts and not facts & table[figure].facts:
            yield f"{figure!r} rests on {', '.join(sorted(table[figure].facts))}; name one of these in metadata.facts"


def _amounts(written: Written) -> Iterator[str]:
    for match in _AMOUNT.finditer(western(_bare(written))):
        yield f"{match[0]!r} is an amount or a percentage; take it out, amounts change and belong to no text"


def _other(tree: Tree, name: str, written: Written) -> Iterator[str]:
    """Numbers that are not those of the Dutch text; a 1 or 2 may be a word."""
    if name not in tree.reference:
        return  # told elsewhere
    mine, dutch = (_digits(one) for one in (written, tree.reference[name]))
    for number in (mine - dutch) + Counter({n: times for n, times in (dutch - mine).items() if n not in WRITTEN_OUT}):
        yield f"the number {number} stands {mine[number]} times, in Dutch {dutch[number]} times; make it the same"


def _digits(written: Written) -> Counter[str]:
    return Counter(re.findall(r"\d+", western(_bare(written, lists=True))))


def _bare(written: Written, lists: bool = False) -> str:
    """The words of a response and its titles without blanks, dates and levels; with the numbers of a list when asked."""
    text = "\n".join([written.text, *(title for title, _ in written.buttons)])
    text = _LEVEL.sub(" ", BLANK.sub(" ", text))
    return text if lists else _YEAR_OF_INFORMATION.sub(" ", _DATE.sub(" ", _LIST_NUMBER.sub("", text)))
