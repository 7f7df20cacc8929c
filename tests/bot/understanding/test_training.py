"""Learning: the bias that few rounds leave swinging is set to its best, and vectors that all point one way do no harm."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understanding.normalise import normalise
from bot.understanding.training import PENALTY, _best_bias, train
from tests.bot.measure.conftest import Words

TEXTS = {
    "ask_work": ("ik zoek werk", "waar vind ik een baan", "where is a job for me"),
    "ask_language": ("ik wil de taal leren", "where can i learn the language", "taalles in de buurt"),
    "crisis_violence": ("hij slaat mij", "he hits me each day", "mijn man slaat mij"),
}


def loss(scores: np.ndarray, side: np.ndarray, bias: float) -> float:  # type: ignore[type-arg]
    """What the bias is chosen for: half its square and the squared hinge loss."""
    return 0.5 * bias**2 + PENALTY * float((np.maximum(1 - side * (scores + bias), 0) ** 2).sum())


@pytest.mark.parametrize("begin", [0.0, -3.0, 5.0])
def test_no_other_bias_loses_less(begin: float) -> None:
    scores = np.random.default_rng(0).normal(size=(300, 2)).astype(np.float32)
    labels = np.arange(300) % 7
    found = _best_bias(scores, labels, range(2, 4), np.full(2, begin, np.float32))
    for column, kind in enumerate(range(2, 4)):
        side = np.where(labels == kind, 1, -1)
        least = loss(scores[:, column], side, float(found[column]))
        assert all(least <= loss(scores[:, column], side, other) + 1e-3 for other in np.linspace(-4, 4, 401))


def test_vectors_that_all_point_one_way_are_learned_from_as_well() -> None:
    texts = [normalise(text) for group in TEXTS.values() for text in group]
    intents = [intent for intent, group in TEXTS.items() for _ in group]
    vectors = Words().embed(texts) + np.float32(10)
    classifier = train(texts, vectors, intents, ["nl"] * len(texts))
    for text, vector, intent in zip(texts, vectors, intents):
        scores, danger = classifier.scores(text, vector)
        assert classifier.intents[int(np.argmax(scores))] == intent
        assert (danger > 0) == intent.startswith("crisis_")
