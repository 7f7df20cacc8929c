"""Asks Rasa over HTTP; the only client of it. Imports no Rasa: the gateway stays small and starts fast."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import httpx

from bot.messages import Choice, Reply

TURN_SECONDS = 20.0  # a turn that takes longer is a failure


class DialogueAway(Exception):
    """Rasa or its action server cannot answer now; the same message may be asked again without a second effect."""


@dataclass(frozen=True)
class Turn:
    """One message as it was understood: what Rasa gets instead of a text to parse."""

    intent: str
    text: str = ""
    confidence: float = 1.0
    entities: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """What Rasa says to a turn: replies by name, and the question that is open after them."""

    replies: tuple[Reply, ...]
    form: str | None
    question: str | None


class Rasa:
    """The dialogue engine at an address."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=TURN_SECONDS, trust_env=False
        )

    async def answer(self, conversation_id: str, message_id: str, language: str, turn: Turn) -> Answer:
        """Let Rasa take a turn; asking again with the same message id gives the same answer. Raises DialogueAway."""
        entities = {"language": language, **turn.entities}
        body = {
            "conversation_id": conversation_id,
            "message_id": message_id,
            # Rasa takes a lone surrogate for granted and fails on it when it writes.
            "text": turn.text.encode("utf-8", "replace").decode(),
            "parse_data": {
                "intent": {"name": turn.intent, "confidence": turn.confidence},
                "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            },
        }
        try:
            response = await self._http.post("/webhooks/gateway/turn", json=body)
        except httpx.HTTPError as error:
            raise DialogueAway(type(error).__name__) from error
        if response.status_code != 200:
            raise DialogueAway(f"status {response.status_code}")
        found = response.json()
        return Answer(tuple(_reply(entry) for entry in found["replies"]), found["form"], found["question"])

    async def forget(self, conversation_id: str) -> None:
        """Erase what Rasa keeps of a conversation. Raises DialogueAway."""
        try:
            response = await self._http.delete(f"/webhooks/gateway/conversations/{conversation_id}")
        except httpx.HTTPError as error:
            raise DialogueAway(type(error).__name__) from error
        if response.status_code != 200:
            raise DialogueAway(f"status {response.status_code}")

    async def ready(self) -> str | None:
        """The name of the model that answers, or None when nothing does."""
        try:
            response = await self._http.get("/webhooks/gateway/", timeout=3)
            return str(response.json()["model"]) if response.status_code == 200 else None
        except (httpx.HTTPError, ValueError, KeyError):
            return None

    async def close(self) -> None:
        await self._http.aclose()


def _reply(entry: dict[str, Any]) -> Reply:
    values = entry["values"]
    choices = tuple(
        Choice(choice["payload"], response=choice["response"], values=choice.get("values", {}))
        for choice in values.get("choices", [])
    )
    return Reply(entry["response"] or "utter_failed", values.get("values", {}), choices)
