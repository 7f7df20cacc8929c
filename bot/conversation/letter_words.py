"""Words that name a letter that somebody got: `letter_words` in languages.yml. What is done about letters is left to others."""

from __future__ import annotations

import re

from bot.languages import language as language_of
from bot.understanding.normalise import normalise

STEM = 5  # letters from which on a word may have an ending


def speaks_of_letter(text: str, language: str) -> bool:
    """Whether a text names a letter: a word of `letter_words`, a longer one also with an ending."""
    return any(is_letter_word(word, language) for word in re.findall(r"\w+", normalise(text)))


def is_letter_word(word: str, language: str) -> bool:
    """Whether a word in its normal form names a letter."""
    forms = (normalise(form) for form in language_of(language).letter_words)
    return any(word == form or (len(form) >= STEM and word.startswith(form)) for form in forms)
