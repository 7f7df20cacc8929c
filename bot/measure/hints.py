"""What may be wrong with examples and only a person can tell: hints beside the complaints of `bot/content/examples.py`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from bot.measure.messages import Message, Progress, as_learned
from bot.understanding.classifier import Classifier
from bot.understanding.language import UNKNOWN, identify
from bot.understanding.normalise import normalise

NEAR_COPY = 92  # of 100, for normalised texts
SURE = 0.9
CHUNK = 1000  # examples that are compared with all others at once


def other_language(
    messages: Sequence[Message], classifier: Classifier, live: Collection[str], progress: Progress | None = None
) -> list[str]:
    """Examples that a build takes for another language and is sure of it."""
    hints = []
    for done, message in enumerate(messages, 1):
        if progress:
            progress(done, len(messages))
        plain = as_learned(message.text)
        code, confidence = identify(plain, classifier.language_scores(plain), live)
        if code not in (message.language, UNKNOWN) and confidence > SURE:
            hints.append(
                f"{message.place}: {message.intent}: looks like {code} ({100 * confidence:.0f} %): {message.text}; "
                f"move it to data/nlu/{code} if it is"
            )
    return hints


def near_copies(messages: Sequence[Message]) -> list[str]:
    """Examples of one language that nearly equal an example of another intent."""
    plain = [normalise(message.text) for message in messages]
    hints = []
    for begin in range(0, len(plain), CHUNK):
        alike = process.cdist(
            plain[begin : begin + CHUNK], plain[begin:], scorer=fuzz.ratio, score_cutoff=NEAR_COPY, dtype=np.uint8
        )
        for first, second in np.argwhere(alike):
            one, other = messages[begin + int(first)], messages[begin + int(second)]
            if first < second and one.intent != other.intent:
                hints.append(
                    f"{one.place}: {one.intent}: nearly equals {other.place} under {other.intent}: {one.text} / {other.text}; "
                    "keep one, or word them so that they differ in what they want"
                )
    return hints
