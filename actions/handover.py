"""Asking for a client manager: the person sees the message first, leaves out or adds, and sends or cancels."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import (
    Say,
    WegwijsAction,
    choice,
    entity,
    finish,
    inbound_id,
    park,
    said,
    services,
)
from actions.dialogue import explained_topics
from actions.handover_draft import facets, show_draft, summary, told
from bot.services.handover_requests import LEAVABLE, SOON, sent_response
from bot.services.routes import COMPLAINT, is_complaint
from bot.storage.persons import Person

REASONS = ("sensitive_", "complain_manager")  # responses after which "a person" means: for this matter
CANNOT_COME = "utter_cannot_come_"  # after these it means: I cannot come to my appointment


class ActionRequestHuman(WegwijsAction):
    def name(self) -> str:
        return "action_request_human"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        if tracker.active_loop_name == "handover_form":
            return []
        events = park(person, tracker)
        reason, answer = reason_of(tracker), entity(tracker, "answer")
        # A complaint is never a message for the own client manager; "another one" is meant as what was asked for before it.
        asked_for_other = answer == "not_to_own" or (answer == "new" and tracker.get_slot("not_to_own") == "yes")
        not_to_own = SlotSet("not_to_own", "yes" if asked_for_other or reason == COMPLAINT else None)
        waiting = [handover for handover in services().requests.current(person) if handover.urgency != "now"]
        if reason == COMPLAINT:  # what waits about other matters does not hold it up
            waiting = [handover for handover in waiting if is_complaint(handover.reason, handover.content)]
        if waiting and answer != "new":
            say("utter_handover_open")
            status(person, say)
            return [*events, not_to_own]
        topic = topic_known(tracker, reason)
        # At most three taps before the own words: who is asked about the topic is not asked since when.
        spared = SlotSet("handover_topic", topic) if topic else SlotSet("handover_since", "skip")
        return [
            *events,
            SlotSet("said", said(tracker)),
            SlotSet("reason", reason),
            not_to_own,
            spared,
            FollowupAction("handover_form"),
        ]


class ActionAskHandoverTopic(WegwijsAction):
    """Ask what it is about; what was explained last may well be it."""

    def name(self) -> str:
        return "action_ask_handover_topic"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        explained = [topic for topic in explained_topics(tracker) if has_title(topic)]
        last = [choice(f"/answer answer={topic}", f"utter_title_{topic}") for topic in explained[-1:]]
        say("utter_ask_handover_topic_team" if tracker.get_slot("not_to_own") else "utter_ask_handover_topic", *last)
        return []


class ActionAskHandoverSince(WegwijsAction):
    """Ask since when; it may be the first question, which tells for whom the message is."""

    def name(self) -> str:
        return "action_ask_handover_since"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        say("utter_ask_handover_since_team" if tracker.get_slot("not_to_own") else "utter_ask_handover_since")
        return []


class ActionAskHandoverWords(WegwijsAction):
    def name(self) -> str:
        return "action_ask_handover_words"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        words = tracker.get_slot("said")
        if words:
            use = choice("/answer answer=use_said", "utter_title_use_said")
            say("utter_ask_handover_words_said", use, words=words)
        else:
            say("utter_ask_handover_words_team" if tracker.get_slot("not_to_own") else "utter_ask_handover_words")
        return []


class ActionShowHandover(WegwijsAction):
    """Show what will be sent: made from the form, or the draft with words that were added."""

    def name(self) -> str:
        return "action_show_handover"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        requests = services().requests
        more = tracker.get_slot("handover_more")
        if more:
            draft = requests.open_draft(person)
            if draft is None:
                say("utter_handover_none")
                return finish(person, "handover_more_form")
            kept = [line for line in draft.content["left_out"] if line != "words"]
            before = draft.content.get("words", []) if "words" not in draft.content["left_out"] else []
            words = before if before and before[-1] == more else [*before, more]
            draft = requests.revise(person, words=words, left_out=kept)
            show_draft(person, draft, say)
            return finish(person, "handover_more_form")
        words_slot = tracker.get_slot("handover_words")
        words = [words_slot] if words_slot and words_slot != "skip" else []
        contact = {name: tracker.get_slot(f"handover_{name}") for name in ("how", "when", "phone")}
        content = summary(person, tracker, words, **contact)
        content |= facets(tracker)
        reason = tracker.get_slot("reason") or "request_human"
        show_draft(person, requests.draft(person, inbound_id(tracker), reason, content), say)
        return finish(person, "handover_form")


class ActionReviseHandover(WegwijsAction):
    """Leave a line out of the message."""

    def name(self) -> str:
        return "action_revise_handover"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        draft, line = services().requests.open_draft(person), entity(tracker, "line")
        if draft is None:
            say("utter_handover_none")
        elif line in (*LEAVABLE, SOON):
            left_out = sorted({*draft.content["left_out"], line})
            show_draft(person, services().requests.revise(person, left_out=left_out), say)
        elif line == "other":
            left_out = [name for name in draft.content["left_out"] if name != "not_to_own"]
            show_draft(person, services().requests.revise(person, not_to_own=True, left_out=left_out), say)
        elif line:
            show_draft(person, draft, say)
        else:
            present = [name for name in LEAVABLE if told(draft, name)]
            present += [SOON] if draft.urgency == SOON else []
            choices = [choice(f"/revise_handover line={name}", f"utter_title_leave_{name}") for name in present]
            nothing = choice("/revise_handover line=nothing", "utter_title_leave_nothing")
            say("utter_handover_leave_out", *choices, nothing)
        return []


class ActionAddToHandover(WegwijsAction):
    def name(self) -> str:
        return "action_add_to_handover"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        if services().requests.open_draft(person) is None:
            say("utter_handover_none")
            return []
        return [*park(person, tracker), FollowupAction("handover_more_form")]


class ActionSendHandover(WegwijsAction):
    def name(self) -> str:
        return "action_send_handover"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        if services().requests.send(person) is not None:
            say(sent_response(services().settings, person))
        elif services().requests.current(person):
            status(person, say)
        else:
            say("utter_handover_none")
        return []


class ActionCancelHandover(WegwijsAction):
    def name(self) -> str:
        return "action_cancel_handover"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        services().requests.cancel(person)
        say("utter_handover_cancelled")
        return []


class ActionWithdrawHandover(WegwijsAction):
    def name(self) -> str:
        return "action_withdraw_handover"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        requests = services().requests
        if requests.withdraw(person):
            say("utter_handover_withdrawn")
        else:
            say("utter_handover_too_late" if requests.current(person) else "utter_handover_none")
        return []


class ActionHandoverStatus(WegwijsAction):
    def name(self) -> str:
        return "action_handover_status"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        status(person, say)
        return []


def status(person: Person, say: Say) -> None:
    """Say what is true of the open request."""
    reply = services().requests.status(person)
    if reply is None:
        say("utter_handover_none")
        return
    withdraw = choice("/withdraw_handover", "utter_title_handover_withdraw")
    new = choice("/request_human answer=new", "utter_title_handover_new")
    menu = choice("/ask_capabilities", "utter_title_menu")
    choices = [withdraw, menu] if reply.response.startswith("utter_handover_unread") else [new, menu]
    say(reply.response, *choices, **reply.values)


def reason_of(tracker: Tracker) -> str:
    """Why a person is asked for: the sensitive matter that was spoken of last, or simply to talk."""
    for event in reversed(tracker.events):
        response = (event.get("metadata") or {}).get("utter_action", "") if event.get("event") == "bot" else ""
        intent = response.removeprefix("utter_")
        if intent.startswith(REASONS):
            return intent
        if response.startswith("utter_handover_sent"):
            break
    return "request_human"


def topic_known(tracker: Tracker, reason: str) -> str | None:
    """What it is about, when the way here tells it: then nobody is asked."""
    if reason != "request_human":
        return reason
    said_last: dict[str, Any] = next((event for event in reversed(tracker.events) if event.get("event") == "bot"), {})
    response = str((said_last.get("metadata") or {}).get("utter_action", ""))
    return "cannot_come" if response.startswith(CANNOT_COME) else None


def has_title(topic: str) -> bool:
    """Whether there is a text that names this topic on a button."""
    return services().speech.texts.has(f"utter_title_{topic}")
