"""What keeps a municipality from going live: holes in its layer, old checks, nobody on duty, texts that nobody read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import yaml

from bot.content.figures import overdue_figures
from bot.content.must_not_say import overdue_entries
from bot.content.standing import read_intervals, standing
from bot.content.tree import ContentError, Tree, parse, reason
from bot.local_layer import FOLDER, LocalError, Municipality, is_overdue, read_keys, read_municipality
from bot.settings import Settings
from bot.yaml_file import read_yaml

CONFIRMATIONS = "data/facts/confirmations.yml"
NUMBERS = "data/facts/numbers.yml"
NUMBER_DAYS = 92  # telephone numbers are called each quarter
DANGER = "danger, consent, rights or consequences"


def blockers(
    tree: Tree, codes: Collection[str], municipality: str, settings: Settings, today: date, verbose: bool = False
) -> list[str]:
    """All that must be done first, one line each: where, what, cure. `verbose` names each unread text.

    Raises ContentError when the municipality has no file, or one that cannot be read.
    """
    try:
        layer = read_municipality(municipality, tree.root)
        found = [*_holes(tree, layer, today), *_unconfirmed(tree, layer, today), *_numbers(tree, today)]
    except LocalError as error:
        raise ContentError(str(error)) from error
    return [
        *found,
        *overdue_figures(tree.root, today),
        *overdue_entries(tree.root, today),
        *_settings(settings, municipality),
        *_texts(tree, codes, today),
        *unread(tree, codes, verbose),
    ]


def unread(tree: Tree, codes: Collection[str] | None = None, verbose: bool = False) -> list[str]:
    """The languages in which no person has read all texts that must be read, with how many; `verbose` names each text."""
    lines = []
    for code in codes if codes is not None else [c for c, language in tree.languages.items() if language.status == "live"]:
        critical = standing(tree, code, date.min, {}).critical
        if critical:
            lines.append(f"{code}: {len(critical)} texts on {DANGER} were read by nobody; see content review")
        lines += [f"{code}: {name}: was read by nobody" for name in critical if verbose]
    return lines


def _holes(tree: Tree, layer: Municipality, today: date) -> Iterator[str]:
    place = f"{FOLDER}/{layer.code}.yml"
    for key, wanted in read_keys(tree.root).items():
        value = layer.values.get(key)
        if value is None:
            yield f"{place}: {key}: is missing; fill in {wanted.about}"
        elif value.placeholder:
            yield f"{place}: {key}: is a placeholder; fill in {wanted.about}"
        elif value.checked is None or is_overdue(value.checked, wanted.days, today):
            yield f"{place}: {key}: was checked on {value.checked}, more than {wanted.days} days ago; look again"
        elif value.until is not None and value.until < today:
            yield f"{place}: {key}: ended on {value.until}; fill in what holds now"


def _unconfirmed(tree: Tree, layer: Municipality, today: date) -> Iterator[str]:
    place = f"{FOLDER}/{layer.code}.yml"
    try:
        wanted: dict[str, Any] = parse((tree.root / CONFIRMATIONS).read_text(encoding="utf-8"))
        for topic, entry in wanted.items():
            day = layer.confirmed.get(topic)
            if day is None:
                yield f"{place}: confirmed: {topic} is missing; find out: {entry['confirm']}"
            elif is_overdue(day, int(entry["days"]), today):
                yield f"{place}: confirmed: {topic} is of {day}; find out again: {entry['confirm']}"
        for topic in sorted(set(layer.confirmed) - set(wanted)):
            yield f"{place}: confirmed: {topic} is not in {CONFIRMATIONS}; take it out"
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContentError(f"{CONFIRMATIONS}: cannot be read ({reason(error)}); mend it") from error


def _numbers(tree: Tree, today: date) -> Iterator[str]:
    for key, entry in read_yaml(tree.root / NUMBERS).items():
        if not isinstance(entry.get("checked"), date) or is_overdue(entry["checked"], NUMBER_DAYS, today):
            yield f"{NUMBERS}: {key}: was not checked in the last {NUMBER_DAYS} days; call the number and write the day"


def _settings(settings: Settings, municipality: str) -> Iterator[str]:
    if not settings.on_duty:
        yield "DUTY_ROSTER: nobody is on duty outside office hours; write who"
    if settings.municipality != municipality:
        yield f"MUNICIPALITY: is {settings.municipality or 'empty'}; set it to {municipality}"
    if settings.reviewed_only != "on":
        yield "REVIEWED_ONLY: is off; set it to on"
    if not settings.public_url.startswith("https://"):
        yield "PUBLIC_URL: has no https:// address; write the one that people use"


def _texts(tree: Tree, codes: Collection[str], today: date) -> Iterator[str]:
    intervals = read_intervals(tree)
    for code in codes:
        stands = standing(tree, code, today, intervals)
        for what, names in (("missing", stands.missing), ("stale", stands.stale), ("overdue", stands.overdue)):
            if names:
                some = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
                yield f"{code}: {len(names)} texts are {what}: {some}; see content check"
