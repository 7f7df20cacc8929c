"""Notes that a person has read a text: in the ledger, and in `metadata.status`, which decides what people are told about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.content.exchange import translated
from bot.content.ledger import MACHINE, Entry, fingerprint, pseudonym, read_ledger, write_ledger
from bot.content.response_file import Change, changed
from bot.content.standing import is_stale
from bot.content.tree import ContentError, Tree


def names_of(tree: Tree, wanted: Collection[str]) -> list[str]:
    """The responses that are meant: a name, or a file of Dutch texts such as rights.yml. Raises ContentError."""
    found: list[str] = []
    for one in wanted:
        names = [name for name, dutch in tree.reference.items() if one == name or dutch.file.endswith(f"/{one}")]
        if not names:
            raise ContentError(f"{one}: Dutch has no such text and no such file; give utter_… or a file such as rights.yml")
        found += names
    return list(dict.fromkeys(found))


def note_review(tree: Tree, code: str, names: list[str], reviewer: str, today: date) -> list[str]:
    """Note that these texts were read. Returns why some could not be. Raises ContentError for a wrong pseudonym."""
    reviewer, ledger, refused = pseudonym(reviewer), read_ledger(tree.root, code), []
    by_file: dict[str, list[str]] = defaultdict(list)
    for name in names:
        written, dutch = translated(tree, code, name), tree.reference[name]
        entry = ledger.get(name)
        if written is None:
            refused.append(f"{name}: is not translated yet; translate it first")
            continue
        text = fingerprint(written)
        if entry is None or entry.text != text:
            entry = Entry(fingerprint(dutch), text, MACHINE, today)
        elif is_stale(entry, dutch):
            refused.append(f"{name}: its Dutch text changed since; bring it up to date first")
            continue
        ledger[name] = replace(entry, reviewed_by=reviewer, reviewed_on=today)
        by_file[written.file].append(name)
    for place, read in by_file.items():
        file = tree.root / place
        source = file.read_text(encoding="utf-8")
        file.write_text(changed(source, {name: Change(status="reviewed") for name in read}), encoding="utf-8")
    write_ledger(tree.root, code, ledger, tree.languages[code].english)
    return refused
