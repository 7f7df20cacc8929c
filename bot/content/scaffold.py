"""Begins a language: a draft in `languages.yml`, and files with the keys of the Dutch ones for people to write.

Nothing is translated here, and a draft is offered to nobody. What misses when the language goes live is left to the checks:
a text that still has the status given here is a complaint, and so is an intent without examples.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.content.tree import parse
from bot.languages import REFERENCE, ROOT, read_languages

UNTRANSLATED = "untranslated"  # no status that the checks of the texts accept
# Scripts that are written from right to left have letters of these classes (Unicode UAX #9).
RIGHT_TO_LEFT = ("R", "AL")
# Rooms where a file goes on in another that ends in a number once it is full. Dutch needs it; a language that begins does not.
CONTINUED = ("data/nlu", "data/safety")


class NewLanguageError(Exception):
    """A language cannot be begun; the message says why and what to do. Nothing was written."""


def begin_language(code: str, name: str, english: str, dutch: str, root: Path = ROOT) -> list[str]:
    """Write the draft of a language; returns what was written. Raises NewLanguageError."""
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise NewLanguageError(f"{code!r} is no code of a language; give two or three small letters, as in ISO 639")
    registered = read_languages(root / "languages.yml")
    if code in registered:
        raise NewLanguageError(f"{code} is in languages.yml already; go on with what is there")
    there = [f"{room}/{code}" for room in _CONTENT if (root / room / code).exists()]
    if there:
        raise NewLanguageError(f"{there[0]} exists already; remove it first")
    letter = next((sign for sign in name if sign.isalpha()), None)
    if letter is None:
        raise NewLanguageError("the name has no letter; give it as its speakers write it")
    entry: dict[str, Any] = {
        "name": name,
        "english": english,
        "dutch": dutch,
        "direction": "rtl" if unicodedata.bidirectional(letter) in RIGHT_TO_LEFT else "ltr",
        "script": unicodedata.name(letter).split()[0].capitalize(),
        "status": "draft",
        "reviewers": [],
        "spoken": list(dict.fromkeys(spoken.lower() for spoken in (name, english, dutch, code))),
        "question_words": [],
        "announcing_words": [],
        "meaning_words": [],
        "letter_words": [],
        "control_words": {intent: [] for intent in registered[REFERENCE].control_words},
    }
    for room, content in _CONTENT.items():
        (root / room / code).mkdir(parents=True)
        for file in sorted((root / room / REFERENCE).glob("*.yml")):
            if room in CONTINUED and re.search(r"_\d+$", file.stem):
                continue
            heading = f"# {english} · {file.stem}. Not written yet.\n"
            text = heading + content(parse(file.read_text(encoding="utf-8")))
            (root / room / code / file.name).write_text(text, encoding="utf-8")
    with (root / "languages.yml").open("a", encoding="utf-8") as languages:
        languages.write(_yaml({code: entry}))
    return ["languages.yml", *(f"{room}/{code}" for room in _CONTENT)]


def _no_examples(dutch: dict[str, Any]) -> str:
    """The intents of a Dutch file, for lines that people write without translating: they say it in another way."""
    intents = dict.fromkeys(entry["intent"] for entry in dutch["nlu"])
    return 'version: "3.1"\nnlu:\n' + "\n".join(f"  - intent: {intent}\n    examples: |\n" for intent in intents)


def _texts_to_translate(dutch: dict[str, Any]) -> str:
    """The Dutch texts and buttons, each marked as not translated."""
    responses = {
        name: [{**variation, "metadata": {**(variation.get("metadata") or {}), "status": UNTRANSLATED}}]
        for name, (variation,) in dutch["responses"].items()
    }
    return 'version: "3.1"\n' + _yaml({"responses": responses})


def _no_patterns(dutch: dict[str, Any]) -> str:
    """The lists of a Dutch file of patterns, empty."""
    return _yaml({name: type(members)() for name, members in dutch.items()})


# What a language consists of beside its entry, and how the file is begun from the Dutch one.
_CONTENT: dict[str, Callable[[dict[str, Any]], str]] = {
    "data/nlu": _no_examples,
    "data/responses": _texts_to_translate,
    "data/safety": _no_patterns,
    "tests/nlu": _no_examples,
}


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as a block and indents lists, so that people can edit them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _yaml(value: Any) -> str:
    return str(yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=10**6))
