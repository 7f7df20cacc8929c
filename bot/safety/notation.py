"""Reads the notation in which the team writes patterns of danger into a tree that can be matched.

`docs/safety.md` explains the notation. What a single word matches is left to `vocabulary.py`, when a tree fits a
sentence to `matching.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Union

GAPS = {"..": 2, "...": 5}
_ENDS_ROW = frozenset("|)+")
_PIECE = re.compile(r"\.{2,3}|<[a-z_]+>|[()|?+]|[^\s()|?+<>.,;:!\"/\\\[\]{}=]+")


@dataclass(eq=False)
class Word:
    """One word as written in a pattern, still with its `*` or `~`."""

    written: str


@dataclass(eq=False)
class Step:
    """One part of a row: what stands there, how many words may stand before it, and whether it may be missing."""

    node: Node
    gap: int = 0
    optional: bool = False


@dataclass(eq=False)
class Row:
    """Parts that follow one another."""

    steps: tuple[Step, ...]


@dataclass(eq=False)
class Choice:
    """Any one of several rows."""

    rows: tuple[Row, ...]


@dataclass(eq=False)
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
    if "".join(pieces) != "".join(text.split()):
        raise NotationError(f"{text!r}: contains a sign that the notation does not know")
    rows, at = [], 0
    while True:
        row, at = _row(pieces, at, groups, text)
        rows.append(row)
        if at == len(pieces):
            return Together(tuple(rows))
        if pieces[at] == "|" and len(rows) == 1:
            choice, _ = _choice([*pieces, ")"], 0, groups, text)
            return Together((Row((Step(choice),)),))
        if pieces[at] != "+":
            raise NotationError(f"{text!r}: unexpected {pieces[at]!r}")
        at += 1


def _row(pieces: list[str], at: int, groups: dict[str, Choice], text: str) -> tuple[Row, int]:
    """The row that begins at a piece, and the place of the piece behind it."""
    steps: list[Step] = []
    gap, end = 0, len(pieces)
    must = False
    while at < end and (piece := pieces[at]) not in _ENDS_ROW:
        at += 1
        if piece in GAPS:
            gap = GAPS[piece]
            continue
        node: Node
        if piece == "(":
            node, at = _choice(pieces, at, groups, text)
        elif piece[0] == "<":
            name = piece.strip("<>")
            if name not in groups:
                raise NotationError(f"{text!r}: no group of words is called {name!r}")
            node = groups[name]
        elif piece == "?":
            raise NotationError(f"{text!r}: '?' must follow a word or a group")
        else:
            node = Word(piece)
        optional = at < end and pieces[at] == "?"
        steps.append(Step(node, gap if steps else 0, optional))
        must, at, gap = must or not optional, at + optional, 0
    if not must:
        raise NotationError(f"{text!r}: a row needs at least one word that must be there")
    return Row(tuple(steps)), at


def _choice(pieces: list[str], at: int, groups: dict[str, Choice], text: str) -> tuple[Choice, int]:
    """The alternatives up to the closing bracket, and the place of the piece behind it."""
    rows = []
    while True:
        row, at = _row(pieces, at, groups, text)
        rows.append(row)
        if at == len(pieces) or pieces[at] == "+":
            raise NotationError(f"{text!r}: a bracket is not closed")
        closing, at = pieces[at] == ")", at + 1
        if closing:
            return Choice(tuple(rows)), at
