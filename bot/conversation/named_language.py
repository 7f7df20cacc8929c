"""Which language a text names: one of ours, or one that Wegwijs does not speak. What is done about it is left to others."""

from __future__ import annotations

from functools import lru_cache

from bot.languages import all_languages, other_languages
from bot.understanding.normalise import normalise

RESTING = 4  # words up to which a message may be nothing but the name of a language


def named_language(text: str) -> str | None:
    """The language that a text names ("عربي", "arabic", "Arabisch"), or None."""
    plain = _plain(text)
    words = plain.split()
    other = only_names_other(text)
    for code, entry in all_languages().items():
        names = {normalise(name) for name in (*entry.spoken, entry.name, entry.english, entry.dutch)}
        if plain in names:
            return code
        if not other and len(words) <= RESTING and any(word in names for word in words if len(word) > 2):
            return code
    return other


def wished_language(text: str) -> str | None:
    """The language that a wish for a language names, also in the middle of a sentence ("do you speak Russian"), or None."""
    words = _plain(text).split()
    padded = f" {' '.join(words)} "
    for name, code in _other_names().items():
        if " " in name and f" {name} " in padded:  # "kurdi sorani" is more than "kurdi"
            return code
    named = named_language(text)
    if named:
        return named
    found = {_other_names().get(form) for word in words for form in _forms(word)} - {None}
    return found.pop() if len(found) == 1 else None


def only_names_other(text: str) -> str | None:
    """The language that Wegwijs does not speak whose name is all of the text, or None."""
    return next((code for form in _forms(_plain(text)) for code in [_other_names().get(form)] if code), None)


def is_other(code: str) -> bool:
    """Whether this is a language that people ask for and Wegwijs does not speak: not live, or not begun."""
    return code in other_languages().names


def _plain(text: str) -> str:
    return normalise("".join(" " if sign in "?!.,;:؟،؛።፧፡" else sign for sign in text)).strip()


def _forms(word: str) -> list[str]:
    """A word, and what stays of it without what may be written before it."""
    prefixes = (normalise(prefix) for prefix in other_languages().prefixes)
    return [word, *(word[len(prefix) :] for prefix in prefixes if word.startswith(prefix) and len(word) > len(prefix) + 2)]


@lru_cache(maxsize=1)
def _other_names() -> dict[str, str]:
    names = other_languages().names
    return {_plain(name): code for code, spoken in names.items() for name in spoken}
