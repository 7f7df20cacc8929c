"""Reads the files that the team edits, as they stand; a mistake becomes a complaint, never a stack trace.

What is right or wrong about texts and examples is left to `responses.py` and `examples.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bot.languages import REFERENCE, Language, read_languages
from bot.texts import read_numbers

Value = TypeVar("Value")
# The parser in C is ten times as fast, where it is installed.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentError(Exception):
    """A file is unreadable on which all checks rest; the message is the complaint."""


@dataclass(frozen=True)
class Written:
    """A response as it stands in its file."""

    file: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()  # title and payload
    metadata: dict[str, Any] | None = None


@dataclass(frozen=True)
class Domain:
    """What domain.yml names; `forms` with the slots that each asks for."""

    intents: frozenset[str]
    actions: frozenset[str]
    forms: dict[str, list[str]]


@dataclass
class Tree:
    """What the checks compare with each other. `responses` maps language → name → Written."""

    root: Path
    languages: dict[str, Language]
    domain: Domain
    numbers: dict[str, str]
    responses: dict[str, dict[str, Written]] = field(default_factory=dict)
    files: dict[str, set[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    @cached_property
    def known_numbers(self) -> frozenset[str]:
        """The telephone numbers of the table, in digits only."""
        return frozenset(re.sub(r"\D", "", number) for number in self.numbers.values())

    @property
    def reference(self) -> dict[str, Written]:
        """The responses in the language in which every text exists."""
        return self.responses[REFERENCE]


def read_tree(root: Path, also: str | None = None) -> Tree:
    """The languages that people are offered, and `also` one that is being written; the domain, the numbers and all responses.

    Raises ContentError when a file is unreadable on which all others rest.
    """
    domain = read_or_stop(root, "domain.yml", read_domain)
    languages = read_or_stop(root, "languages.yml", read_languages)
    tree = Tree(
        root,
        {code: language for code, language in languages.items() if language.status == "live" or code in (REFERENCE, also)},
        domain,
        read_or_stop(root, "data/facts/numbers.yml", read_numbers),
    )
    for code in tree.languages:
        files = sorted((root / "data" / "responses" / code).glob("*.yml"))
        tree.files[code] = {file.name for file in files}
        tree.responses[code] = {}
        for file in files:
            _read_responses(tree, code, file)
    return tree


def read_or_stop(root: Path, name: str, read: Callable[[Path], Value]) -> Value:
    """What is in a file on which all others rest. Raises ContentError with the complaint when it cannot be read."""
    try:
        return read(root / name)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContentError(f"{name}: cannot be read ({reason(error)}); mend it, all other checks rest on it") from error


def read_domain(file: Path) -> Domain:
    """What domain.yml names. Raises OSError, yaml.YAMLError, AttributeError, KeyError or TypeError."""
    values = parse(file.read_text(encoding="utf-8"))
    return Domain(
        frozenset(values.get("intents") or ()),
        frozenset(values.get("actions") or ()),
        {name: list(form["required_slots"]) for name, form in (values.get("forms") or {}).items()},
    )


def parse(text: str) -> Any:
    """The value of a YAML text. Raises yaml.YAMLError, also when a key stands twice and would hide the first."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        twice = _key_twice(node)
        if twice:
            raise yaml.YAMLError(f"{twice} stands there twice")
        return loader.construct_document(node) if node is not None else {}
    finally:
        loader.dispose()


def compose(text: str) -> yaml.Node | None:
    """The nodes of a YAML text, which know their lines. Raises yaml.YAMLError."""
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return node


def reason(error: Exception) -> str:
    """Why a file could not be read, in one line."""
    mark = getattr(error, "problem_mark", None)
    problem = " ".join((getattr(error, "problem", None) or str(error)).split())
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


def _key_twice(node: yaml.Node | None) -> str | None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                return str(key.value)
            seen.add(key.value)
            if twice := _key_twice(value):
                return twice
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if twice := _key_twice(item):
                return twice
    return None


def _read_responses(tree: Tree, code: str, file: Path) -> None:
    place = str(file.relative_to(tree.root))
    try:
        entries = (parse(file.read_text(encoding="utf-8")) or {})["responses"].items()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        tree.complaints.append(f"{place}: is no YAML ({reason(error)}); mend that line")
        return
    except (KeyError, TypeError, AttributeError):
        tree.complaints.append(f"{place}: has no 'responses:'; put the responses under that key")
        return
    for name, variations in entries:
        if name in tree.responses[code]:
            there = tree.responses[code][name].file
            tree.complaints.append(f"{place}: {name}: stands in {there} as well; keep one of them")
            continue
        try:
            (only,) = variations
            tree.responses[code][name] = Written(
                place,
                only["text"].strip(),
                tuple((button["title"].strip(), button["payload"].strip()) for button in only.get("buttons") or ()),
                only.get("metadata"),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            tree.complaints.append(
                f"{place}: {name}: is not one variation with a text and, if any, buttons with title and payload; "
                "write '- text: …' (quote a text that looks like a number, yes or no)"
            )
