"""Ways to find what a text wants, side by side. Each is a function that learns from a sample and returns how to use it.

`IN_USE` is what the assistant runs with; the others are the baselines that it has to beat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.classifier import SHARPNESS, softmax
from bot.understanding.embed import Vectors
from bot.understanding.ngrams import PIECE, SOUND, WORD, NgramVocabulary
from bot.understanding.training import DIRECTIONS, PENALTY, train

NEIGHBOURS, NEARNESS = 15, 20.0  # examples that vote, and how much nearer ones count: exp(nearness * cosine)
CHUNK = 128  # messages that are held against all examples at once
TOLERANCE = 0.1  # of the linear SVM, which learns to the end here
ROUNDS = 300  # of the logistic regression
Probabilities = NDArray[np.float32]


@dataclass(frozen=True)
class Sample:
    """Messages: normalised texts, their vectors (messages, dimensions), their intents and languages."""

    plain: Sequence[str]
    vectors: Vectors
    intents: Sequence[str]
    languages: Sequence[str]

    def take(self, rows: Sequence[int]) -> Sample:
        """Some of the messages."""
        return Sample(
            [self.plain[row] for row in rows],
            self.vectors[list(rows)],
            [self.intents[row] for row in rows],
            [self.languages[row] for row in rows],
        )

    @property
    def names(self) -> list[str]:
        """Every intent once, in the order of the columns of probabilities."""
        return sorted(set(self.intents))


# Gives the probability of each intent of the training sample for each message, shape (messages, intents).
Predict = Callable[[Sample], Probabilities]
Approach = Callable[[Sample], Predict]


def linear(training: Sample, kinds: str, vectors: bool) -> Predict:
    """One linear SVM on some kinds of n-grams, on vectors, or on both."""
    from scipy import sparse
    from sklearn.svm import LinearSVC

    vocabulary = NgramVocabulary.learn(training.plain)[0] if kinds else None
    columns = [column for column, gram in enumerate(vocabulary.grams()) if gram[0] in kinds] if vocabulary else []
    # With n-grams beside them fewer directions do as well, in half the time.
    directions = _directions(training.vectors, DIRECTIONS if kinds else training.vectors.shape[1])

    def features(sample: Sample) -> Any:
        parts = [_grams(sample.plain, vocabulary)[:, columns]] if vocabulary else []
        parts += [sparse.csr_matrix(sample.vectors @ directions)] if vectors else []
        return sparse.hstack(parts).tocsr()

    model = LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=0).fit(features(training), training.intents)
    return lambda sample: _softmax(model.decision_function(features(sample)))


def nearest(training: Sample) -> Predict:
    """The vote of the nearest examples by cosine."""
    names = training.names
    votes = np.zeros((len(training.intents), len(names)), np.float32)
    votes[np.arange(len(votes)), [names.index(intent) for intent in training.intents]] = 1
    neighbours = min(NEIGHBOURS, len(votes))

    def predict(sample: Sample) -> Probabilities:
        rows = []
        for begin in range(0, len(sample.vectors), CHUNK):
            for near in sample.vectors[begin : begin + CHUNK] @ training.vectors.T:
                first = np.argpartition(-near, neighbours - 1)[:neighbours]
                weights = np.exp(NEARNESS * (near[first] - near[first].max()))
                rows.append(weights @ votes[first] / weights.sum())
        return np.stack(rows)

    return predict


def logistic(training: Sample) -> Predict:
    """Multinomial logistic regression on vectors, which are stretched to a spread of one."""
    from sklearn.linear_model import LogisticRegression

    mean = training.vectors.mean(axis=0)
    spread = float((training.vectors - mean).std()) or 1.0
    model = LogisticRegression(C=PENALTY / 10, max_iter=ROUNDS, tol=1e-3)
    model.fit((training.vectors - mean) / spread, training.intents)
    return lambda sample: model.predict_proba((sample.vectors - mean) / spread).astype(np.float32)


def in_use(training: Sample) -> Predict:
    """What the assistant runs with."""
    classifier = train(training.plain, training.vectors, training.intents, training.languages)

    def predict(sample: Sample) -> Probabilities:
        pairs = zip(sample.plain, sample.vectors)
        return np.stack([softmax(classifier.scores(plain, vector)[0]) for plain, vector in pairs])

    return predict


def per_language(training: Sample) -> Predict:
    """The same, learned for each language apart; the language of a message is given, not guessed."""
    names, parts = training.names, {}
    for language in sorted(set(training.languages)):
        own = training.take([row for row, code in enumerate(training.languages) if code == language])
        parts[language] = ([names.index(intent) for intent in own.names], in_use(own))

    def predict(sample: Sample) -> Probabilities:
        found = np.zeros((len(sample.plain), len(names)), np.float32)
        for language, (columns, part) in parts.items():
            rows = [row for row, code in enumerate(sample.languages) if code == language]
            if rows:
                found[np.ix_(rows, columns)] = part(sample.take(rows))
        return found

    return predict


IN_USE = "+ network (in use)"
APPROACHES: dict[str, Approach] = {
    "pieces of words": lambda training: linear(training, PIECE, vectors=False),
    "vectors, linear": lambda training: linear(training, "", vectors=True),
    "vectors, nearest 15": nearest,
    "vectors, logistic": logistic,
    "pieces + vectors": lambda training: linear(training, PIECE, vectors=True),
    "+ words": lambda training: linear(training, PIECE + WORD, vectors=True),
    "+ sounds": lambda training: linear(training, PIECE + WORD + SOUND, vectors=True),
    IN_USE: in_use,
    "a model per language": per_language,
}


def _softmax(scores: Any) -> Probabilities:
    return np.stack([softmax(row, SHARPNESS) for row in np.asarray(scores, np.float32)])


def _directions(vectors: Vectors, count: int) -> NDArray[np.float32]:
    """The directions in which the vectors differ most."""
    found, _, _ = np.linalg.svd((vectors.T @ vectors).astype(np.float64))
    return found[:, :count].astype(np.float32)


def _grams(texts: Sequence[str], vocabulary: NgramVocabulary) -> Any:
    from scipy import sparse

    rows = [vocabulary.row(text) for text in texts]
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    values, columns = (np.concatenate(parts) for parts in ([v for _, v in rows], [c for c, _ in rows]))
    return sparse.csr_matrix((values, columns, ends), shape=(len(texts), len(vocabulary.columns)))
