"""Messages that are understood as a test says, and an embedder that knows words only."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.measure.messages import KnownVectors, Message
from bot.measure.scored import Measurement, Scored
from bot.understanding.core import Ranked, Understood
from bot.understanding.decision import Thresholds, decide
from bot.understanding.embed import VectorCache, Vectors
from tests.bot.content.small_tree import write_small_tree

THRESHOLDS = Thresholds()


class Words:
    """An embedder that counts words: texts with the same words are near one another."""

    name, dimensions = "words", 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split():
                vectors[row, zlib.crc32(word.encode()) % self.dimensions] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.maximum(lengths, 1e-6)).astype(np.float32)


def known_vectors(texts: Sequence[str], folder: Path) -> KnownVectors:
    """Vectors of words, kept in a folder of the test."""
    return KnownVectors(texts, make_embedder=Words, cache=VectorCache(Words.name, folder))


def understood(ranking: dict[str, float], language: str = "nl") -> Understood:
    """What a core with the usual thresholds makes of a ranking."""
    ordered = sorted(ranking.items(), key=lambda pair: -pair[1])
    intent, decision = decide(ordered, THRESHOLDS)
    return Understood(
        language, 1.0, intent, decision, ranking.get(intent, 0.0), tuple(Ranked(name, sure) for name, sure in ordered)
    )


def one(text: str, intent: str, ranking: dict[str, float], language: str = "nl", heard: str = "") -> Scored:
    """A scored message; `heard` is the language for which it is taken, its own when not given."""
    return Scored(Message(text, intent, language), understood(ranking, heard or language))


def measured(scored: Sequence[Scored], build: str = "0123456789ab") -> Measurement:
    """A measurement of messages."""
    languages: dict[str, list[Scored]] = {}
    for each in scored:
        languages.setdefault(each.message.language, []).append(each)
    return Measurement(build, date(2026, 11, 22), THRESHOLDS, languages)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The root of a small tree without mistakes."""
    return write_small_tree(tmp_path)


@pytest.fixture
def measurement() -> Measurement:
    """Seven messages in two languages, of which three are taken for something else."""
    return measured(
        [
            one("mag ik weigeren", "ask_rights", {"ask_rights": 0.9, "affirm": 0.1}),
            one("moet dat", "ask_rights", {"affirm": 0.6, "ask_rights": 0.3, "out_of_scope": 0.1}),
            one("ja <b>graag</b>", "affirm", {"affirm": 0.3, "ask_rights": 0.25}),
            one("wie wint de cup", "out_of_scope", {"out_of_scope": 0.8, "affirm": 0.2}),
            one("wat kost goud", "out_of_scope", {"ask_rights": 0.7, "out_of_scope": 0.3}),
            one("may i refuse", "ask_rights", {"ask_rights": 0.95, "affirm": 0.05}, "en"),
            one("yes sure", "affirm", {"ask_rights": 0.5, "out_of_scope": 0.3, "affirm": 0.2}, "en", heard="nl"),
        ]
    )
