"""What a text is made of: pieces of its words, its words, and how they sound; each weighted by how rare it is.

They carry the local words, names of organisations and spellings that a sentence vector does not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
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
    if not word:
        return ()
    padded = f" {word} "
    lengths = range(SHORTEST, min(LONGEST, len(padded)) + 1)
    return tuple(padded[begin : begin + length] for length in lengths for begin in range(len(padded) - length + 1))


def ngrams_of(normalised: str) -> dict[str, Counter[str]]:
    """The n-grams of a normalised text by kind: pieces of words, words and pairs of words, pieces of the sounds."""
    return {PIECE: pieces_of(normalised), WORD: Counter(_words_of(normalised)), SOUND: pieces_of(skeleton(normalised))}


def _words_of(normalised: str) -> list[str]:
    words = normalised.split()
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


@dataclass(frozen=True)
class NgramVocabulary:
    """The n-grams that count (kind and n-gram in one word), and their weight (inverse document frequency)."""

    columns: dict[str, int]
    idf: NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Sequence[str]) -> tuple[NgramVocabulary, Any]:
        """The vocabulary of normalised texts, and the row of each in one sparse matrix (texts, n-grams)."""
        from scipy import sparse

        numbers: dict[str, int] = {}
        counts = {WORD: _counted(WORD, map(_words_of, texts), numbers)}
        words: dict[str, int] = {}
        # Words come again and again: each is taken to pieces once.
        held = _counted("", (text.split() for text in texts), words)
        for kind, spoken in ((PIECE, words), (SOUND, map(skeleton, words))):
            counts[kind] = held @ _counted(kind, (_pieces(word[:LONGEST_WORD]) for word in spoken), numbers)
        grams = sorted(numbers)
        column = np.empty(len(grams), np.int32)
        column[[numbers[gram] for gram in grams]] = np.arange(len(grams), dtype=np.int32)
        for counted in counts.values():
            counted.resize(len(texts), len(grams))
            counted.indices = column[counted.indices]
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


def _counted(kind: str, texts: Iterable[Iterable[str]], numbers: dict[str, int]) -> Any:
    """How often each n-gram stands in each text, shape (texts, n-grams numbered). One that was never seen gets a number."""
    from scipy import sparse

    found = [[numbers.setdefault(kind + gram, len(numbers)) for gram in grams] for grams in texts]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.fromiter(chain.from_iterable(found), np.int32, ends[-1])
    counted = sparse.csr_matrix((np.ones(ends[-1], np.float32), columns, ends), shape=(len(found), len(numbers)))
    counted.sum_duplicates()
    return counted
