"""Opinions: what a person thinks, in their own words; shared only through a message that they approve."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import Say, WegwijsAction, blocked, choice, finish, inbound_id, park, said, services
from actions.goals import none_if_skipped
from actions.handover_draft import show_draft, summary
from bot.services.own_words import NotKept
from bot.storage.persons import Person


class ActionGiveOpinion(WegwijsAction):
    def name(self) -> str:
        return "action_give_opinion"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        if tracker.active_loop_name == "opinion_form":
            return []
        events = park(person, tracker)
        if blocked(person, say):
            return events
        return [*events, SlotSet("said", said(tracker)), FollowupAction("opinion_form")]


class ActionAskOpinionText(WegwijsAction):
    def name(self) -> str:
        return "action_ask_opinion_text"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        words = tracker.get_slot("said")
        if words:
            use = choice("/answer answer=use_said", "utter_title_use_said")
            say("utter_ask_opinion_text_said", use, words=words)
        else:
            say("utter_ask_opinion_text")
        return []


class ActionSaveOpinion(WegwijsAction):
    def name(self) -> str:
        return "action_save_opinion"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        shared = tracker.get_slot("opinion_share") == "yes"
        text, wish = tracker.get_slot("opinion_text"), none_if_skipped(tracker.get_slot("opinion_wish"))
        about = tracker.get_slot("opinion_about")
        try:
            services().opinions.add(person, inbound_id(tracker), about, text, wish, shared)
        except NotKept:
            say("utter_not_kept")
            return finish(person, "opinion_form")
        if shared:
            say("utter_opinion_saved_shared")
            words = [text, *([wish] if wish else [])]
            content = summary(person, tracker, words, how="chat", when="any")
            show_draft(person, services().requests.draft(person, inbound_id(tracker), "give_opinion", content), say)
        else:
            say("utter_opinion_saved")
        return finish(person, "opinion_form")
