"""The part of the path (phase) in which a person is: the next step, and the plan, answer by it.

It is what the person chose with a button, never a conclusion of ours. It stands in the talk, and beside the person when
they may be remembered.
"""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.base import Say, WegwijsAction, entity, services, text_of
from bot.services.people import PHASES
from bot.storage.persons import Person


class ActionAskNextStep(WegwijsAction):
    """One next step of the phase that is known; else, or when the person wants to choose again, the first question."""

    def name(self) -> str:
        return "action_ask_next_step"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        again = entity(tracker, "answer") == "again"
        phase = None if again else known_phase(person, tracker)
        say(f"utter_ask_next_step_{phase}" if phase else "utter_ask_next_step")
        return choose_phase(person, None) if again else []


class ActionViewPlan(WegwijsAction):
    """What is known of a person's plan: the phase that they chose, and the way to the rest."""

    def name(self) -> str:
        return "action_view_plan"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        phase = known_phase(person, tracker)
        if phase:
            say("utter_plan_phase", phase=text_of(f"utter_title_phase_{phase}"))
        say("utter_view_plan")
        return []


def known_phase(person: Person, tracker: Tracker) -> str | None:
    """The phase that the person chose in this talk, else the one that is remembered of them."""
    phase = tracker.get_slot("phase") or person.phase
    return phase if phase in PHASES else None


def choose_phase(person: Person, phase: str | None) -> list[EventType]:
    """Note the phase that the person chose (None: not known any more) in the talk, and beside them if that is allowed."""
    services().people.keep_phase(person, phase)
    return [SlotSet("phase", phase)]
