"""Finds where the trees of the patterns fit a sentence.

Two ideas make it fast. A pattern is tried only when every part that it needs has a word in the sentence. And the
places of a word are the bits of one number, so that a part is moved over all places of the sentence at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import Generic, TypeVar

from bot.safety.notation import Choice, Node, Row, Together, Word
from bot.safety.vocabulary import Vocabulary

NEAR = 12  # words within which the parts of a `+` pattern must stand
Span = tuple[int, int]
T = TypeVar("T")


@dataclass(eq=False)
class _Rows:
    """The longer alternatives of a step, found by a word that each of them needs: most have none in a sentence."""

    by_word: dict[int, list[_Line]]
    words: frozenset[int]

    @classmethod
    def of(cls, lines: list[_Line]) -> _Rows:
        by_word: dict[int, list[_Line]] = defaultdict(list)
        for line in lines:
            for number in min(line.needed, key=len):
                by_word[number].append(line)
        return cls(dict(by_word), frozenset(by_word))


@dataclass(eq=False)
class _Part:
    """One step of a row, ready to match: single words as numbers, longer alternatives as rows of their own."""

    words: frozenset[int]
    rows: _Rows
    needed: frozenset[int]
    gap: int
    optional: bool


@dataclass(eq=False)
class _Line:
    """A row, ready to match."""

    parts: tuple[_Part, ...]
    needed: tuple[frozenset[int], ...]

    def possible(self, present: frozenset[int]) -> bool:
        return all(not present.isdisjoint(numbers) for numbers in self.needed)


NO_ROWS = _Rows({}, frozenset())


@dataclass(eq=False)
class Entry(Generic[T]):
    """A pattern with what it stands for."""

    lines: tuple[_Line, ...]
    needed: tuple[frozenset[int], ...]
    payload: T


@dataclass
class Sentence:
    """One sentence while it is searched: for each word of the vocabulary the places where it stands, as bits."""

    length: int
    places: dict[int, int]
    present: frozenset[int]
    _words: dict[int, int] = field(default_factory=dict)
    _found: dict[int, list[_Line]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: list[frozenset[int]]) -> Sentence:
        """A sentence given as the numbers of each of its words."""
        places: dict[int, int] = {}
        for place, numbers in enumerate(words):
            for number in numbers:
                places[number] = places.get(number, 0) | 1 << place
        return cls(len(words), places, frozenset(places))

    def fits(self, line: _Line) -> bool:
        """Whether this row stands anywhere in the sentence."""
        return line.possible(self.present) and self._ends(line, (1 << self.length) - 1) != 0

    def spans(self, lines: tuple[_Line, ...]) -> list[Span]:
        """The places where all rows stand near each other."""
        found = [self._spans(line) for line in lines]
        if len(found) == 1 or not all(found):
            return found[0] if all(found) else []
        near: set[Span] = set()
        for begin in sorted({start for spans in found for start, _ in spans}):
            window = [[span for span in spans if span[0] >= begin and span[1] <= begin + NEAR] for spans in found]
            if all(window):
                together = _apart(window)
                if together:
                    near.add(together)
        return list(near)

    def _spans(self, line: _Line) -> list[Span]:
        if not self.fits(line):
            return []
        return [(start, end) for start in _bits(self._starts(line)) for end in _bits(self._ends(line, 1 << start))]

    def _rows(self, rows: _Rows) -> list[_Line]:
        """Those alternatives for every part of which the sentence holds a word; groups are asked about again and again."""
        found = self._found.get(id(rows))
        if found is None:
            some = {id(line): line for number in rows.words & self.present for line in rows.by_word[number]}
            found = self._found[id(rows)] = [line for line in some.values() if line.possible(self.present)]
        return found

    def _starts(self, line: _Line) -> int:
        """The places where the row may begin, as bits: those of its first word that must be there, or of one before it."""
        starts = 0
        for part in line.parts:
            starts |= self._where(part)
            for row in self._rows(part.rows) if part.rows.words else ():
                starts |= self._starts(row)
            if not part.optional:
                break
        return starts

    def _ends(self, line: _Line, starts: int) -> int:
        """Where the row can end when it begins at one of `starts`, all as bits."""
        before, ends = starts, 0  # places reached without and with a word of the row; gaps follow only a word
        for part in line.parts:
            from_here = before
            reach = ends
            for _ in range(part.gap):
                reach |= reach << 1
            from_here |= reach
            reached = (from_here & self._where(part)) << 1
            for row in self._rows(part.rows) if part.rows.words else ():
                reached |= self._ends(row, from_here)
            if part.optional:
                ends |= reached
            else:
                before, ends = 0, reached
            if not before and not ends:
                return 0
        return ends

    def _where(self, part: _Part) -> int:
        """The places of any of the single words of a part."""
        key = id(part.words)
        if key not in self._words:
            places = 0
            for number in part.words & self.present:
                places |= self.places[number]
            self._words[key] = places
        return self._words[key]


class Matcher(Generic[T]):
    """Patterns with what they stand for, ordered by the rarest words that each of them needs."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._by_word: dict[int, list[Entry[T]]] = defaultdict(list)
        # Groups of words stand in many patterns: they are made ready once. The node is kept so that its id stays its own.
        self._ready: dict[int, tuple[Node, frozenset[int], _Rows]] = {}

    def add(self, pattern: Together, payload: T, letters: tuple[str, ...] = ()) -> None:
        """Keep a pattern. `payload` comes back when it fits; `letters` are those of `Vocabulary.number`."""
        lines = tuple(self._line(row, letters) for row in pattern.rows)
        needed = sorted((numbers for line in lines for numbers in line.needed), key=self._commonness)
        entry = Entry(lines, tuple(needed[1:]), payload)
        for number in needed[0]:
            self._by_word[number].append(entry)

    def _commonness(self, numbers: frozenset[int]) -> float:
        """How often a sentence holds one of these words, roughly: a pattern is looked up by what is rare in it."""
        return sum(self.vocabulary.commonness[number] for number in numbers)

    def find(self, sentence: Sentence) -> Iterator[Entry[T]]:
        """The patterns whose rows all stand in the sentence; how near to each other, `Sentence.spans` says."""
        tried: set[int] = set()
        disjoint = sentence.present.isdisjoint
        for number in sentence.present:
            for entry in self._by_word.get(number, ()):
                for numbers in entry.needed:
                    if disjoint(numbers):
                        break
                else:
                    if id(entry) not in tried:
                        tried.add(id(entry))
                        if all(sentence.fits(line) for line in entry.lines):
                            yield entry

    def _line(self, row: Row, letters: tuple[str, ...]) -> _Line:
        parts = []
        for step in row.steps:
            words, rows = self._node(step.node, letters)
            parts.append(_Part(words, rows, words | rows.words, step.gap, step.optional))
        return _Line(tuple(parts), tuple(part.needed for part in parts if not part.optional))

    def _node(self, node: Node, letters: tuple[str, ...]) -> tuple[frozenset[int], _Rows]:
        """The single words and the longer rows that a part may be."""
        if isinstance(node, Word):
            return frozenset({self.vocabulary.number(node.written, letters)}), NO_ROWS
        if id(node) not in self._ready:
            words: set[int] = set()
            longer: dict[int, _Line] = {}
            for row in node.rows if isinstance(node, Choice) else (node,):
                if len(row.steps) == 1:
                    more, rows = self._node(row.steps[0].node, letters)
                    words |= more
                    longer |= {id(line): line for lines in rows.by_word.values() for line in lines}
                else:
                    line = self._line(row, letters)
                    longer[id(line)] = line
            self._ready[id(node)] = (node, frozenset(words), _Rows.of(list(longer.values())) if longer else NO_ROWS)
        return self._ready[id(node)][1:]


def _bits(places: int) -> Iterator[int]:
    while places:
        lowest = places & -places
        yield lowest.bit_length() - 1
        places ^= lowest


def _apart(window: list[list[Span]]) -> Span | None:
    """One span of each row that share no word, tried in every order; None when there are none."""
    for order in permutations(window):
        end, begin = -1, -1
        for spans in order:
            following = [span for span in spans if span[0] >= end]
            if not following:
                break
            span = min(following, key=lambda each: (each[1], each[0]))
            begin, end = span[0] if begin < 0 else begin, span[1]
        else:
            return begin, end
    return None
