"""The line of urgency that the machine adds: the person sees why, and may leave it out."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.handover import ActionReviseHandover
from bot.app import Services
from bot.storage.persons import Person
from tests.people import introduced

pytestmark = pytest.mark.usefixtures("wired")
CONTENT = {"language": "nl", "channel": "web", "heavy": "quite", "contact": {"how": "chat", "when": "any"}}


async def revised(person: Person, line: str | None) -> list[dict[str, Any]]:
    entities = [{"entity": "line", "value": line}] if line else []
    tracker = Tracker(person.conversation_id, {}, {"entities": entities}, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    await ActionReviseHandover().run(dispatcher, tracker, {})
    return dispatcher.messages


def lines(messages: list[dict[str, Any]]) -> list[str]:
    return [item["response"] for item in messages[0]["custom"]["values"]["lines"]["items"]]


@pytest.mark.parametrize(
    ("content", "line"),
    [({"words": ["Ik heb geen eten"]}, "utter_summary_soon_words"), ({"topic": "basics"}, "utter_summary_soon_topic"),
     ({"heavy": "cannot_wait"}, "utter_summary_soon")],
)  # fmt: skip
async def test_the_person_sees_why_and_leaves_it_out(services: Services, content: dict[str, Any], line: str) -> None:
    person = introduced(services)
    services.requests.draft(person, "a", "request_human", {**CONTENT, **content})
    assert lines(await revised(person, "nothing"))[-1] == line
    (offered,) = await revised(person, None)
    payloads = [choice["payload"] for choice in offered["custom"]["choices"]]
    assert payloads[-2:] == ["/revise_handover line=soon", "/revise_handover line=nothing"]
    assert not any(name.startswith("utter_summary_soon") for name in lines(await revised(person, "soon")))
    (offered,) = await revised(person, None)
    assert "/revise_handover line=soon" not in [choice["payload"] for choice in offered["custom"]["choices"]]
    sent = services.requests.send(person)
    assert sent is not None and sent.urgency == "week"
