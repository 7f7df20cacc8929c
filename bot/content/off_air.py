"""Takes a text off the air at once, when it turns out to be wrong, and puts it back: `data/off_the_air.yml`.

What people get instead is left to `bot/texts.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.standing import CRITICAL_NAMES
from bot.content.tree import ContentError, Tree
from bot.texts import BLANK, OFF_THE_AIR, read_off_the_air

FILE = "data/off_the_air.yml"
_HEAD = """# Texts that nobody gets, by name, with their languages; people are told that Wegwijs can say nothing about it now.
# Written by python -m bot content off and on. Wegwijs reads it when it starts.
"""


def take_off(tree: Tree, name: str, languages: Iterable[str]) -> None:
    """Take a text off the air in these languages. Raises ContentError when it may not be."""
    reason = _must_stay(tree, name)
    if reason:
        raise ContentError(f"{name}: {reason}")
    off = read_off_the_air(tree.root / FILE)
    off[name] = off.get(name, frozenset()) | set(languages)
    _write(tree, off)


def put_back(tree: Tree, name: str, languages: Iterable[str]) -> None:
    """Put a text back in these languages. Raises ContentError when it is not off the air there."""
    off = read_off_the_air(tree.root / FILE)
    if not off.get(name, frozenset()) & set(languages):
        raise ContentError(f"{name}: is not off the air there; off are: {', '.join(sorted(off)) or 'none'}")
    off[name] = off[name] - set(languages)
    _write(tree, off)


def _must_stay(tree: Tree, name: str) -> str | None:
    """Why a text may not be taken off: only explanations may, the rest is what conversations are made of."""
    dutch = tree.reference.get(name)
    if dutch is None:
        return "Dutch has no such text; give the name as it stands in data/responses/nl"
    asks = {f"utter_ask_{slot}" for slots in tree.domain.forms.values() for slot in slots}
    explains = bool((dutch.metadata or {}).get("facts"))
    own_blanks = [blank for blank in BLANK.findall(dutch.text) if not blank.startswith("phone:")]
    if name.startswith(CRITICAL_NAMES) or name == OFF_THE_AIR:
        return "people in danger need it; mend the text instead"
    if not explains or name in asks or own_blanks or dutch.file.endswith("/start.yml"):
        return "it is part of the conversation itself and explains no facts; mend the text instead"
    return None


def _write(tree: Tree, off: dict[str, frozenset[str]]) -> None:
    lines = [f"{name}: [{', '.join(f'{code!r}' for code in sorted(off[name]))}]\n" for name in sorted(off) if off[name]]
    (tree.root / FILE).write_text(_HEAD + "".join(lines), encoding="utf-8")
