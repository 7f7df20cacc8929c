"""What `content check` prints: where the texts of each language stand, in figures, and which are written too hard."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from bot.content.standing import Standing, read_intervals, standing
from bot.content.tree import Tree
from bot.content.vocabulary import read_vocabulary
from bot.content.writing import hardest, writing_complaints
from bot.languages import REFERENCE
from bot.texts import read_off_the_air

_NO_FREQUENCIES = "Nobody looked for rare words: wordfreq is missing; script/setup --tests installs it."


@dataclass
class Overview:
    """The lines to print, the complaints, and whether all is well."""

    lines: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    fails: bool = False


def overview(tree: Tree, codes: Collection[str], today: date, live: bool = False, verbose: bool = False) -> Overview:
    """Where these languages stand. `live` refuses unreviewed critical texts too, `verbose` names each text.

    Raises ContentError when a list or a ledger cannot be read.
    """
    found, vocabulary, intervals = Overview(), read_vocabulary(tree), read_intervals(tree)
    heads = list(Standing().counts())
    found.lines.append("  ".join(["language", *heads]))
    for code in codes:
        stands = standing(tree, code, today, intervals)
        counts = stands.counts()
        found.lines.append("  ".join([f"{code:8}", *(f"{counts[head]:{len(head)}}" for head in heads)]))
        if verbose:
            found.lines += [f"  {head}: {name}" for head in heads for name in getattr(stands, head)]
        found.fails = found.fails or bool(stands.missing or stands.stale or (live and stands.critical))
        found.complaints += writing_complaints(tree, code, vocabulary)
    found.fails = found.fails or bool(found.complaints)
    if verbose and REFERENCE in codes:
        found.lines += ["The hardest Dutch texts:", *hardest(tree)]
    off = read_off_the_air(tree.root / "data" / "off_the_air.yml")
    found.lines += [f"off the air: {name} ({', '.join(sorted(off[name]))})" for name in sorted(off)]
    if not vocabulary.knows_frequencies:
        found.lines.append(_NO_FREQUENCIES)
    return found
