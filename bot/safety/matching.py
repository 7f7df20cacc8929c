"""Finds where the trees of the patterns fit a sentence. Only patterns whose words all occur are tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Generic, TypeVar

from bot.safety.notation import Choice, Node, Row, Step, Together, Word
from bot.safety.vocabulary import Vocabulary

NEAR = 12  # words within which the parts of a `+` pattern must stand
Span = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True)
class _Entry(Generic[T]):
    rows: tuple[Row, ...]
    needed: tuple[frozenset[int], ...]
    payload: T


class Matcher(Generic[T]):
    """Patterns with what they stand for, ordered by a word that each of them needs."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._by_word: dict[int, list[_Entry[T]]] = defaultdict(list)
        self._numbers: dict[str, int] = {}
        # Groups of words stand in many patterns: what they need is worked out once (kept, so that ids stay theirs).
        self._known: dict[int, frozenset[int]] = {}
        self._kept: list[Node] = []

    def add(self, pattern: Together, payload: T) -> None:
        """Keep a pattern. `payload` comes back with every place where it fits."""
        for row in pattern.rows:
            self._number(row)
        needed = [self._needed(step.node) for row in pattern.rows for step in row.steps if not step.optional]
        if any(not numbers for numbers in needed):
            raise ValueError("a part of the pattern can match nothing")
        entry = _Entry(pattern.rows, tuple(needed), payload)
        for number in min(needed, key=len):
            self._by_word[number].append(entry)

    def find(self, words: list[frozenset[int]]) -> Iterator[tuple[T, Span]]:
        """Every place in a sentence, given as the numbers of each of its words, where a pattern fits."""
        present = frozenset().union(*words) if words else frozenset()
        sentence = _Sentence(words, self._numbers)
        tried: set[int] = set()
        for number in present:
            for entry in self._by_word.get(number, ()):
                if id(entry) in tried or any(present.isdisjoint(numbers) for numbers in entry.needed):
                    continue
                tried.add(id(entry))
                for span in sentence.spans(entry.rows):
                    yield entry.payload, span

    def _number(self, node: Node) -> None:
        """Make every word below this part known to the vocabulary."""
        if isinstance(node, Word):
            self._numbers[node.written] = self.vocabulary.number(node.written)
        elif id(node) not in self._known:
            self._known[id(node)] = frozenset()
            self._kept.append(node)
            for part in node.rows if isinstance(node, Choice) else [step.node for step in node.steps]:
                self._number(part)

    def _needed(self, node: Node) -> frozenset[int]:
        """The numbers of the words of which one must occur for this part to fit."""
        if isinstance(node, Word):
            return frozenset({self._numbers[node.written]})
        if isinstance(node, Choice):
            if not self._known[id(node)]:
                self._known[id(node)] = frozenset().union(*(self._needed(row) for row in node.rows))
            return self._known[id(node)]
        sets = [self._needed(step.node) for step in node.steps]
        return min((s for s, step in zip(sets, node.steps) if not step.optional), key=len)


class _Sentence:
    """One sentence while it is searched; remembers what was found where."""

    def __init__(self, words: list[frozenset[int]], numbers: dict[str, int]) -> None:
        self.words = words
        self.numbers = numbers
        self._known: dict[tuple[int, int], frozenset[int]] = {}

    def spans(self, rows: tuple[Row, ...]) -> Iterator[Span]:
        """The places where all rows fit, near each other."""
        places = [[(start, end) for start in range(len(self.words)) for end in self._ends(row, start)] for row in rows]
        if len(places) == 1:
            yield from places[0]
            return
        for spans in islice(product(*places), 400):
            ordered = sorted(spans)
            apart = all(before[1] <= after[0] for before, after in zip(ordered, ordered[1:]))
            if apart and ordered[-1][1] - ordered[0][0] <= NEAR:
                yield ordered[0][0], ordered[-1][1]

    def _ends(self, node: Node, start: int) -> frozenset[int]:
        """Where this part can end when it begins at `start`."""
        if isinstance(node, Word):
            fits = start < len(self.words) and self.numbers[node.written] in self.words[start]
            return frozenset({start + 1}) if fits else frozenset()
        key = (id(node), start)
        if key not in self._known:
            if isinstance(node, Choice):
                self._known[key] = frozenset().union(*(self._ends(row, start) for row in node.rows))
            else:
                self._known[key] = self._row(node.steps, start)
        return self._known[key]

    def _row(self, steps: tuple[Step, ...], start: int) -> frozenset[int]:
        ends = {start}
        begun = False  # a gap may only stand between words, never before the first
        for step in steps:
            reached: set[int] = set()
            for end in ends:
                for skipped in range(step.gap + 1 if begun else 1):
                    reached.update(self._ends(step.node, end + skipped))
            ends = reached | ends if step.optional else reached
            begun = begun or not step.optional
            if not ends:
                break
        return frozenset(ends)
