"""The hard words that Wegwijs explains (`data/words.yml`): which stand in a text, and which one a message asks about.

What each means stands in `data/responses/<language>/words_*.yml`, as `utter_word_<key>`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from bot.languages import ROOT, live_languages
from bot.understanding.normalise import normalise
from bot.yaml_file import read_yaml

WORDS = ROOT / "data" / "words.yml"
MOST_MARKED = 6  # words of one answer that are offered to be explained
LONGEST_QUESTION = 8  # words of a message that asks what a word means
_QUOTED = re.compile(r'["“”«»„]([^"“”«»„\n]{2,60})["“”«»„]')
_SIGNS = re.compile(r"[^\w\s'-]")


class HardWords:
    """The word list. `forms` maps each key to the ways in which the word is written."""

    def __init__(self, forms: dict[str, list[str]]) -> None:
        self._by_form = {_plain(form): key for key, ways in forms.items() for form in ways}

    def marked_in(self, text: str) -> list[str]:
        """The keys of the words that stand in quotes in a text, as Dutch terms do in every language; in order, each once."""
        quoted = (self._by_form.get(_plain(match[1])) for match in _QUOTED.finditer(text))
        return list(dict.fromkeys(key for key in quoted if key))[:MOST_MARKED]

    def stands_in(self, key: str, text: str) -> bool:
        """Whether a word stands in a text, in one of its forms."""
        plain = f" {_plain(text)} "
        return any(f" {form} " in plain for form, known in self._by_form.items() if known == key)

    def asked_about(self, text: str) -> str | None:
        """The key of the word of which a message asks the meaning ("wat is een maatregel", "DUO یعنی چه"), or None."""
        words = _plain(text[:200]).split()
        if not 1 < len(words) <= LONGEST_QUESTION:
            return None
        for length in range(len(words) - 1, 0, -1):
            for begin in range(len(words) - length + 1):
                key = self._by_form.get(" ".join(words[begin : begin + length]))
                if key and all(word in _meaning_words() for word in (*words[:begin], *words[begin + length :])):
                    return key
        return None


def _plain(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", normalise(text)).split())


@lru_cache(maxsize=1)
def _meaning_words() -> frozenset[str]:
    """The words with which people ask what something means, in all live languages."""
    return frozenset(_plain(word) for entry in live_languages().values() for word in entry.meaning_words)


def read_words(file: Path = WORDS) -> dict[str, list[str]]:
    """The ways in which each word is written, by key; the Dutch word as it is shown comes first."""
    return {key: [str(entry["dutch"]), *map(str, entry["forms"])] for key, entry in read_yaml(file).items()}


@lru_cache(maxsize=1)
def load_words() -> HardWords:
    """The word list of this installation."""
    return HardWords(read_words())
