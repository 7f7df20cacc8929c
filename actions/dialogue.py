"""Steering the talk: greeting, menu, simpler, not understood, stop, and forms that were interrupted."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import FORM_SLOTS, Say, WegwijsAction, choice, entity, finish, offer_parked, park, services
from actions.phases import choose_phase
from bot.services.people import PHASES
from bot.storage.persons import Person

TRIES = 2  # times in a row that we may not understand before a person is offered
NOT_UNDERSTOOD = ("action_not_understood", "action_out_of_scope")


class ActionGreet(WegwijsAction):
    def name(self) -> str:
        return "action_greet"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        say("utter_greet", *offer_parked(person), choice("/ask_capabilities", "utter_title_menu"))
        return [SlotSet("not_understood", 0)]


class ActionMenu(WegwijsAction):
    """The menu; a form that is open is parked, since "menu" always wins."""

    def name(self) -> str:
        return "action_ask_capabilities"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        events = park(person, tracker)
        say("utter_ask_capabilities", *offer_parked(person))
        return [*events, SlotSet("not_understood", 0)]


class ActionStop(WegwijsAction):
    def name(self) -> str:
        return "action_stop"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        events = park(person, tracker)
        if events:
            menu = choice("/ask_capabilities", "utter_title_menu")
            say("utter_form_parked", *offer_parked(person), choice("/discard_form", "utter_title_discard_form"), menu)
        else:
            say("utter_stop")
        return [*events, SlotSet("not_understood", 0)]


class ActionResumeForm(WegwijsAction):
    """Go on with the form that was parked last."""

    def name(self) -> str:
        return "action_resume_form"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        forms = services().forms
        parked = forms.parked(person)
        if parked is None and not tracker.active_loop_name:
            parked = forms.resumed(person)  # a crash lost the turn in which it was taken up
        if parked is None:
            say("utter_form_gone")
            return []
        form, filled = parked
        events = park(person, tracker, besides=form)
        forms.keep(person, form, filled, "open")  # dropped when it is finished: until then a crash may undo this turn
        return [*events, *(SlotSet(slot, value) for slot, value in filled.items()), FollowupAction(form)]


class ActionDiscardForm(WegwijsAction):
    """Throw away the form that is open or was parked last."""

    def name(self) -> str:
        return "action_discard_form"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        form = tracker.active_loop_name
        parked = services().forms.parked(person)
        if parked and not form:
            services().forms.drop(person, parked[0])
        say("utter_form_discarded")
        return finish(person, form) if form in FORM_SLOTS else []


class ActionExplainMore(WegwijsAction):
    """Another part of an explanation: simpler, what I can do myself, who can help, a phase."""

    def name(self) -> str:
        return "action_explain_more"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        topic = entity(tracker, "topic") or last_explained(tracker)
        part = entity(tracker, "part") or "simpler"
        texts = services().speech.texts
        if topic is None:
            say("utter_ask_simpler")
        elif texts.has(f"utter_{topic}_{part}"):
            say(f"utter_{topic}_{part}")
        else:
            say("utter_no_more_explained")
        chosen = choose_phase(person, part) if topic == "ask_next_step" and part in PHASES else []
        return [*chosen, SlotSet("not_understood", 0)]


class ActionNotUnderstood(WegwijsAction):
    """First the likeliest meanings as buttons; the second time in a row a person is offered."""

    def name(self) -> str:
        return "action_not_understood"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        times = times_not_understood(tracker)
        meanings = (entity(tracker, "meaning") or "").split(",")
        choices = [choice(f"/{meaning}", f"utter_title_{meaning}") for meaning in meanings if meaning]
        if times >= TRIES:
            say("utter_not_understood_again")
            return [SlotSet("not_understood", 0)]
        if choices:
            say("utter_not_understood", *choices, choice("/something_else", "utter_title_something_else"))
        else:
            say("utter_something_else")
        return [SlotSet("not_understood", times)]


class ActionOutOfScope(WegwijsAction):
    """Not what the assistant is for: said honestly; the second time in a row a person is offered."""

    def name(self) -> str:
        return "action_out_of_scope"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        times = times_not_understood(tracker)
        say("utter_not_understood_again" if times >= TRIES else "utter_out_of_scope")
        return [SlotSet("not_understood", 0 if times >= TRIES else times)]


def times_not_understood(tracker: Tracker) -> int:
    """How often in a row we did not understand, this time included. The button "something else" does not end the row."""
    turns: list[list[str]] = []  # of each message: its intent, and the actions that answered it
    for event in tracker.events:
        if event.get("event") == "user":
            turns.append([event["parse_data"]["intent"]["name"]])
        elif event.get("event") == "action" and turns:
            turns[-1].append(event["name"])
    before = next((turn for turn in reversed(turns[:-1]) if turn[0] != "something_else"), [])
    in_a_row = any(action in NOT_UNDERSTOOD for action in before)
    return int(tracker.get_slot("not_understood") or 0) + 1 if in_a_row else 1


def last_explained(tracker: Tracker) -> str | None:
    """The topic (an intent) that was explained last in this talk."""
    explained = explained_topics(tracker)
    return explained[-1] if explained else None


def explained_topics(tracker: Tracker) -> list[str]:
    """The topics that were explained in this talk, the latest last, each once."""
    topics: list[str] = []
    for event in tracker.events:
        response = (event.get("metadata") or {}).get("utter_action", "") if event.get("event") == "bot" else ""
        if response.startswith("utter_ask_"):
            topic = response.removeprefix("utter_")
            while "_" in topic and not services().speech.texts.has(f"utter_{topic}_simpler"):
                topic = topic.rpartition("_")[0]  # a part of a topic: a card, a phase, the check question
            if "_" in topic:
                topics = [*(known for known in topics if known != topic), topic]
    return topics
