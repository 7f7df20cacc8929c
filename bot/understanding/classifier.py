"""What a text wants and in which language: linear models over sentence vector and n-grams, helped by a small network.

Used with numpy alone, kept as arrays and JSON: no pickle. It is learned in `training.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.understanding.embed import Vectors
from bot.understanding.network import Network
from bot.understanding.ngrams import NgramVocabulary

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
        try:
            names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
            with np.load(folder / WEIGHTS, allow_pickle=False) as kept:
                arrays = dict(kept)
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
        except (BadZipFile, EOFError, KeyError, TypeError) as error:
            raise ValueError(f"The weights in {folder} are broken ({type(error).__name__}): train again.") from error
