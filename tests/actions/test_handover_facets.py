"""What is tapped before the own words of a message: skipped, tapped, or answered in words, which are not lost."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import LONGEST_WORDS, ValidateHandoverForm
from actions.handover import topic_known
from actions.handover_draft import facets


def tracker(asked: str | None = None, events: list[dict[str, Any]] | None = None, **slots: Any) -> Tracker:
    form, slots = {"name": "handover_form"}, {"requested_slot": asked, **slots}
    return Tracker("somebody", slots, {"entities": []}, events or [], False, None, form, "action_listen")


def answered(name: str, value: str, asked: bool = True, **slots: Any) -> tuple[dict[str, Any], list[str]]:
    """What the slots become, and what is said."""
    dispatcher = CollectingDispatcher()
    validate = getattr(ValidateHandoverForm(), f"validate_handover_{name}")
    found = validate(value, dispatcher, tracker(f"handover_{name}" if asked else None, **slots), {})
    return found, [message["response"] for message in dispatcher.messages]


@pytest.mark.parametrize("name", ["topic", "since", "heavy", "help"])
def test_each_can_be_skipped_or_answered_in_words(name: str) -> None:
    assert answered(name, "skip") == ({f"handover_{name}": "skip"}, [])
    assert answered(name, "al 3 jaar", said="Dag")[0] == {f"handover_{name}": "skip", "said": "Dag\nal 3 jaar"}
    too_long = answered(name, "x" * (LONGEST_WORDS + 1))
    assert too_long == ({f"handover_{name}": None}, ["utter_words_too_long"])


def test_what_cannot_wait_is_answered_at_once() -> None:
    assert answered("heavy", "cannot_wait") == ({"handover_heavy": "cannot_wait"}, ["utter_handover_cannot_wait"])
    assert answered("heavy", "cannot_wait", asked=False)[1] == []  # a form that is taken up again does not say it twice


@pytest.mark.parametrize(
    ("tapped", "slots"),
    [("chat", {"handover_how": "chat", "handover_when": "any", "handover_phone": "skip"}),
     ("phone", {"handover_how": "phone"}),
     ("talk", {"handover_how": "visit", "handover_phone": "skip"}),
     ("letter", {}), ("same_gender", {}), ("interpreter", {}), ("unknown", {})],
)  # fmt: skip
def test_a_way_of_contact_is_asked_once(tapped: str, slots: dict[str, str]) -> None:
    assert answered("help", tapped)[0] == {"handover_help": tapped, **slots}


def test_when_may_be_said_in_words() -> None:
    assert answered("when", "dinsdag na 3 uur")[0] == {"handover_when": "dinsdag na 3 uur"}
    assert answered("when", "x" * 121) == ({"handover_when": None}, ["utter_words_too_long"])


def test_a_topic_that_was_known_is_taken_as_it_is() -> None:
    assert answered("topic", "sensitive_debt", asked=False)[0] == {"handover_topic": "sensitive_debt"}
    assert answered("topic", "ask_nothing")[0] == {"handover_topic": "skip", "said": "ask_nothing"}


def test_what_was_skipped_is_not_in_the_content() -> None:
    slots: dict[str, Any] = {
        "handover_topic": "money",
        "handover_since": "skip",
        "handover_heavy": None,
        "handover_help": "letter",
    }
    assert facets(tracker(**slots)) == {"topic": "money", "help": "letter"}
    reason: dict[str, Any] = {"reason": "sensitive_debt", "handover_topic": "sensitive_debt", "not_to_own": "yes"}
    assert facets(tracker(**reason)) == {"not_to_own": True}


def test_who_cannot_come_is_not_asked_about_what() -> None:
    said = {"event": "bot", "metadata": {"utter_action": "utter_cannot_come_ill"}}
    other = {"event": "bot", "metadata": {"utter_action": "utter_ask_rights"}}
    assert topic_known(tracker(events=[other, said]), "request_human") == "cannot_come"
    assert topic_known(tracker(events=[said, other]), "request_human") is None
    assert topic_known(tracker(events=[said]), "sensitive_debt") == "sensitive_debt"


@pytest.mark.parametrize("known", ["Bel 0612345678 na 3 uur", "06-12 34 56 78", "+31 (0)6 1234 5678", "٠٦١٢٣٤٥٦٧٨"])
def test_a_number_that_was_typed_already_is_not_asked_for(known: str) -> None:
    assert answered("when", known, handover_how="phone")[0]["handover_phone"] == "skip"
    assert answered("when", "morning", handover_words=known)[0] == {"handover_when": "morning", "handover_phone": "skip"}


@pytest.mark.parametrize("words", ["morning", "dinsdag 24-11 om 15.30 uur", "2026", "1 2 3"])
def test_a_time_is_no_number(words: str) -> None:
    assert answered("when", words)[0] == {"handover_when": words}


def test_a_number_may_be_skipped_and_is_kept_as_it_was_typed() -> None:
    assert answered("phone", "skip") == ({"handover_phone": "skip"}, [])
    assert answered("phone", " 06 12 34 56 78\n(mijn broer) ")[0] == {"handover_phone": "06 12 34 56 78 (mijn broer)"}
    for unclear in ("mijn nummer", "06", "0" * 121):
        assert answered("phone", unclear) == ({"handover_phone": None}, ["utter_phone_not_clear"])
