"""Learns the classifier from examples: the linear models on two processes, beside them the small network.

Trained with scikit-learn (only then imported).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding import network
from bot.understanding.classifier import DANGER, Classifier, Rounded
from bot.understanding.embed import Vectors
from bot.understanding.network import Network
from bot.understanding.ngrams import NgramVocabulary

PENALTY, ROUNDS = 1.0, 3  # C of the linear SVM, and how often it goes over all examples; compared in docs/nlu.md
DIRECTIONS = 96  # of the 384 directions of a vector that the linear model uses; more take longer and are no better
BIAS_STEPS = 8  # of Newton's method; it stands still after four or five
Labels = NDArray[np.int64]


def train(texts: Iterable[str], vectors: Vectors, intents: Sequence[str], languages: Sequence[str]) -> Classifier:
    """Fit the classifier on normalised texts, their vectors (texts, dimensions), their intents and their languages."""
    names, codes = tuple(sorted(set(intents))), tuple(sorted(set(languages)))
    labels = np.array([names.index(intent) for intent in intents])
    with ProcessPoolExecutor(max_workers=1) as other:
        layers = other.submit(_network, vectors, labels)  # first: texts may be normalised while it learns
        vocabulary, rows = NgramVocabulary.learn(list(texts))
        # All vectors point much the same way: as a feature that would be a second bias, and learning would be slow.
        middle = vectors.mean(axis=0)
        apart = vectors - middle
        directions = _directions(apart)
        features = _features(rows, apart @ directions)
        halves = [range(0, len(names), 2), range(1, len(names), 2)]
        weights, bias = np.zeros((features.shape[1], len(names) + 1), np.float32), np.zeros(len(names) + 1, np.float32)
        with ProcessPoolExecutor(max_workers=2, initializer=_hold, initargs=(features, labels)) as pool:
            parts = [pool.submit(_linear_of_held, half) for half in halves]
            spoken = np.array([codes.index(language) for language in languages])
            language_weights, language_bias = _linear(rows, spoken, range(len(codes)))
            danger = np.array([int(intent.startswith(DANGER)) for intent in intents])
            weights[:, -1:], bias[-1:] = _linear(features, danger, range(1, 2))
            for half, part in zip(halves, parts):
                weights[:, half], bias[half] = part.result()
        found = layers.result()
    vector_weights = (directions @ weights[rows.shape[1] :]).astype(np.float32)
    return Classifier(
        intents=names,
        languages=codes,
        vocabulary=vocabulary,
        gram_weights=Rounded.of(weights[: rows.shape[1]]),
        vector_weights=vector_weights,
        bias=bias - middle @ vector_weights,
        language_weights=Rounded.of(language_weights),
        language_bias=language_bias,
        network=Network(*found) if found else None,
    )


def _network(vectors: Vectors, labels: Labels) -> tuple[Any, ...] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops after a set number of rounds; scikit-learn calls that not converged
        found = network.fit(vectors, labels)
    return astuple(found) if found else None


_held: tuple[Any, Labels]  # features and labels of this process: handed over as it begins, without a copy


def _hold(features: Any, labels: Labels) -> None:
    global _held
    _held = features, labels


def _linear_of_held(kinds: range) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return _linear(*_held, kinds)


def _linear(features: Any, labels: Labels, kinds: range) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (features, kinds) and bias (kinds) that tell each of some kinds of text from all others.

    A few rounds find the weights, while the bias still swings: it is then set to its best, which costs a second.
    """
    from sklearn.svm import LinearSVC

    others = -1
    mine = np.where(np.isin(labels, kinds), labels, others)
    if len(set(mine)) < 2:  # nothing to tell it from
        return np.zeros((features.shape[1], len(kinds)), np.float32), np.zeros(len(kinds), np.float32)
    model = LinearSVC(C=PENALTY, max_iter=ROUNDS, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops after a set number of rounds; scikit-learn calls that not converged
        model.fit(features, mine)
    weights, bias = model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    if len(model.classes_) == 2:  # scikit-learn keeps one column for two
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    wanted = [int(np.flatnonzero(model.classes_ == kind)[0]) for kind in kinds]
    weights = np.ascontiguousarray(weights[:, wanted])
    return weights, _best_bias(features @ weights, labels, kinds, bias[wanted])


def _best_bias(scores: NDArray[np.float32], labels: Labels, kinds: range, bias: NDArray[np.float32]) -> NDArray[np.float32]:
    """The bias with the least squared hinge loss, by Newton's method, for scores (texts, kinds) without one."""
    side = np.where(labels[:, None] == np.array(kinds), np.float32(1), np.float32(-1))
    for _ in range(BIAS_STEPS):
        missing = np.maximum(1 - side * (scores + bias), 0)
        slope = bias - 2 * PENALTY * (missing * side).sum(axis=0)
        bias = (bias - slope / (1 + 2 * PENALTY * np.count_nonzero(missing, axis=0))).astype(np.float32)
    return bias


def _directions(vectors: Vectors) -> Vectors:
    """The directions in which vectors around 0 differ most, shape (dimensions, at most DIRECTIONS)."""
    found, _, _ = np.linalg.svd((vectors.T @ vectors).astype(np.float64))
    return found[:, :DIRECTIONS].astype(np.float32)


def _features(rows: Any, vectors: Vectors) -> Any:
    """Features (texts, n-grams and directions): a row of n-grams, and beside it a vector."""
    from scipy import sparse

    features = sparse.hstack([rows, sparse.csr_matrix(vectors)]).tocsr()
    features.sort_indices()  # learning walks along a row again and again: in order it is a quarter faster
    return features
