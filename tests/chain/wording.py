"""Whether what was said is what a script expects: a fragment, or a named response whose blanks hold anything."""

from __future__ import annotations

import re

from bot.texts import BLANK, Texts

OR = " or "
_MARKS = re.compile("[\u200e\u200f\u2066-\u2069]")  # direction marks: seen by nobody


def plain(text: str) -> str:
    """A text without its invisible marks."""
    return _MARKS.sub("", text).strip()


def is_name(expected: str) -> bool:
    """Whether `expected` names responses (`utter_x`, or `utter_x or utter_y`) instead of quoting words."""
    return all(re.fullmatch(r"utter_[a-z0-9_]+", name) for name in expected.split(OR))


class Wording:
    """The texts of one language, as a reader of the chat sees them."""

    def __init__(self, texts: Texts, language: str) -> None:
        self._texts = texts
        self._language = language

    def parts(self, name: str) -> list[re.Pattern[str]]:
        """A pattern for each message that a response consists of."""
        text = self._texts.with_known(self._texts.response(name, self._language).text, self._language)
        return [_pattern(part) for part in re.split(r"\n\s*\n", text) if part.strip()]

    def buttons(self, name: str) -> list[str]:
        """The buttons that a response has of its own."""
        return [choice.title for choice in self._texts.response(name, self._language).choices]

    def title(self, name: str) -> str:
        """The button that a script names: its words, or the response that holds them."""
        return plain(self._texts.line(name, self._language)) if is_name(name) else name

    def begins(self, expected: str, said: str) -> str | None:
        """The alternative of `expected` whose first message `said` is, or None."""
        if not is_name(expected):
            return expected if plain(expected) in plain(said) else None
        for name in expected.split(OR):
            if self.parts(name)[0].fullmatch(plain(said)):
                return name
        return None


def _pattern(part: str) -> re.Pattern[str]:
    fixed = [re.escape(plain(piece)) for piece in BLANK.sub("\0", part).split("\0")]
    return re.compile(r"\s*(?:.*?)\s*".join(fixed), re.DOTALL)
