"""Which of our languages a text is in, with an honest "unknown".

The classifier has learned the languages from the examples, Arabic, Persian and Tigrinya in Latin letters included. What it
does not know well is checked by pycld2, which knows many languages that are not ours.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import pycld2

from bot.languages import OTHER_CODES

UNKNOWN = "und"
FEWEST_LETTERS = 2
LEAST_SCORE, LEAST_SHARE = -0.2, 0.5  # of the best language; below, nobody knows
SHARPNESS = 4.0
# Above this score our own judgement stands against pycld2, which takes Dutch for Afrikaans …
SURE = 0.3
# … except for languages whose words look like those of ours and that pycld2 knows by their letters.
LOOK_ALIKE = frozenset({"am", "ps", "ur"})


def identify(text: str, scores: Mapping[str, float], allowed: Collection[str]) -> tuple[str, float]:
    """(code, confidence 0-1) of the language among `allowed`, or ("und", 0.0) when unsure.

    `scores` are those of `Classifier.language_scores`. A short word that several languages share is unsure.
    """
    if not scores or sum(character.isalpha() for character in text) < FEWEST_LETTERS:
        return UNKNOWN, 0.0
    best = max(scores, key=lambda code: scores[code])
    share = 1 / sum(math.exp(SHARPNESS * (score - scores[best])) for score in scores.values())
    if best not in allowed or scores[best] < LEAST_SCORE or share < LEAST_SHARE:
        return UNKNOWN, 0.0
    other = _according_to_pycld2(text)
    if other and other not in scores and (other in LOOK_ALIKE or scores[best] < SURE):
        return UNKNOWN, 0.0
    return best, share


def _according_to_pycld2(text: str) -> str | None:
    """The language that pycld2 is sure of, under our name for it."""
    try:
        reliable, _, details = pycld2.detect(text[:1000].encode("utf-8", "ignore").decode().replace("\0", " "))
    except pycld2.error:
        return None
    code, percent = details[0][1], details[0][2]
    return OTHER_CODES.get(code, code) if reliable and percent > 70 and code != "un" else None
