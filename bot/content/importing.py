"""Takes in what translators gave back: refuses what would do harm, with the reason, and writes the rest into the files.

A response is taken in as a whole or not at all, so that its text and its titles belong together.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.content.exchange import Unit, normal, said_lines, translated
from bot.content.ledger import PERSON, Entry, Ledger, fingerprint, read_ledger, write_ledger
from bot.content.response_file import Change, ResponseFileError, added, changed
from bot.content.responses import complaints_of
from bot.content.standing import is_stale
from bot.content.tree import ContentError, Tree, Written
from bot.languages import REFERENCE

MACHINE_STATUS = "machine"  # a changed text is unread again


@dataclass
class Outcome:
    """What came of an import."""

    taken: list[str] = field(default_factory=list)  # names of responses
    confirmed: list[str] = field(default_factory=list)  # of which only the mark "to check" was taken away
    left: int = 0  # responses that were left as they are: not translated yet, or still to check
    refused: list[str] = field(default_factory=list)  # one line each: name, reason, cure


def take_in(tree: Tree, code: str, units: list[Unit], today: date, by: str = PERSON) -> Outcome:
    """Write what can be taken in to the files and to the ledger. Raises ContentError for a language that is not there."""
    if code == REFERENCE or code not in tree.languages:
        raise ContentError(f"{code!r} is no language to translate into; is it in languages.yml?")
    outcome, ledger = Outcome(), read_ledger(tree.root, code)
    by_name: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_name[unit.name].append(replace(unit, dutch=normal(unit.dutch), translation=normal(unit.translation)))
    wanted: dict[str, Written] = {}
    for name, given in by_name.items():
        new, reasons = _judge(tree, code, name, given, ledger, outcome)
        outcome.refused += [f"{name}: {reason}" for reason in reasons]
        if new is not None and not reasons:
            wanted[name] = new
    for file, names in _by_file(tree, wanted).items():
        try:
            _write(tree, code, file, {name: wanted[name] for name in names})
        except ResponseFileError as error:
            outcome.refused += [f"{name}: {error}" for name in names]
            continue
        for name in names:
            outcome.taken.append(name)
            ledger[name] = Entry(fingerprint(tree.reference[name]), fingerprint(wanted[name]), by, today)
    for name in outcome.confirmed:
        ledger[name] = replace(ledger[name], source=fingerprint(tree.reference[name]))
    if outcome.taken or outcome.confirmed:
        write_ledger(tree.root, code, ledger, tree.languages[code].english)
    return outcome


def _judge(
    tree: Tree, code: str, name: str, given: list[Unit], ledger: Ledger, outcome: Outcome
) -> tuple[Written | None, list[str]]:
    """The response as it would become, or None when nothing is to be written; and why it may not be."""
    dutch, here = tree.reference.get(name), translated(tree, code, name)
    if dutch is None:
        return None, ["Dutch has no such text any more; take it out of the file"]
    texts = {unit.index: unit for unit in given}
    places: list[int | None] = [None, *range(len(dutch.buttons))]
    now = _texts(dutch)
    if len(texts) != len(given) or set(texts) != set(places) or any(normal(now[at]) != texts[at].dutch for at in places):
        return None, ["its Dutch text or buttons changed since the export; export again"]
    mine: dict[int | None, str] = {}
    if here is not None:
        mine = _texts(here)
    if all(texts[at].translation == normal(mine.get(at, "")) for at in places):
        to_do = here is None or any(unit.to_check for unit in given)
        outcome.left += to_do
        entry = ledger.get(name)
        if here is not None and not to_do and entry is not None and is_stale(entry, dutch) and entry.text == fingerprint(here):
            outcome.confirmed.append(name)
        return None, []
    reasons = []
    if (fingerprint(here) if here else "") != given[0].own:
        reasons.append("it changed here too since the export; export again and look at both")
    if here is not None and len(here.buttons) != len(dutch.buttons):
        reasons.append("its buttons are not those of Dutch; mend the file first")
    if any(unit.to_check for unit in given):
        reasons.append("it is still marked to be checked; take the mark away when it is right")
    reasons += [f"{texts[at].context} is empty; write it" for at in places if not texts[at].translation]
    if said_lines(texts[None].translation) != said_lines(dutch.text):
        reasons.append("its lines with 🗣 are not those of Dutch; leave these sentences as they are")
    titles = tuple((texts[index].translation, payload) for index, (_, payload) in enumerate(dutch.buttons))
    new = Written(str(Path("data/responses", code, Path(dutch.file).name)), texts[None].translation, titles, dutch.metadata)
    if any(ord(sign) < 32 and sign != "\n" for text in (new.text, *(title for title, _ in titles)) for sign in text):
        reasons.append("it holds a sign that cannot be shown, such as a tab; take it out")
    if any("\n" in title for title, _ in titles):
        reasons.append("a title has two lines; make it one")
    if all(unit.translation for unit in given):
        reasons += complaints_of(tree, code, name, new)
    return new, reasons


def _texts(written: Written) -> dict[int | None, str]:
    """The text (None) and the titles of a response, by their place."""
    found: dict[int | None, str] = {None: written.text}
    found.update({index: title for index, (title, _) in enumerate(written.buttons)})
    return found


def _by_file(tree: Tree, wanted: dict[str, Written]) -> dict[str, list[str]]:
    """The responses that are to be written, by the name of their Dutch file."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in tree.reference:
        if name in wanted:
            found[tree.reference[name].file].append(name)
    return found


def _write(tree: Tree, code: str, dutch_file: str, wanted: dict[str, Written]) -> None:
    file = tree.root / "data" / "responses" / code / Path(dutch_file).name
    source = (tree.root / dutch_file).read_text(encoding="utf-8")
    if file.is_file():
        text = file.read_text(encoding="utf-8")
    else:
        head = source[: source.index("responses:")].replace(tree.languages[REFERENCE].english, tree.languages[code].english)
        text = f"{head}responses:\n"
    changes = {
        name: Change(new.text, {index: title for index, (title, _) in enumerate(new.buttons)}, MACHINE_STATUS)
        for name, new in wanted.items()
    }
    there = {name: change for name, change in changes.items() if name in tree.responses[code]}
    text = changed(text, there)
    for name in changes:
        if name not in there:
            text = added(text, source, name, changes[name])
    file.write_text(text, encoding="utf-8")
