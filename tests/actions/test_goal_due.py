"""Until when a goal is: buttons, digits and words are read, all else is asked again, and the day is shown at the end."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
import time_machine
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import base, goals
from actions.forms import ValidateGoalForm
from bot.app import Services
from bot.languages import live_languages
from bot.messages import Reply
from tests.people import remembered

LATE = datetime(2026, 11, 22, 23, 30, tzinfo=timezone.utc)  # in Amsterdam it is the 23rd already


def tracker(language: str | None = None, sender: str = "somebody", **slots: Any) -> Tracker:
    message = {"entities": [], "metadata": {"inbound_id": "1"}}
    return Tracker(sender, {"language": language, **slots}, message, [], False, None, {"name": "goal_form"}, "action_listen")


def due(value: Any, language: str | None = "nl") -> tuple[Any, list[str]]:
    """What the slot becomes, and what is said."""
    dispatcher = CollectingDispatcher()
    with time_machine.travel(LATE, tick=False):
        slots = ValidateGoalForm().validate_goal_due(value, dispatcher, tracker(language), {})
    return slots["goal_due"], [message["response"] for message in dispatcher.messages]


@pytest.mark.parametrize(
    ("value", "language", "day"),
    [
        ("skip", "nl", "skip"),
        ("month", "nl", "2026-12-23"),
        ("half_year", "nl", "2027-05-24"),
        ("year", "nl", "2027-11-23"),
        ("1-9-2027", "ar", "2027-09-01"),
        ("١/٩/٢٠٢٧", "ar", "2027-09-01"),
        ("morgen", "nl", "2026-11-24"),
        ("الشهر القادم", "ar", "2026-12-23"),
        ("ዝመጽእ ወርሒ", "ti", "2026-12-23"),
        ("meha bê", "kmr", "2026-12-23"),
        ("volgende week", None, "2026-11-30"),
    ],
)
def test_buttons_digits_and_words_are_days_of_amsterdam(value: str, language: str | None, day: str) -> None:
    assert due(value, language) == (day, [])


@pytest.mark.parametrize(
    "value",
    ["بعد العيد", "after Ramadan", "soon", "when I speak Dutch", "22-11-2026", "1-1-2040", "\0", "", None, "x" * 100_000],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_no_day_is_asked_again(value: Any, language: str) -> None:
    assert due(value, language) == (None, ["utter_due_not_clear"])


@pytest.mark.parametrize("shared", ["yes", "no"])
async def test_the_day_is_shown_when_the_goal_is_kept(services: Services, monkeypatch: pytest.MonkeyPatch, shared: str) -> None:
    for module in (base, goals):
        monkeypatch.setattr(module, "services", lambda: services)
    person = remembered(services)
    slots = {"goal_text": "fietsen", "goal_domain": "body", "goal_first_step": "skip", "goal_share": shared}
    for given, end in (("2027-09-01", "01-09-2027"), ("skip", None)):
        dispatcher = CollectingDispatcher()
        await goals.ActionSaveGoal().run(dispatcher, tracker("nl", person.conversation_id, goal_due=given, **slots), {})
        (message,) = dispatcher.messages
        reply = Reply(message["response"], message["custom"]["values"])
        for code in live_languages():
            said = services.speech.in_words([reply], code)[0].text
            assert (end in said) if end else services.speech.texts.line("utter_goal_no_due", code) in said
