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
    joined,
    park,
    said,
    services,
    text_of,
)
from actions.dialogue import explained_topics
from bot.languages import language
from bot.services.handover_requests import LEAVABLE
from bot.services.office import is_open
from bot.storage.handovers import Handover
from bot.storage.persons import Person

REASONS = ("sensitive_", "complain_manager")  # responses after which "a person" means: for this matter
MOST_EXPLAINED = 6


class ActionRequestHuman(WegwijsAction):
    def name(self) -> str:
        return "action_request_human"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        if tracker.active_loop_name == "handover_form":
            return []
        events = park(person, tracker)
        waiting = [handover for handover in services().requests.current(person) if handover.urgency != "now"]
        if waiting and entity(tracker, "answer") != "new":
            say("utter_handover_open")
            status(person, say)
            return events
        return [
            *events,
            SlotSet("said", said(tracker)),
            SlotSet("reason", reason_of(tracker)),
            FollowupAction("handover_form"),
        ]


class ActionAskHandoverWords(WegwijsAction):
    def name(self) -> str:
        return "action_ask_handover_words"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        words = tracker.get_slot("said")
        if words:
            use = choice("/answer answer=use_said", "utter_title_use_said")
            say("utter_ask_handover_words_said", use, words=words)
        else:
            say("utter_ask_handover_words")
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
        content = summary(person, tracker, words, how=tracker.get_slot("handover_how"), when=tracker.get_slot("handover_when"))
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
        elif line in LEAVABLE:
            left_out = sorted({*draft.content["left_out"], line})
            show_draft(person, services().requests.revise(person, left_out=left_out), say)
        elif line:
            show_draft(person, draft, say)
        else:
            present = [name for name in LEAVABLE if draft.content.get(name) and name not in draft.content["left_out"]]
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
            told = "utter_handover_sent" if is_open(services().settings) else "utter_handover_sent_closed"
            say("utter_handover_sent_discreet" if person.discreet else told)
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
    choices = [withdraw, menu] if reply.response == "utter_handover_unread" else [new, menu]
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


def summary(person: Person, tracker: Tracker, words: list[str], how: str | None, when: str | None) -> dict[str, Any]:
    """The content of a message to the client managers: what is known, nothing invented."""
    shared = [goal for goal in services().goals.of(person, "open") if goal.shared]
    return {
        "language": person.language,
        "channel": person.channel,
        "words": words,
        "explained": explained_topics(tracker)[-MOST_EXPLAINED:],
        "goals": [{key: goal.content.get(key) for key in ("text", "domain", "first_step", "language")} for goal in shared],
        "contact": {"how": how or "chat", "when": when or "any"},
    }


def show_draft(person: Person, draft: Handover | None, say: Say) -> None:
    """Show the message as it would be sent, in the person's language, with what can be done with it."""
    if draft is None:
        say("utter_handover_none")
        return
    content, left_out = draft.content, draft.content["left_out"]
    lines = [
        text_of("utter_summary_language", language=language(content.get("language")).name),
        text_of("utter_summary_channel", channel=text_of(f"utter_channel_{content['channel']}")),
        text_of("utter_summary_topic", topic=text_of(f"utter_title_{draft.reason}")),
    ]
    if "words" not in left_out:
        lines += [text_of("utter_summary_words", words=words) for words in content.get("words", [])]
    if content.get("explained") and "explained" not in left_out:
        titles = [text_of(f"utter_title_{topic}") for topic in content["explained"]]
        lines.append(text_of("utter_summary_explained", explained=joined(titles, ", ")))
    if content.get("goals") and "goals" not in left_out:
        lines.append(text_of("utter_summary_goals", goals=joined([goal["text"] for goal in content["goals"]], "; ")))
    if content.get("contact") and "contact" not in left_out:
        contact = content["contact"]
        how, when = text_of(f"utter_how_{contact['how']}"), text_of(f"utter_when_{contact['when']}")
        lines.append(text_of("utter_summary_contact", how=how, when=when))
    say("utter_handover_summary", lines=joined(lines))
    say("utter_ask_handover_send")
