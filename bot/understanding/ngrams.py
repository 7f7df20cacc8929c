"""What a text is made of: pieces of its words, its words, how they sound, and which sounds stand near each other.

Each is weighted by how rare it is. They carry the local words, names of organisations and spellings that a sentence vector
does not know.
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

SHORTEST, LONGEST = 3, 5  # characters of a piece
LONGEST_WORD = 60  # characters of a word that are looked at
REACH = 6  # words: sounds that stand no further apart make a pair
FEWEST = 3  # texts that a pair must stand in
# How much the four kinds count; each kind has this length in the row of a text. Compared in docs/nlu.md.
PIECE, WORD, SOUND, PAIR = "c", "w", "s", "p"
SHARES = {PIECE: 1.0, WORD: 0.5, SOUND: 0.5, PAIR: 0.6}

Numbers = NDArray[np.int32]
Row = tuple[Numbers, NDArray[np.float32]]  # columns and values of one text


def pieces_of(text: str) -> Counter[str]:
    """How often each piece (3 to 5 characters, within words that are padded by a blank) stands in a text."""
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
    """The n-grams of a normalised text by kind: pieces of words, words and two in a row, pieces and pairs of sounds."""
    sounds = skeleton(normalised)
    words = Counter(_words_of(normalised))
    return {PIECE: pieces_of(normalised), WORD: words, SOUND: pieces_of(sounds), PAIR: Counter(_pairs_of(sounds.split()))}


def _words_of(normalised: str) -> list[str]:
    words = normalised.split()
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def _pairs_of(sounds: Sequence[str]) -> set[str]:
    """Two sounds near each other, in whichever order: what is said of whom, though words stand between."""
    near = ((sound, other) for place, sound in enumerate(sounds) for other in sounds[place + 1 : place + 1 + REACH])
    return {" ".join(sorted(pair)) for pair in near}


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
        counts[PAIR] = _pairs_counted(
            [[sound for word in text.split() if (sound := skeleton(word))] for text in texts], numbers
        )
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


def _pairs_counted(texts: Sequence[Sequence[str]], numbers: dict[str, int]) -> Any:
    """The same as `_counted` of the pairs of each text, all texts at once; pairs that stand in too few are left out."""
    from scipy import sparse

    known: dict[str, int] = {}
    sounds = np.fromiter((known.setdefault(sound, len(known)) for sound in chain.from_iterable(texts)), np.int64)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    found = [np.empty(0, np.int64)]
    for apart in range(1, REACH + 1):
        one, other = sounds[:-apart], sounds[apart:]
        pair = np.minimum(one, other) * len(known) + np.maximum(one, other)
        found.append((owner[:-apart] * len(known) ** 2 + pair)[owner[:-apart] == owner[apart:]])
    texts_of, pairs_of = np.divmod(np.unique(np.concatenate(found)), max(len(known) ** 2, 1))
    pairs, place, often = np.unique(pairs_of, return_inverse=True, return_counts=True)
    names = list(known)
    columns = np.full(len(pairs), -1)
    for column in np.flatnonzero(often >= FEWEST):
        first, second = divmod(int(pairs[column]), len(known))
        columns[column] = numbers.setdefault(PAIR + " ".join(sorted((names[first], names[second]))), len(numbers))
    kept = columns[place] >= 0
    rows, chosen = texts_of[kept], columns[place][kept]
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, chosen)), shape=(len(texts), len(numbers)))


def _counted(kind: str, texts: Iterable[Iterable[str]], numbers: dict[str, int]) -> Any:
    """How often each n-gram stands in each text, shape (texts, n-grams numbered). One that was never seen gets a number."""
    from scipy import sparse

    found = [[numbers.setdefault(kind + gram, len(numbers)) for gram in grams] for grams in texts]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.fromiter(chain.from_iterable(found), np.int32, ends[-1])
    counted = sparse.csr_matrix((np.ones(ends[-1], np.float32), columns, ends), shape=(len(found), len(numbers)))
    counted.sum_duplicates()
    return counted
