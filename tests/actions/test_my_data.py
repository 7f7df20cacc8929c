"""What "my data" offers: when and how to reach somebody stands behind the private page alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import my_data
from bot.app import Services
from bot.services.safe_contact import SafeContact
from bot.storage.persons import Person
from tests.people import introduced

pytestmark = pytest.mark.usefixtures("wired")


async def shown(person: Person) -> list[dict[str, Any]]:
    """All that is said."""
    dispatcher = CollectingDispatcher()
    state: dict[str, Any] = {"entities": [], "metadata": {}}
    tracker = Tracker(person.conversation_id, {}, state, [], False, None, {}, "action_listen")
    await my_data.ActionViewMyData().run(dispatcher, tracker, {})
    return list(dispatcher.messages)


@pytest.mark.parametrize(("discreet", "given"), [(False, False), (True, False), (True, True), (False, True)])
async def test_the_button_says_nothing_of_what_is_behind_it(services: Services, discreet: bool, given: bool) -> None:
    person = introduced(services, discreet=discreet)
    if given:
        with services.database.write() as connection:
            services.discretion._contacts.keep(connection, person, SafeContact("evening", "phone", "partner", "roos").given)
    everything = json.dumps(await shown(person))
    assert ("/open_private part=contact" in everything) is (discreet or given)
    assert not any(word in everything for word in ("roos", "evening", "partner"))
