"""A message that is not for one's own client manager says so in each question that names a client manager."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import WegwijsAction
from actions.handover import ActionAskHandoverSince, ActionAskHandoverTopic, ActionAskHandoverWords
from bot.app import Services
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
