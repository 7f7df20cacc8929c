"""The intent classifier: a linear model over a sentence vector and character n-grams, with calibrated confidence.

Trained with scikit-learn (only then imported), used with numpy alone, kept as arrays and JSON: no pickle.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.embed import Vectors
from bot.understanding.ngrams import NgramVocabulary

FOLDS = 5
PENALTY = 1.0  # C of the linear SVM; compared in docs/nlu.md
WEIGHTS, NAMES = "weights.npz", "classifier.json"


@dataclass(frozen=True)
class Classifier:
    """`decide` gives a probability per intent. Weights: (features, intents), n-grams above the vector's dimensions."""

    intents: tuple[str, ...]
    vocabulary: NgramVocabulary
    gram_weights: NDArray[np.float32]
    vector_weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    sharpness: float

    def probabilities(self, normalised: str, vector: Vectors) -> NDArray[np.float32]:
        """Calibrated probabilities of the intents, in the order of `intents`, for one text."""
        columns, values = self.vocabulary.row(normalised)
        scores = self.bias + vector @ self.vector_weights
        if len(columns):
            scores = scores + values @ self.gram_weights[columns].astype(np.float32)
        return _softmax(self.sharpness * scores[None, :])[0]

    def save(self, folder: Path) -> None:
        """Write arrays and names into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            folder / WEIGHTS,
            idf=self.vocabulary.idf,
            gram_weights=self.gram_weights.astype(np.float16),
            vector_weights=self.vector_weights,
            bias=self.bias,
        )
        names = {"intents": self.intents, "sharpness": self.sharpness, "grams": list(self.vocabulary.grams())}
        (folder / NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read what `save` wrote. Raises OSError or ValueError when it is not there or broken."""
        names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
            columns = {gram: column for column, gram in enumerate(names["grams"])}
            return cls(
                intents=tuple(names["intents"]),
                vocabulary=NgramVocabulary(columns, arrays["idf"]),
                gram_weights=arrays["gram_weights"].astype(np.float32),
                vector_weights=arrays["vector_weights"],
                bias=arrays["bias"],
                sharpness=float(names["sharpness"]),
            )


def train(texts: Sequence[str], vectors: Vectors, intents: Sequence[str]) -> Classifier:
    """Fit the classifier on normalised texts, their vectors (texts, dimensions) and their intents.

    The sharpness of the softmax is fitted on out-of-fold scores, so that a confidence of 0.7 is right 7 times in 10.
    """
    names = tuple(sorted(set(intents)))
    labels = np.array([names.index(intent) for intent in intents])
    vocabulary = NgramVocabulary.learn(texts)
    features = _matrix(texts, vectors, vocabulary)
    scores = _out_of_fold(features, labels, len(names))
    model = _fit(features, labels)
    weights = model.coef_.T.astype(np.float32)
    return Classifier(
        intents=names,
        vocabulary=vocabulary,
        gram_weights=weights[: len(vocabulary.columns)],
        vector_weights=weights[len(vocabulary.columns) :],
        bias=model.intercept_.astype(np.float32),
        sharpness=_sharpness(scores, labels),
    )


def _fit(features: Any, labels: NDArray[np.int64]) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=PENALTY, random_state=0).fit(features, labels)


def _out_of_fold(features: Any, labels: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """Scores of each example by a model that has not seen it. Intents with one example get the lowest score."""
    scores = np.full((len(labels), count), -2.0, dtype=np.float32)
    folds = np.random.default_rng(0).permutation(len(labels)) % FOLDS
    for fold in range(FOLDS):
        held = folds == fold
        if held.any() and len(set(labels[~held])) > 1:
            model = _fit(features[~held], labels[~held])
            decided = model.decision_function(features[held])
            if decided.ndim == 1:  # two intents: one column
                decided = np.stack([-decided, decided], axis=1)
            scores[np.ix_(held, model.classes_)] = decided
    return scores


def _sharpness(scores: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """The factor before the softmax that makes the true intents likeliest."""
    candidates = np.geomspace(0.5, 20, 60)
    rows = np.arange(len(labels))
    losses = [-np.log(_softmax(factor * scores)[rows, labels] + 1e-9).mean() for factor in candidates]
    return float(candidates[int(np.argmin(losses))])


def _matrix(texts: Sequence[str], vectors: Vectors, vocabulary: NgramVocabulary) -> Any:
    from scipy import sparse

    rows = [vocabulary.row(text) for text in texts]
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    grams = sparse.csr_matrix(
        (np.concatenate([values for _, values in rows]), np.concatenate([columns for columns, _ in rows]), ends),
        shape=(len(texts), len(vocabulary.columns)),
    )
    return sparse.hstack([grams, sparse.csr_matrix(vectors)]).tocsr()


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
