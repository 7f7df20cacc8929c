"""What a text is made of: pieces of its words, its words, and how they sound; each weighted by how rare it is.

They carry the local words, names of organisations and spellings that a sentence vector does not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.understanding.skeleton import skeleton

SHORTEST, LONGEST = 2, 5  # characters of a piece
LONGEST_WORD = 60  # characters of a word that are looked at
# How much the three kinds count; each kind has this length in the row of a text. Compared in docs/nlu.md.
PIECE, WORD, SOUND = "c", "w", "s"
SHARES = {PIECE: 1.0, WORD: 0.5, SOUND: 0.5}

Numbers = NDArray[np.int32]
Row = tuple[Numbers, NDArray[np.float32]]  # columns and values of one text
Counted = tuple[str, Numbers, Numbers]  # a kind, its n-grams as numbers, how often each stands there


def pieces_of(text: str) -> Counter[str]:
    """How often each piece (2 to 5 characters, within words that are padded by a blank) stands in a text."""
    counts: Counter[str] = Counter()
    for word in text.split():
        counts.update(_pieces(word[:LONGEST_WORD]))
    return counts


@lru_cache(maxsize=100_000)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    lengths = range(SHORTEST, min(LONGEST, len(padded)) + 1)
    return tuple(padded[begin : begin + length] for length in lengths for begin in range(len(padded) - length + 1))


def ngrams_of(normalised: str) -> dict[str, Counter[str]]:
    """The n-grams of a normalised text by kind: pieces of words, words and pairs of words, pieces of the sounds."""
    return {PIECE: pieces_of(normalised), WORD: _words_of(normalised), SOUND: pieces_of(skeleton(normalised))}


def _words_of(normalised: str) -> Counter[str]:
    words = normalised.split()
    return Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))])


class Numbering:
    """Gives each n-gram a number when it is first seen. Words come again and again: their pieces are looked up once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._words: dict[str, Numbers] = {}

    def counted(self, normalised: str) -> list[Counted]:
        """What `ngrams_of` counts in a text, as numbers."""
        words = _words_of(normalised)
        return [
            (PIECE, *self._pieces(PIECE, normalised)),
            (WORD, np.array([self._number(WORD + word) for word in words], np.int32), np.fromiter(words.values(), np.int32)),
            (SOUND, *self._pieces(SOUND, skeleton(normalised))),
        ]

    def _number(self, gram: str) -> int:
        return self.numbers.setdefault(gram, len(self.numbers))

    def _pieces(self, kind: str, text: str) -> tuple[Numbers, Numbers]:
        found = []
        for word in text.split():
            known = self._words.get(kind + word)
            if known is None:
                known = np.array([self._number(kind + piece) for piece in _pieces(word[:LONGEST_WORD])], np.int32)
                self._words[kind + word] = known
            found.append(known)
        return np.unique(np.concatenate(found or [np.empty(0, np.int32)]), return_counts=True)


@dataclass(frozen=True)
class NgramVocabulary:
    """The n-grams that count (kind and n-gram in one word), and their weight (inverse document frequency)."""

    columns: dict[str, int]
    idf: NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Iterable[str]) -> tuple[NgramVocabulary, list[Row]]:
        """The vocabulary of normalised texts, and the row of each, from one look at every text."""
        numbering = Numbering()
        found = [numbering.counted(text) for text in texts]
        documents = np.zeros(len(numbering.numbers), np.int64)
        for kinds in found:
            for _, seen, _ in kinds:
                documents[seen] += 1  # no n-gram stands twice in a kind
        grams = sorted(numbering.numbers)
        order = np.array([numbering.numbers[gram] for gram in grams], dtype=np.int64)
        idf = (np.log((1 + len(found)) / (1 + documents[order])) + 1).astype(np.float32)
        columns = np.empty(len(grams), np.int32)
        columns[order] = np.arange(len(grams), dtype=np.int32)
        vocabulary = cls({gram: column for column, gram in enumerate(grams)}, idf)
        rows = [vocabulary._weighed([(kind, columns[seen], counts) for kind, seen, counts in kinds]) for kinds in found]
        return vocabulary, rows

    def row(self, text: str) -> Row:
        """(columns, values) of a normalised text: sublinear counts times idf, each kind as long as its share."""
        kinds = []
        for kind, counts in ngrams_of(text).items():
            known = [(self.columns[kind + gram], count) for gram, count in counts.items() if kind + gram in self.columns]
            columns = np.array([column for column, _ in known], dtype=np.int32)
            kinds.append((kind, columns, np.array([count for _, count in known], dtype=np.int32)))
        return self._weighed(kinds)

    def _weighed(self, kinds: Sequence[Counted]) -> Row:
        all_columns, all_values = [], []
        for kind, columns, counts in kinds:
            values = (1 + np.log(counts)).astype(np.float32) * self.idf[columns]
            length = float(np.linalg.norm(values))
            all_columns.append(columns)
            all_values.append(values * np.float32(SHARES[kind] / length) if length else values)
        return np.concatenate(all_columns), np.concatenate(all_values)

    def grams(self) -> Sequence[str]:
        return sorted(self.columns, key=self.columns.__getitem__)
