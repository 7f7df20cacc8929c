"""Goals: recorded in own words, read, reached, changed, dropped."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import (
    Say,
    WegwijsAction,
    blocked,
    choice,
    entity,
    finish,
    inbound_id,
    offer_parked,
    park,
    said,
    services,
    text_of,
)
from bot.services.own_words import NotKept
from bot.storage.own_words import Entry
from bot.storage.persons import Person

MOST_SHOWN = 8


class ActionSetGoal(WegwijsAction):
    """Begin to record a goal; a message that says the goal itself is offered as its words."""

    def name(self) -> str:
        return "action_set_goal"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        if tracker.active_loop_name == "goal_form":
            return []
        events = park(person, tracker)
        if blocked(person, say):
            return events
        return [*events, SlotSet("said", said(tracker)), FollowupAction("goal_form")]


class ActionAskGoalText(WegwijsAction):
    def name(self) -> str:
        return "action_ask_goal_text"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        words = tracker.get_slot("said")
        if words:
            say("utter_ask_goal_text_said", choice("/answer answer=use_said", "utter_title_use_said"), words=words)
        else:
            say("utter_ask_goal_text")
        return []


class ActionSaveGoal(WegwijsAction):
    def name(self) -> str:
        return "action_save_goal"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        shared = tracker.get_slot("goal_share") == "yes"
        text, due = tracker.get_slot("goal_text"), none_if_skipped(tracker.get_slot("goal_due"))
        try:
            services().goals.add(
                person,
                inbound_id(tracker),
                text,
                tracker.get_slot("goal_domain"),
                none_if_skipped(tracker.get_slot("goal_first_step")),
                due,
                shared,
            )
            say("utter_goal_saved_shared" if shared else "utter_goal_saved", goal=text, due=due_text(due))
        except NotKept:
            say("utter_not_kept")
        return finish(person, "goal_form")


class ActionViewGoals(WegwijsAction):
    def name(self) -> str:
        return "action_view_goals"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        goals = [goal for goal in services().goals.of(person) if goal.state != "dropped"][-MOST_SHOWN:]
        if not goals:
            say("utter_no_goals", *offer_parked(person))
            return []
        say("utter_view_goals")
        numbers = [
            choice(f"/pick_goal goal={goal.id}", "utter_title_goal_number", number=number)
            for number, goal in enumerate(goals, 1)
            if goal.state == "open"
        ]
        for number, goal in enumerate(goals, 1):
            last = number == len(goals)
            choices = [*numbers, choice("/set_goal", "utter_title_set_another_goal")] if last else []
            response = "utter_goal_item" if goal.state == "open" else "utter_goal_reached_item"
            say(response, *choices, number=number, **goal_values(goal))
        return []


class ActionUpdateGoal(WegwijsAction):
    """A goal is finished or changed: which one?"""

    def name(self) -> str:
        return "action_update_goal"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        goals = services().goals.of(person, "open")[-MOST_SHOWN:]
        if not goals:
            say("utter_no_goals", *offer_parked(person))
        elif len(goals) == 1:
            offer(goals[0], say)
        else:
            say("utter_view_goals")
            for number, goal in enumerate(goals, 1):
                say("utter_goal_item", number=number, **goal_values(goal))
            choices = [
                choice(f"/pick_goal goal={goal.id}", "utter_title_goal_number", number=number)
                for number, goal in enumerate(goals, 1)
            ]
            say("utter_update_goal", *choices)
        return []


class ActionPickGoal(WegwijsAction):
    """Do something with one goal."""

    def name(self) -> str:
        return "action_pick_goal"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        goals, part = services().goals, entity(tracker, "part")
        goal = goals.one(person, entity(tracker, "goal") or "")
        if goal is None or goal.state == "dropped":
            say("utter_goal_gone")
        elif part == "reached":
            goals.set_state(person, goal.id, "reached")
            say("utter_goal_reached", goal=goal.content["text"])
        elif part == "dropped":
            goals.set_state(person, goal.id, "dropped")
            say("utter_goal_dropped")
        elif part in ("share", "private"):
            goals.share(person, goal.id, part == "share")
            say("utter_goal_shared" if part == "share" else "utter_goal_private")
        elif part == "change":
            if not blocked(person, say):
                return [*park(person, tracker), SlotSet("goal_id", goal.id), FollowupAction("goal_change_form")]
        else:
            offer(goal, say)
        return []


class ActionSaveGoalChange(WegwijsAction):
    def name(self) -> str:
        return "action_save_goal_change"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        text = tracker.get_slot("goal_new_text")
        try:
            changed = services().goals.rewrite(person, tracker.get_slot("goal_id") or "", text)
            say("utter_goal_changed" if changed else "utter_goal_gone", goal=text)
        except NotKept:
            say("utter_not_kept")
        return finish(person, "goal_change_form")


def offer(goal: Entry, say: Say) -> None:
    """Show one goal with what can be done with it."""
    share = ("private", "utter_title_goal_keep_private") if goal.shared else ("share", "utter_title_goal_share")
    parts = [("reached", "utter_title_goal_reached"), ("change", "utter_title_goal_change"), share]
    choices = [
        choice(f"/pick_goal goal={goal.id} part={part}", title)
        for part, title in [*parts, ("dropped", "utter_title_goal_drop")]
    ]
    say("utter_pick_goal", *choices, goal=goal.content["text"])


def goal_values(goal: Entry) -> dict[str, Any]:
    """What fills the blanks of utter_goal_item."""
    step, due = goal.content.get("first_step"), goal.content.get("due")
    return {
        "goal": goal.content["text"],
        "domain": text_of(f"utter_domain_{goal.content['domain']}"),
        "step": text_of("utter_goal_step", step=step) if step else text_of("utter_goal_no_step"),
        "due": due_text(due),
        "sharing": text_of("utter_sharing_yes" if goal.shared else "utter_sharing_no"),
    }


def none_if_skipped(value: str | None) -> str | None:
    """An optional answer: None when the person skipped it."""
    return None if value in (None, "skip") else value


def due_text(due: str | None) -> dict[str, Any]:
    """A blank that says until when, as day-month-year: what was typed in words is shown as it was understood."""
    if due is None:
        return text_of("utter_goal_no_due")
    return text_of("utter_goal_due", date=date.fromisoformat(due).strftime("%d-%m-%Y"))
