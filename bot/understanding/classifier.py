"""What a text wants and in which language: linear models over sentence vector and n-grams, helped by a small network.

Trained with scikit-learn (only then imported), used with numpy alone, kept as arrays and JSON: no pickle.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding import network
from bot.understanding.embed import Vectors
from bot.understanding.network import Network
from bot.understanding.ngrams import NgramVocabulary, Row

PENALTY, TOLERANCE = 1.0, 0.1  # C of the linear SVM, and when it stops; compared in docs/nlu.md
DIRECTIONS = 160  # of the 384 directions of a vector that the linear model uses; halves the time to learn
NETWORK_SHARE = 0.033  # of a logarithm of the network's probability in a score of the linear model
# The factor before the softmax, so that a confidence of 0.7 is right 7 times in 10; `nlu report` shows when it is off.
SHARPNESS = 5.8
ARRAYS, ROUNDED = ("vector_weights", "bias", "language_bias"), ("gram_weights", "language_weights")
DANGER = "crisis_"  # how the intents of danger begin
WEIGHTS, NAMES = "weights.npz", "classifier.json"


def softmax(scores: NDArray[np.float32], sharpness: float = SHARPNESS) -> NDArray[np.float32]:
    """Calibrated probabilities of scores."""
    powers: NDArray[np.float32] = np.exp(sharpness * (scores - scores.max()))
    return powers / powers.sum()


@dataclass(frozen=True)
class Rounded:
    """A large matrix in single bytes, each row with its own scale: a quarter of the size, and no worse at its work."""

    values: NDArray[np.int8]
    scale: NDArray[np.float32]

    @classmethod
    def of(cls, matrix: NDArray[np.float32]) -> Rounded:
        scale = np.abs(matrix).max(axis=1) / 127 + 1e-9
        return cls(np.round(matrix / scale[:, None]).astype(np.int8), scale.astype(np.float32))

    def times(self, rows: NDArray[np.int32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """The sum of some rows, each times its weight."""
        product: NDArray[np.float32] = (weights * self.scale[rows]) @ self.values[rows].astype(np.float32)
        return product


@dataclass(frozen=True)
class Classifier:
    """Gives a probability per intent, a score of danger and a score per language.

    Weights have the shape (features, intents + 1), the last column being danger, and (features, languages).
    """

    intents: tuple[str, ...]
    languages: tuple[str, ...]
    vocabulary: NgramVocabulary
    gram_weights: Rounded
    vector_weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    language_weights: Rounded
    language_bias: NDArray[np.float32]
    network: Network | None

    def language_scores(self, normalised: str) -> dict[str, float]:
        """How well each language fits the words of a text; above 0 it is more likely this one than all others."""
        columns, values = self.vocabulary.row(normalised)
        scores = self.language_bias + self.language_weights.times(columns, values)
        return dict(zip(self.languages, scores.tolist()))

    def scores(self, normalised: str, vector: Vectors) -> tuple[NDArray[np.float32], float]:
        """How well each intent fits one text, in the order of `intents`, and how much it speaks of danger."""
        columns, values = self.vocabulary.row(normalised)
        scores: NDArray[np.float32] = self.bias + vector @ self.vector_weights + self.gram_weights.times(columns, values)
        intents, danger = scores[:-1], float(scores[-1])
        if self.network:
            intents = intents + NETWORK_SHARE * self.network.log_probabilities(vector)
        return intents, danger

    def save(self, folder: Path) -> None:
        """Write arrays and names into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = {name: getattr(self, name) for name in ARRAYS}
        for name in ROUNDED:
            arrays |= {name: getattr(self, name).values, f"{name}_scale": getattr(self, name).scale}
        if self.network:
            arrays |= {f"network_{field.name}": getattr(self.network, field.name) for field in fields(Network)}
        np.savez(folder / WEIGHTS, idf=self.vocabulary.idf, **arrays)
        names = {"intents": self.intents, "languages": self.languages, "grams": list(self.vocabulary.grams())}
        (folder / NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read what `save` wrote. Raises OSError or ValueError when it is not there or broken."""
        names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
            layers = [arrays[f"network_{field.name}"] for field in fields(Network) if f"network_{field.name}" in arrays]
            return cls(
                intents=tuple(names["intents"]),
                languages=tuple(names["languages"]),
                vocabulary=NgramVocabulary({gram: column for column, gram in enumerate(names["grams"])}, arrays["idf"]),
                gram_weights=Rounded(arrays["gram_weights"], arrays["gram_weights_scale"]),
                vector_weights=arrays["vector_weights"],
                bias=arrays["bias"],
                language_weights=Rounded(arrays["language_weights"], arrays["language_weights_scale"]),
                language_bias=arrays["language_bias"],
                network=Network(*layers) if layers else None,
            )


def train(texts: Sequence[str], vectors: Vectors, intents: Sequence[str], languages: Sequence[str]) -> Classifier:
    """Fit the classifier on normalised texts, their vectors (texts, dimensions), their intents and their languages."""
    names, codes = tuple(sorted(set(intents))), tuple(sorted(set(languages)))
    labels = np.array([names.index(intent) for intent in intents])
    with ProcessPoolExecutor(max_workers=2) as pool:
        layers = pool.submit(_network, vectors, labels)
        vocabulary, rows = NgramVocabulary.learn(texts)
        grams = len(vocabulary.columns)
        directions = _directions(vectors)
        features = _matrix(rows, vectors @ directions, grams)
        halves = [range(0, len(names), 2), range(1, len(names), 2)]
        danger = np.array([int(intent.startswith(DANGER)) for intent in intents])
        parts = [pool.submit(_linear, features, labels, half) for half in halves]
        spoken = np.array([codes.index(language) for language in languages])
        language_weights, language_bias = _linear(features[:, :grams], spoken, range(len(codes)))
        weights, bias = np.zeros((features.shape[1], len(names) + 1), np.float32), np.zeros(len(names) + 1, np.float32)
        weights[:, -1:], bias[-1:] = _linear(features, danger, range(1, 2))
        for half, part in zip(halves, parts):
            weights[:, half], bias[half] = part.result()
        found = layers.result()
    return Classifier(
        intents=names,
        languages=codes,
        vocabulary=vocabulary,
        gram_weights=Rounded.of(weights[:grams]),
        vector_weights=(directions @ weights[grams:]).astype(np.float32),
        bias=bias,
        language_weights=Rounded.of(language_weights),
        language_bias=language_bias,
        network=Network(*found) if found else None,
    )


def _network(vectors: Vectors, labels: NDArray[np.int64]) -> tuple[Any, ...] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops after a set number of rounds; scikit-learn calls that not converged
        found = network.fit(vectors, labels)
    return astuple(found) if found else None


def _linear(features: Any, labels: NDArray[np.int64], kinds: range) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (features, kinds) and bias (kinds) that tell each of some kinds of text from all others."""
    from sklearn.svm import LinearSVC

    others = -1
    mine = np.where(np.isin(labels, kinds), labels, others)
    if len(set(mine)) < 2:  # nothing to tell it from
        return np.zeros((features.shape[1], len(kinds)), np.float32), np.zeros(len(kinds), np.float32)
    model = LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=0).fit(features, mine)
    weights, bias = model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    if len(model.classes_) == 2:  # scikit-learn keeps one column for two
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    wanted = [int(np.flatnonzero(model.classes_ == kind)[0]) for kind in kinds]
    return weights[:, wanted], bias[wanted]


def _directions(vectors: Vectors) -> NDArray[np.float32]:
    """The directions in which the vectors differ most, shape (dimensions, at most DIRECTIONS)."""
    found, _, _ = np.linalg.svd((vectors.T @ vectors).astype(np.float64))
    return found[:, :DIRECTIONS].astype(np.float32)


def _matrix(rows: Sequence[Row], vectors: Vectors, grams: int) -> Any:
    """Features (texts, grams and directions): a row of n-grams, and beside it a vector."""
    from scipy import sparse

    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns, values = (np.concatenate(parts) for parts in zip(*rows))
    counted = sparse.csr_matrix((values, columns, ends), shape=(len(rows), grams))
    features = sparse.hstack([counted, sparse.csr_matrix(vectors)]).tocsr()
    features.sort_indices()  # learning walks along a row again and again: in order it is a quarter faster
    return features
