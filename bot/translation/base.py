"""What a translator promises, whichever server it asks."""

from __future__ import annotations

from typing import Literal, Protocol

# unsupported: not this language · away: no answer in time · refused: it will not (key, limit) · broken: no usable answer
Reason = Literal["unsupported", "away", "refused", "broken"]


class TranslationError(Exception):
    """There is no translation; `reason` says why. It never holds a word of the text."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Translator(Protocol):
    """Puts words into another language. It keeps nothing."""

    async def translate(self, text: str, source: str | None, target: str) -> str:
        """The text in the language `target`; `source` is None when nobody knows it. Raises TranslationError."""
