"""A message that is not for one's own client manager says so in each question that names a client manager."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import WegwijsAction
from actions.handover import ActionAskHandoverSince, ActionAskHandoverTopic, ActionAskHandoverWords, ActionRequestHuman
from bot.app import Services
from bot.storage.persons import Person
from bot.texts import load_texts
from tests.people import introduced

pytestmark = pytest.mark.usefixtures("wired")


@pytest.mark.parametrize("action", [ActionAskHandoverTopic, ActionAskHandoverSince, ActionAskHandoverWords])
@pytest.mark.parametrize(("not_to_own", "ending"), [("yes", "_team"), (None, "")])
async def test_it_is_asked_for_somebody_of_the_team(
    services: Services, action: type[WegwijsAction], not_to_own: str | None, ending: str
) -> None:
    person, dispatcher = introduced(services), CollectingDispatcher()
    form = {"name": "handover_form"}
    tracker = Tracker(person.conversation_id, {"not_to_own": not_to_own}, {}, [], False, None, form, "action_listen")
    await action().run(dispatcher, tracker, {})
    (message,) = dispatcher.messages
    name = action().name().replace("action_", "utter_")
    assert message["response"] == name + ending
    plain, said = load_texts().response(name, "nl"), load_texts().response(message["response"], "nl")
    assert said.choices == plain.choices and ("aan uw klantmanager" in said.text) <= (not not_to_own)


async def asked_for_a_person(person: Person, answered: str, answer: str = "", not_to_own: str | None = None) -> tuple[Any, Any]:
    """What a wish for a person after a response says, and the slots that it sets."""
    event = {"event": "bot", "metadata": {"utter_action": answered}}
    message = {"entities": [{"entity": "answer", "value": answer}] if answer else []}
    slots = {"not_to_own": not_to_own}
    tracker, dispatcher = (
        Tracker(person.conversation_id, slots, message, [event], False, None, {}, "action_listen"),
        CollectingDispatcher(),
    )
    events = await ActionRequestHuman().run(dispatcher, tracker, {})
    return [message["response"] for message in dispatcher.messages], {
        e["name"]: e["value"] for e in events if e["event"] == "slot"
    }


async def test_a_complaint_is_for_the_team_and_waits_for_nothing_else(services: Services) -> None:
    person = introduced(services)
    content = {"language": "nl", "channel": "web", "contact": {"how": "chat", "when": "any"}}
    services.requests.draft(person, "a", "request_human", content)
    services.requests.send(person)
    said, slots = await asked_for_a_person(person, "utter_complain_manager")
    assert said == [] and slots["reason"] == "complain_manager" and slots["not_to_own"] == "yes"
    services.requests.draft(person, "b", "complain_manager", content)
    services.requests.send(person)
    said, slots = await asked_for_a_person(person, "utter_complain_manager")
    assert said[0] == "utter_handover_open" and "reason" not in slots


async def test_another_message_is_still_for_somebody_else(services: Services) -> None:
    person = introduced(services)
    services.requests.draft(
        person, "a", "request_human", {"language": "nl", "channel": "web", "contact": {"how": "chat", "when": "any"}}
    )
    services.requests.send(person)
    said, slots = await asked_for_a_person(person, "utter_greet", "not_to_own")
    assert said[0] == "utter_handover_open" and slots["not_to_own"] == "yes"
    said, slots = await asked_for_a_person(person, "utter_handover_open", "new", "yes")
    assert said == [] and slots["not_to_own"] == "yes"
    said, slots = await asked_for_a_person(person, "utter_greet")
    assert said[0] == "utter_handover_open" and slots["not_to_own"] is None
