"""Where the texts of each language stand: missing, stale, not in the ledger, not read by a person, or read too long ago."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import yaml

from bot.content import limits
from bot.content.ledger import Entry, fingerprint, read_ledger
from bot.content.tree import ContentError, Tree, Written, parse

# What no person has read may not go live here: danger, consent, rights, consequences. Files begin so, also the deeper ones.
CRITICAL_FILES = ("safety", "start", "my_data", "privacy", "rights", "expectations_consequences")
CRITICAL_NAMES = ("utter_crisis_",)
INTERVALS = "data/facts/review.yml"


@dataclass
class Standing:
    """The names of the texts of one language, by what is the matter with them."""

    missing: list[str] = field(default_factory=list)  # no translation
    stale: list[str] = field(default_factory=list)  # the Dutch text changed since
    unrecorded: list[str] = field(default_factory=list)  # new or changed, and not in the ledger
    unreviewed: list[str] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)  # reviewed too long ago
    critical: list[str] = field(default_factory=list)  # unreviewed, of what must be reviewed before going live

    def counts(self) -> dict[str, int]:
        return {name: len(names) for name, names in vars(self).items()}


def standing(tree: Tree, code: str, today: date, intervals: dict[str, int]) -> Standing:
    """Where the texts of one language stand. Raises ContentError when the ledger cannot be read."""
    found, ledger = Standing(), read_ledger(tree.root, code)
    for name, dutch in sorted(tree.reference.items()):
        written = tree.responses[code].get(name)
        if written is None or (written.metadata or {}).get("status") == "untranslated":
            found.missing.append(name)
            continue
        entry = ledger.get(name)
        recorded = entry is not None and entry.text == fingerprint(written)
        if entry is None or not recorded:
            found.unrecorded.append(name)
        elif is_stale(entry, dutch):
            found.stale.append(name)
        if entry is None or not recorded or entry.reviewed_on is None:
            found.unreviewed.append(name)
            if is_critical(name, dutch):
                found.critical.append(name)
        elif entry.reviewed_on + timedelta(review_days(dutch, intervals)) < today:
            found.overdue.append(name)
    return found


def is_stale(entry: Entry, dutch: Written) -> bool:
    """Whether the Dutch text is another than the one that a text was made from."""
    return entry.source != fingerprint(dutch)


def is_critical(name: str, dutch: Written) -> bool:
    """Whether a text may only go live when a person has read it."""
    return name.startswith(CRITICAL_NAMES) or dutch.file.rpartition("/")[2].startswith(CRITICAL_FILES)


def review_days(dutch: Written, intervals: dict[str, int]) -> int:
    """How long a review of this text counts: as long as the least lasting fact that it rests on."""
    facts: Iterable[str] = (dutch.metadata or {}).get("facts") or ()
    return min((intervals.get(fact, limits.REVIEW_DAYS) for fact in facts), default=limits.REVIEW_DAYS)


def read_intervals(tree: Tree) -> dict[str, int]:
    """Days between reviews by fact. Raises ContentError when the file cannot be read."""
    file = tree.root / INTERVALS
    try:
        return {str(fact): int(days) for fact, days in (parse(file.read_text(encoding="utf-8")) or {}).items()}
    except FileNotFoundError:
        return {}
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError, ValueError) as error:
        raise ContentError(f"{INTERVALS}: cannot be read; write 'fact: days' on each line") from error
