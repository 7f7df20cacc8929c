"""The base of every action, and this process's wiring."""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.app import Services, build_services
from bot.services.announcing import own_words_in
from bot.services.people import may_keep_own_words
from bot.settings import load
from bot.storage.persons import Person

# What each form fills in; the same names as in domain.yml (a test compares them).
FORM_SLOTS: dict[str, tuple[str, ...]] = {
    "goal_form": ("goal_text", "goal_domain", "goal_first_step", "goal_due", "goal_share"),
    "goal_change_form": ("goal_new_text",),
    "opinion_form": ("opinion_about", "opinion_text", "opinion_wish", "opinion_share"),
    "handover_form": (
        "handover_topic", "handover_since", "handover_heavy", "handover_help",
        "handover_words", "handover_how", "handover_when", "handover_phone",
    ),
    "handover_more_form": ("handover_more",),
    "talk_card_form": ("talk_card_well", "talk_card_hard", "talk_card_ask", "talk_card_disagree", "talk_card_need"),
}  # fmt: skip
KEPT_BESIDE = ("said", "goal_id", "reason", "not_to_own")  # what a form needs besides, when it is resumed


class NobodyThere(Exception):
    """The conversation belongs to no person (any more): nothing may be done for it."""


@lru_cache(maxsize=1)
def services() -> Services:
    """The services of the action server's process."""
    return build_services(load())


class WegwijsAction(Action):  # type: ignore[misc]
    """An action that knows the person behind the tracker."""

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    @abstractmethod
    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        """Do it: returns Rasa's events, says through `say`."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Called by Rasa."""
        return self.act(person_of(tracker), tracker, Say(dispatcher))


class Say:
    """Names responses. Values and choices travel beside the template, never through it."""

    def __init__(self, dispatcher: CollectingDispatcher) -> None:
        self._dispatcher = dispatcher

    def __call__(self, response: str, *choices: dict[str, Any], **values: Any) -> None:
        """Say a response. `choices` are made by `choice`; `values` fill its blanks."""
        self._dispatcher.utter_message(response=response, json_message={"values": values, "choices": list(choices)})


def choice(payload: str, response: str, **values: Any) -> dict[str, Any]:
    """A button whose title is the text of a response."""
    return {"payload": payload, "response": response, "values": values}


def text_of(response: str, **values: Any) -> dict[str, Any]:
    """A blank that is filled by another response."""
    return {"response": response, "values": values}


def joined(items: list[Any], by: str = "\n") -> dict[str, Any]:
    """A blank that is filled by several things."""
    return {"items": items, "join": by}


def person_of(tracker: Tracker) -> Person:
    """The person whose conversation this is. Raises NobodyThere."""
    person = services().people.in_conversation(tracker.sender_id)
    if person is None:
        raise NobodyThere(tracker.sender_id)
    return person


def inbound_id(tracker: Tracker) -> str:
    """The id of the message that began this turn: what it causes happens once."""
    metadata = tracker.latest_message.get("metadata") or {}
    return str(metadata.get("inbound_id") or tracker.latest_message.get("message_id") or tracker.sender_id)


def entity(tracker: Tracker, name: str) -> str | None:
    """The value of an entity in the latest message."""
    return next((str(e["value"]) for e in tracker.latest_message.get("entities", []) if e["entity"] == name), None)


def said(tracker: Tracker) -> str | None:
    """The latest message, when it is somebody's own words and no button."""
    return own_words_in(tracker.latest_message.get("text") or "")


def blocked(person: Person, say: Say) -> bool:
    """Whether own words of this person may not be kept (yet); asks or explains what is missing."""
    if may_keep_own_words(person):
        return False
    if not person.remember:
        say("utter_ask_remember_first")
    elif person.age_group is None:
        say("utter_ask_age_group")
    else:
        say("utter_not_kept_helper" if person.age_group == "helper" else "utter_not_kept_child")
    return True


def close_form(form: str) -> list[EventType]:
    """Close a form and forget what was filled in."""
    slots = (*FORM_SLOTS[form], *KEPT_BESIDE)
    return [ActiveLoop(None), SlotSet("requested_slot", None), *(SlotSet(slot, None) for slot in slots)]


def finish(person: Person, form: str) -> list[EventType]:
    """Close a form for good: nothing of it is offered again."""
    services().forms.drop(person, form)
    return close_form(form)


def park(person: Person, tracker: Tracker, besides: str | None = None) -> list[EventType]:
    """Park the form that is open, if any (and not `besides`), so that it can be offered again."""
    form = tracker.active_loop_name
    if not form or form == besides or form not in FORM_SLOTS:
        return []
    filled = {slot: tracker.get_slot(slot) for slot in (*FORM_SLOTS[form], *KEPT_BESIDE) if tracker.get_slot(slot)}
    services().forms.keep(person, form, filled, "parked")
    return close_form(form)


def offer_parked(person: Person) -> list[dict[str, Any]]:
    """The button that leads back to a parked form, if there is one."""
    parked = services().forms.parked(person)
    return [choice("/resume_form", f"utter_title_resume_{parked[0]}")] if parked else []
