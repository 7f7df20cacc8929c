"""The texts as pages to read, one for each topic, all languages side by side: for key persons who read them over.

Pages need nothing else: no network, no script. What stands in the ledger is left to `ledger.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content.exchange import translated
from bot.content.ledger import Ledger, fingerprint, read_ledger
from bot.content.standing import is_stale
from bot.content.tree import Tree

TEMPLATES = Path(__file__).parent / "templates"


def write_pages(tree: Tree, folder: Path, today: date, languages: list[str] | None = None) -> int:
    """Write the pages; returns how many topics. Dutch comes first, then `languages` or all of them."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    codes = [code for code in tree.languages if languages is None or code in languages]
    shown = [tree.languages[code] for code in codes]
    ledgers = {code: read_ledger(tree.root, code) for code in codes}
    topics: dict[str, list[str]] = defaultdict(list)
    for name, dutch in tree.reference.items():
        topics[Path(dutch.file).stem].append(name)
    folder.mkdir(parents=True, exist_ok=True)
    for topic, names in topics.items():
        page = environment.get_template("topic.html").render(
            topic=topic, languages=shown, rows=[_row(tree, name, ledgers) for name in names]
        )
        (folder / f"{topic}.html").write_text(page, encoding="utf-8")
    index = environment.get_template("index.html").render(
        topics=sorted((topic, len(names)) for topic, names in topics.items()), languages=shown, today=today.isoformat()
    )
    (folder / "index.html").write_text(index, encoding="utf-8")
    return len(topics)


def _row(tree: Tree, name: str, ledgers: dict[str, Ledger]) -> dict[str, Any]:
    cells = [_cell(tree, name, code, ledger) for code, ledger in ledgers.items()]
    return {"name": name, "facts": (tree.reference[name].metadata or {}).get("facts"), "cells": cells}


def _cell(tree: Tree, name: str, code: str, ledger: Ledger) -> dict[str, Any]:
    written, entry = translated(tree, code, name), ledger.get(name)
    if written is None:
        return {"messages": []}
    if entry is None or entry.text != fingerprint(written):
        state = "not in the ledger"
    elif is_stale(entry, tree.reference[name]):
        state = "the Dutch text changed since"
    else:
        state = f"reviewed by {entry.reviewed_by} on {entry.reviewed_on}" if entry.reviewed_on else "read by nobody yet"
    return {
        "code": code,
        "direction": tree.languages[code].direction,
        "messages": [part.strip() for part in re.split(r"\n\s*\n", written.text) if part.strip()],
        "titles": [title for title, _ in written.buttons],
        "state": state,
    }
