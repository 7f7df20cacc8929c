"""What a text is made of: pieces of its words, its words, and how they sound; each weighted by how rare it is.

They carry the local words, names of organisations and spellings that a sentence vector does not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

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

    def numbered(self, kind: str, normalised: str) -> Numbers:
        """The n-grams of a kind in a text, as numbers: each as often as `ngrams_of` counts it."""
        if kind == WORD:
            words = normalised.split()
            pairs = (f"{first} {second}" for first, second in pairwise(words))
            return np.array([self._number(WORD + word) for word in (*words, *pairs)], np.int32)
        text = skeleton(normalised) if kind == SOUND else normalised
        return np.concatenate([self._pieces(kind, word) for word in text.split()] or [np.empty(0, np.int32)])

    def _number(self, gram: str) -> int:
        return self.numbers.setdefault(gram, len(self.numbers))

    def _pieces(self, kind: str, word: str) -> Numbers:
        known = self._words.get(kind + word)
        if known is None:
            known = np.array([self._number(kind + piece) for piece in _pieces(word[:LONGEST_WORD])], np.int32)
            self._words[kind + word] = known
        return known


@dataclass(frozen=True)
class NgramVocabulary:
    """The n-grams that count (kind and n-gram in one word), and their weight (inverse document frequency)."""

    columns: dict[str, int]
    idf: NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Sequence[str]) -> tuple[NgramVocabulary, Any]:
        """The vocabulary of normalised texts, and the row of each in one sparse matrix (texts, n-grams)."""
        from scipy import sparse

        numbering = Numbering()
        numbered = {kind: [numbering.numbered(kind, text) for text in texts] for kind in SHARES}
        grams = sorted(numbering.numbers)
        column = np.empty(len(grams), np.int32)
        column[[numbering.numbers[gram] for gram in grams]] = np.arange(len(grams), dtype=np.int32)
        counts = {kind: _counted([column[numbers] for numbers in found], len(grams)) for kind, found in numbered.items()}
        documents = sum(np.bincount(counted.indices, minlength=len(grams)) for counted in counts.values())
        idf = (np.log((1 + len(texts)) / (1 + documents)) + 1).astype(np.float32)
        rows = sparse.csr_matrix((len(texts), len(grams)), dtype=np.float32)
        for kind, counted in counts.items():
            counted.data = (1 + np.log(counted.data)) * idf[counted.indices]
            lengths = np.sqrt(counted.multiply(counted).sum(axis=1)).A.ravel()
            counted.data *= np.repeat(SHARES[kind] / np.maximum(lengths, 1e-12), np.diff(counted.indptr)).astype(np.float32)
            rows = rows + counted
        return cls({gram: place for place, gram in enumerate(grams)}, idf), rows

    def row(self, text: str) -> Row:
        """(columns, values) of a normalised text: sublinear counts times idf, each kind as long as its share."""
        all_columns, all_values = [], []
        for kind, counts in ngrams_of(text).items():
            known = [(self.columns[kind + gram], count) for gram, count in counts.items() if kind + gram in self.columns]
            columns = np.array([column for column, _ in known], dtype=np.int32)
            values = (1 + np.log([count for _, count in known])).astype(np.float32) * self.idf[columns]
            length = float(np.linalg.norm(values))
            all_columns.append(columns)
            all_values.append(values * np.float32(SHARES[kind] / length) if length else values)
        return np.concatenate(all_columns), np.concatenate(all_values)

    def grams(self) -> Sequence[str]:
        return sorted(self.columns, key=self.columns.__getitem__)


def _counted(columns: Sequence[Numbers], grams: int) -> Any:
    """How often each n-gram stands in each text, shape (texts, n-grams)."""
    from scipy import sparse

    ends = np.cumsum([0, *map(len, columns)])
    counted = sparse.csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(columns), ends), shape=(len(columns), grams))
    counted.sum_duplicates()
    return counted
