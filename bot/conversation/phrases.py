"""Phrases that say one thing whatever stands around them: words in order, with a few others between them.

Used where the meaning of a few words is certain and the intent of the whole text is not. Data: `data/letters.yml` and
`data/cannot_come.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.understanding.normalise import normalise

BETWEEN = 3  # other words that may stand between two words of a phrase
ANY_ENDING = "*"
_WORDS = re.compile(r"[^\W_]+\*?")

Phrase = tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words of a text in their normal form, without signs."""
    return [word.rstrip(ANY_ENDING) for word in _WORDS.findall(normalise(text))]


def phrases(written: Iterable[str]) -> tuple[Phrase, ...]:
    """Phrases as they stand in a data file."""
    return tuple(tuple(_WORDS.findall(normalise(phrase))) for phrase in written)


def where(phrase: Phrase, words: Sequence[str], between: int = BETWEEN) -> list[int]:
    """The places of the first words of a text at which a phrase begins."""
    return [begin for begin in range(len(words)) if _follows(phrase, words, begin, between)]


def says(wanted: Iterable[Phrase], words: Sequence[str], between: int = BETWEEN) -> bool:
    """Whether one of these phrases stands in a text."""
    return any(where(phrase, words, between) for phrase in wanted)


def _follows(phrase: Phrase, words: Sequence[str], begin: int, between: int) -> bool:
    """Whether a phrase begins with this very word of a text."""
    if not _is(phrase[0], words[begin]):
        return False
    if len(phrase) == 1:
        return True
    nearest = range(begin + 1, min(len(words), begin + 2 + between))
    return any(_follows(phrase[1:], words, place, between) for place in nearest)


def _is(form: str, word: str) -> bool:
    return word.startswith(form[:-1]) if form.endswith(ANY_ENDING) else word == form
