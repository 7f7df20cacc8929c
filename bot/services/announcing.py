"""Tells words that somebody wants to keep or send from a message that only announces them ("I want to write a goal")."""

from __future__ import annotations

from functools import lru_cache

from bot.languages import live_languages
from bot.understanding.normalise import normalise

FEWEST_WORDS_SAID = 4  # a message this long may itself be the goal, the opinion or the question
LONG_WORD = 5  # letters from which an announcing word may have an ending ("insanla", "klantmanagera")


def own_words_in(text: str) -> str | None:
    """The text, when it is somebody's own words: not too short, and no mere announcement of them."""
    text = text.strip()
    plain = f" {normalise(text)} "
    words = plain.split()
    announced = any(f" {announcing} " in plain for announcing in _announcing())
    with_ending = any(word.startswith(_long_announcing()) for word in words)
    return None if len(set(words)) < FEWEST_WORDS_SAID or announced or with_ending else text


@lru_cache(maxsize=1)
def _announcing() -> frozenset[str]:
    return frozenset(normalise(word) for entry in live_languages().values() for word in entry.announcing_words)


@lru_cache(maxsize=1)
def _long_announcing() -> tuple[str, ...]:
    return tuple(sorted(word for word in _announcing() if len(word) >= LONG_WORD and " " not in word))
