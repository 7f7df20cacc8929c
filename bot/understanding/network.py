"""A small neural network over the sentence vector alone: it sees turns of meaning that the linear model cannot.

Trained with scikit-learn (only then imported), used with numpy alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.understanding.embed import Vectors

Array = NDArray[np.float32]
NEURONS, ROUNDS, DECAY, BATCH, RATE = 256, 5, 0.1, 512, 2e-3  # compared in docs/nlu.md
FEWEST = 200  # examples below which there is nothing to learn that the linear model does not know


@dataclass(frozen=True)
class Network:
    """One hidden layer. `mean` and `spread` bring vectors to the scale on which it learned."""

    mean: Array
    spread: Array
    hidden: Array
    hidden_bias: Array
    output: Array
    output_bias: Array

    def log_probabilities(self, vector: Vectors) -> Array:
        """The logarithm of the probability of each intent for one vector; never below about -14."""
        layer = np.maximum((vector - self.mean) / self.spread @ self.hidden + self.hidden_bias, 0)
        scores = layer @ self.output + self.output_bias
        powers = np.exp(scores - scores.max())
        result: Array = np.log(powers / powers.sum() + 1e-6)
        return result


def fit(vectors: Vectors, labels: NDArray[np.int64]) -> Network | None:
    """Learn from vectors (texts, dimensions) and the numbers of their intents, 0 to n - 1. None for too few."""
    count = int(labels.max()) + 1 if len(labels) else 0
    if len(labels) < FEWEST or count < 3:
        return None
    from sklearn.neural_network import MLPClassifier

    mean = vectors.mean(axis=0)
    spread = np.array([(vectors - mean).std()], dtype=np.float32)
    model = MLPClassifier(
        (NEURONS,), alpha=DECAY, batch_size=min(BATCH, len(labels)), learning_rate_init=RATE, max_iter=ROUNDS, random_state=0
    )
    model.fit((vectors - mean) / spread, labels)
    (hidden, output), (hidden_bias, output_bias) = model.coefs_, model.intercepts_
    weights = (array.astype(np.float32) for array in (mean, spread, hidden, hidden_bias, output, output_bias))
    return Network(*weights)
