"""What a text is made of: pieces of its words, its words, and how they sound; each weighted by how rare it is.

They carry the local words, names of organisations and spellings that a sentence vector does not know.
"""

from __future__ import annotations

import math
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
    words = normalised.split()
    return {
        PIECE: pieces_of(normalised),
        WORD: Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))]),
        SOUND: pieces_of(skeleton(normalised)),
    }


@dataclass(frozen=True)
class NgramVocabulary:
    """The n-grams that count (kind and n-gram in one word), and their weight (inverse document frequency)."""

    columns: dict[str, int]
    idf: NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Iterable[str]) -> NgramVocabulary:
        """The vocabulary of normalised texts."""
        documents: Counter[str] = Counter()
        total = 0
        for text in texts:
            documents.update(kind + gram for kind, counts in ngrams_of(text).items() for gram in counts)
            total += 1
        kept = sorted(documents)
        idf = [math.log((1 + total) / (1 + documents[gram])) + 1 for gram in kept]
        return cls({gram: column for column, gram in enumerate(kept)}, np.array(idf, dtype=np.float32))

    def row(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """(columns, values) of a normalised text: sublinear counts times idf, each kind as long as its share."""
        all_columns, all_values = [], []
        for kind, counts in ngrams_of(text).items():
            found = [(self.columns[kind + gram], count) for gram, count in counts.items() if kind + gram in self.columns]
            columns = np.array([column for column, _ in found], dtype=np.int32)
            values = np.array([1 + math.log(count) for _, count in found], dtype=np.float32) * self.idf[columns]
            length = float(np.linalg.norm(values))
            all_columns.append(columns)
            all_values.append(values * (SHARES[kind] / length) if length else values)
        return np.concatenate(all_columns), np.concatenate(all_values)

    def grams(self) -> Sequence[str]:
        return sorted(self.columns, key=self.columns.__getitem__)
