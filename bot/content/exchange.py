"""What translators get and give back: each text and each title with its Dutch, one unit each.

How units stand in a PO file or a worksheet is left to `po_file.py` and `worksheet.py`, what happens to them to `importing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.content.ledger import fingerprint, read_ledger
from bot.content.responses import IN_ALL_LANGUAGES
from bot.content.standing import is_stale
from bot.content.tree import ContentError, Tree, Written
from bot.content.wording import SAID
from bot.languages import REFERENCE

UNTRANSLATED = "untranslated"  # a text of a draft language that is still Dutch
OWN = "text"  # the comment with the fingerprint of the translation at the time of export


@dataclass(frozen=True)
class Unit:
    """One text (`index` None) or title: the Dutch, the translation (empty when there is none), and what to know about it."""

    name: str
    index: int | None
    dutch: str
    translation: str
    to_check: bool = False  # the Dutch changed since, or nobody says from which Dutch it was made
    own: str = ""  # the fingerprint of the translated response; empty when there was none
    comments: tuple[str, ...] = ()

    @property
    def context(self) -> str:
        """The response, and for a title the number of its button."""
        return self.name if self.index is None else f"{self.name}#{self.index + 1}"


def parse_context(context: str) -> tuple[str, int | None]:
    """Name and index of a context. Raises ValueError."""
    name, sign, number = context.partition("#")
    return name, int(number) - 1 if sign else None


def normal(text: str) -> str:
    """A text as it comes out of an editor, with the line ends that our files have."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def units(tree: Tree, code: str) -> list[Unit]:
    """All that can be translated, in the order of the Dutch files. Raises ContentError for a language that has none."""
    if code == REFERENCE or code not in tree.languages:
        raise ContentError(f"{code!r} is no language to translate into; choose from {', '.join(_targets(tree))}")
    ledger = read_ledger(tree.root, code)
    found: list[Unit] = []
    for name, dutch in tree.reference.items():
        if name == IN_ALL_LANGUAGES:
            continue  # it holds every language
        written = translated(tree, code, name)
        entry = ledger.get(name)
        own = fingerprint(written) if written else ""
        if written is None:
            state = "missing"
        elif entry is None or entry.text != own:
            state = "not in the ledger"
        elif is_stale(entry, dutch):
            state = "stale: the Dutch text changed since"
        else:
            state = f"by {entry.by} on {entry.on}"
            state += f", reviewed by {entry.reviewed_by} on {entry.reviewed_on}" if entry.reviewed_on else ", not reviewed"
        comments = (f"file: {Path(dutch.file).name}", *_metadata(dutch), f"ledger: {state}")
        stale = state.startswith("stale")
        found.append(Unit(name, None, dutch.text, written.text if written else "", stale, own, comments))
        for index, (title, payload) in enumerate(dutch.buttons):
            mine = written.buttons[index][0] if written and index < len(written.buttons) else ""
            found.append(Unit(name, index, title, mine, stale, own, (f"button: {payload}", *comments)))
    return found


def translated(tree: Tree, code: str, name: str) -> Written | None:
    """The translation of a response; None when there is none or it is still Dutch."""
    written = tree.responses[code].get(name)
    return None if written is None or (written.metadata or {}).get("status") == UNTRANSLATED else written


def said_lines(text: str) -> list[str]:
    """The Dutch sentences to say, marked with a talking head; the same in every language."""
    return [line.strip().strip("\u200e\u200f\u2066\u2069") for line in text.splitlines() if SAID in line]


def _metadata(dutch: Written) -> Iterable[str]:
    metadata = dutch.metadata or {}
    if metadata.get("facts"):
        yield f"facts: {', '.join(metadata['facts'])}"
    if metadata.get("status"):
        yield f"status of the Dutch: {metadata['status']}"


def _targets(tree: Tree) -> list[str]:
    return [code for code in tree.languages if code != REFERENCE]
