"""Making requests for a client manager."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from bot.app import Services
from bot.storage.handovers import Handover
from bot.storage.persons import Person
from tests.people import again

CONTENT: dict[str, Any] = {
    "language": "nl", "channel": "web", "words": ["Kunt u mij helpen?"], "explained": ["ask_rights"],
    "goals": [{"text": "werken"}], "contact": {"how": "phone", "when": "any", "phone": "06 98 76 54 32"},
    "topic": "letter", "since": "week", "heavy": "little", "help": "phone",
}  # fmt: skip


def draft(services: Services, person: Person, inbound_id: str = "", reason: str = "request_human") -> Handover:
    return services.requests.draft(person, inbound_id or uuid4().hex, reason, CONTENT)


def sent(services: Services, person: Person, reason: str = "request_human") -> Handover:
    draft(services, person, reason=reason)
    found = services.requests.send(again(services, person))
    assert found is not None
    return found


def urgent(services: Services, person: Person, words: str = "help", reason: str = "crisis_violence") -> str:
    with services.database.write() as connection:
        return services.requests.urgent(connection, again(services, person), uuid4().hex, reason, words)


def state(services: Services, handover: Handover) -> str:
    with services.database.read() as connection:
        found = services.handovers._handovers.by_id(connection, handover.id)
    assert found is not None
    return found.state


def line(services: Services, name: str, **values: Any) -> str:
    return services.speech.texts.line(name, "nl", **values)
