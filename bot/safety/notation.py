"""Reads the notation in which the team writes patterns of danger into a tree that can be matched.

`docs/safety.md` explains the notation. What a single word matches is left to `vocabulary.py`, when a tree fits a
sentence to `matching.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Union

GAPS = {"..": 2, "...": 5}
_PIECE = re.compile(r"\.{2,3}|<[a-z_]+>|[()|?+]|[^\s()|?+<>.,;:!\"/\\\[\]{}=]+")


@dataclass(frozen=True)
class Word:
    """One word as written in a pattern, still with its `*` or `~`."""

    written: str


@dataclass(frozen=True)
class Step:
    """One part of a row: what stands there, how many words may stand before it, and whether it may be missing."""

    node: Node
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True)
class Row:
    """Parts that follow one another."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Choice:
    """Any one of several rows."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Together:
    """Rows that stand near each other in any order."""

    rows: tuple[Row, ...]


Node = Union[Word, Row, Choice]


class NotationError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with it."""


def read_pattern(text: str, groups: dict[str, Choice]) -> Together:
    """The tree of one pattern. Raises NotationError when it is malformed or names an unknown group."""
    text = text.replace("-", " ")  # words with a hyphen are two words in messages too
    pieces = _PIECE.findall(text)
    if "".join(pieces) != re.sub(r"\s", "", text):
        raise NotationError(f"{text!r}: contains a sign that the notation does not know")
    rows, rest = [], pieces
    while True:
        row, rest = _row(rest, groups, text)
        rows.append(row)
        if not rest:
            return Together(tuple(rows))
        if rest[0] == "|" and len(rows) == 1:
            choice, rest = _choice([*pieces, ")"], groups, text)
            return Together((Row((Step(choice),)),))
        if rest[0] != "+":
            raise NotationError(f"{text!r}: unexpected {rest[0]!r}")
        rest = rest[1:]


def _row(pieces: list[str], groups: dict[str, Choice], text: str) -> tuple[Row, list[str]]:
    steps: list[Step] = []
    gap = 0
    while pieces and pieces[0] not in {"|", ")", "+"}:
        piece, pieces = pieces[0], pieces[1:]
        if piece in GAPS:
            gap = GAPS[piece]
            continue
        node: Node
        if piece == "(":
            node, pieces = _choice(pieces, groups, text)
        elif piece.startswith("<"):
            name = piece.strip("<>")
            if name not in groups:
                raise NotationError(f"{text!r}: no group of words is called {name!r}")
            node = groups[name]
        elif piece == "?":
            raise NotationError(f"{text!r}: '?' must follow a word or a group")
        else:
            node = Word(piece)
        optional = bool(pieces) and pieces[0] == "?"
        steps.append(Step(node, gap if steps else 0, optional))
        pieces, gap = pieces[1:] if optional else pieces, 0
    if not steps or all(step.optional for step in steps):
        raise NotationError(f"{text!r}: a row needs at least one word that must be there")
    return Row(tuple(steps)), pieces


def _choice(pieces: list[str], groups: dict[str, Choice], text: str) -> tuple[Choice, list[str]]:
    rows = []
    while True:
        row, pieces = _row(pieces, groups, text)
        rows.append(row)
        if not pieces or pieces[0] == "+":
            raise NotationError(f"{text!r}: a bracket is not closed")
        closing, pieces = pieces[0] == ")", pieces[1:]
        if closing:
            return Choice(tuple(rows)), pieces
