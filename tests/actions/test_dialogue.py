"""Forms that are taken up again: nothing that was filled in may be lost, whatever dies in between."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import base, dialogue
from bot.app import Services
from tests.people import remembered

FILLED = {"goal_text": "fietsen naar mijn werk", "goal_domain": "body"}


@pytest.fixture(autouse=True)
def own_services(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """The action server's services are those of the test."""
    for module in (base, dialogue):
        monkeypatch.setattr(module, "services", lambda: services)


def tracker(conversation_id: str, form: str | None = None) -> Tracker:
    active: dict[str, Any] = {"name": form} if form else {}
    return Tracker(conversation_id, {}, {"entities": [], "metadata": {}}, [], False, None, active, "action_listen")


async def resume(conversation_id: str) -> tuple[dict[str, Any], list[str]]:
    """The slots that taking up a form fills, and what was said."""
    dispatcher = CollectingDispatcher()
    events = await dialogue.ActionResumeForm().run(dispatcher, tracker(conversation_id), {})
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return slots, [message["response"] for message in dispatcher.messages]


async def test_a_form_whose_taking_up_was_lost_in_a_crash_can_be_taken_up_again(services: Services) -> None:
    person = remembered(services, age_group="adult")
    services.forms.keep(person, "goal_form", FILLED, "parked")
    assert await resume(person.conversation_id) == (FILLED, [])
    assert await resume(person.conversation_id) == (FILLED, [])


async def test_a_form_that_is_finished_is_not_offered_again(services: Services) -> None:
    person = remembered(services, age_group="adult")
    services.forms.keep(person, "goal_form", FILLED, "parked")
    await resume(person.conversation_id)
    base.finish(person, "goal_form")
    assert await resume(person.conversation_id) == ({}, ["utter_form_gone"])
