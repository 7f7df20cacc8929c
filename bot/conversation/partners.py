"""Whom a talk asks, as far as it knows them: the dialogue engine and the understanding core."""

from __future__ import annotations

from typing import Protocol

from bot.dialogue.rasa import Answer, Turn
from bot.understanding.core import Understood


class Dialogue(Protocol):
    """The dialogue engine, as far as a talk knows it."""

    async def answer(self, conversation_id: str, message_id: str, language: str, turn: Turn) -> Answer: ...

    async def forget(self, conversation_id: str) -> None: ...


class Understander(Protocol):
    """The understanding core, as far as a talk knows it."""

    def understand(self, text: str, language: str | None = None) -> Understood: ...
