"""The check of the local layer: every file can be read, every key that a text shows is declared, and a human is always near."""

from __future__ import annotations

from pathlib import Path

from bot.content.tree import ContentError, read_tree
from bot.languages import REFERENCE, ROOT
from bot.local_layer import KEYS, LocalError, municipalities, read_keys, read_municipality
from bot.messages import parse_payload
from bot.texts import BLANK, LOCAL

HUMAN = "request_human"


def local_complaints(root: Path = ROOT) -> list[str]:
    """What is wrong with the local layer and with the texts that show it, one line each: file, name, cure."""
    complaints: list[str] = []
    try:
        tree, keys = read_tree(root), read_keys(root)
    except (ContentError, LocalError) as error:
        return [str(error)]
    for code in municipalities(root):
        try:
            read_municipality(code, root)
        except LocalError as error:
            complaints.append(str(error))
    used: set[str] = set()
    for name, written in tree.reference.items():
        shown = [blank.removeprefix(LOCAL) for blank in BLANK.findall(written.text) if blank.startswith(LOCAL)]
        used.update(shown)
        complaints += [
            f"{written.file}: {name}: [[{LOCAL}{key}]] is not in {KEYS}; name it there" for key in shown if key not in keys
        ]
        if shown and HUMAN not in {parse_payload(payload)[0] for _, payload in written.buttons}:
            complaints.append(
                f"{written.file}: {name}: shows local values; give it a button /{HUMAN}, for when nobody knows them"
            )
        complaints += [
            f"{written.file}: {name}: a title has a blank {LOCAL}…; titles are never left out, write it in the text"
            for title, _ in written.buttons
            if f"[[{LOCAL}" in title
        ]
    complaints += [
        f"{KEYS}: {key}: no text shows it; show it in data/responses/{REFERENCE} or take it out"
        for key in keys
        if key not in used
    ]
    return complaints
