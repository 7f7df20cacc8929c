"""Character n-grams of words, weighted by how rare they are: they carry the local words and spellings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONGEST = 5


def ngrams_of(text: str) -> Counter[str]:
    """How often each n-gram (1 to 5 characters, within words that are padded by a space) stands in a normalised text."""
    counts: Counter[str] = Counter()
    for word in text.split():
        padded = f" {word} "
        for length in range(1, LONGEST + 1):
            for begin in range(len(padded) - length + 1):
                counts[padded[begin : begin + length]] += 1
    counts.pop(" ", None)
    return counts


@dataclass(frozen=True)
class NgramVocabulary:
    """The n-grams that count, and their weight (inverse document frequency)."""

    columns: dict[str, int]
    idf: NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Iterable[str], at_least: int = 2) -> NgramVocabulary:
        """The vocabulary of normalised texts; n-grams of fewer than `at_least` texts are left out."""
        documents: Counter[str] = Counter()
        total = 0
        for text in texts:
            documents.update(ngrams_of(text).keys())
            total += 1
        kept = sorted(gram for gram, count in documents.items() if count >= at_least)
        idf = [math.log((1 + total) / (1 + documents[gram])) + 1 for gram in kept]
        return cls({gram: column for column, gram in enumerate(kept)}, np.array(idf, dtype=np.float32))

    def row(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """(columns, values) of a normalised text: sublinear counts times idf, of length 1 altogether."""
        found = [(self.columns[gram], count) for gram, count in ngrams_of(text).items() if gram in self.columns]
        columns = np.array([column for column, _ in found], dtype=np.int32)
        values = np.array([1 + math.log(count) for _, count in found], dtype=np.float32)
        values = values * self.idf[columns] if len(columns) else values
        length = float(np.linalg.norm(values))
        return columns, values / length if length else values

    def grams(self) -> Sequence[str]:
        return sorted(self.columns, key=self.columns.__getitem__)
