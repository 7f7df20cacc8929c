"""The talk card: asked question by question, shown, changed, sent with approval, kept only of those who want that.

Of somebody of whom nothing is kept it lives in the talk alone: in the slots of its form, which are forgotten with the talk.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.base import (
    FORM_SLOTS,
    Say,
    WegwijsAction,
    blocked,
    choice,
    entity,
    finish,
    inbound_id,
    joined,
    park,
    services,
    text_of,
)
from actions.goals import none_if_skipped
from actions.handover import show_draft, summary
from bot.services.people import may_keep_own_words
from bot.services.talk_cards import QUESTIONS
from bot.storage.persons import Person

FORM = "talk_card_form"
SKIPPED = "skip"
REHEARSE = "/explain_more topic=rehearse"
NEVER_KEPT = ("child", "helper")


class ActionPrepareTalk(WegwijsAction):
    """Begin, go on with or show a card; with a `part`: begin anew, change, send, draw, keep or remove it, ask one again."""

    def name(self) -> str:
        return "action_prepare_talk"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        if tracker.active_loop_name == FORM:
            return []
        events, part = park(person, tracker), entity(tracker, "part")
        card = card_of(person, tracker)
        if part == "new" or (part is None and not card):
            return [*events, *_begin(person, say, anew=part == "new")]
        if not card:
            say("utter_talk_card_none")
        elif part in QUESTIONS:
            filled = {question: card.get(question, SKIPPED) for question in QUESTIONS if question != part}
            return [*events, *_fill_in(filled)]
        elif part == "change":
            rows = [choice(f"/prepare_talk part={question}", f"utter_title_talk_card_{question}") for question in QUESTIONS]
            say("utter_talk_card_change", *rows, choice("/prepare_talk", "utter_title_talk_card_same"))
        elif part == "picture":
            say("utter_talk_card_picture", **card)
        elif part == "send":
            _send(person, tracker, card, say)
        elif part == "remove":
            services().talk_cards.remove(person)
            say("utter_talk_card_removed")
            return [*events, *finish(person, FORM)]
        elif part == "keep":
            if not blocked(person, say):
                services().talk_cards.keep(person, card)
                show(person, card, say)
                return [*events, *finish(person, FORM)]
        elif _unfinished(person):
            return [*events, *_go_on(person)]
        else:
            show(person, card, say)
        return events


class ActionSaveTalkCard(WegwijsAction):
    """All questions were asked: keep the card if the person wants that, and show it."""

    def name(self) -> str:
        return "action_save_talk_card"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        card = _in_slots(tracker)
        kept = may_keep_own_words(person)
        if kept:
            services().talk_cards.keep(person, card)
        else:
            services().talk_cards.remove(person)  # one of before they took their consent back: this one replaces it
        if not card:
            say("utter_talk_card_empty")
            return finish(person, FORM)
        show(person, card, say)
        if kept:
            return finish(person, FORM)
        services().forms.drop(person, FORM)
        return [ActiveLoop(None), SlotSet("requested_slot", None)]  # the slots are the card


def card_of(person: Person, tracker: Tracker) -> dict[str, str]:
    """The answers on a person's card, the one in this talk or else the one that is kept; empty when there is none."""
    in_talk = {} if tracker.active_loop_name == FORM else _in_slots(tracker)
    return in_talk or services().talk_cards.of(person)


def card_rows(card: dict[str, str]) -> dict[str, Any]:
    """A blank that is filled by the card, row by row."""
    rows = [text_of(f"utter_talk_card_row_{question}", words=card[question]) for question in QUESTIONS if question in card]
    return joined(rows)


def show(person: Person, card: dict[str, str], say: Say) -> None:
    """Show a card with what can be done with it."""
    kept = services().talk_cards.of(person) == card
    say("utter_talk_card", rows=card_rows(card))
    choices = [
        choice("/prepare_talk part=change", "utter_title_talk_card_change"),
        choice(f"{REHEARSE} part=start", "utter_title_rehearse"),
        choice("/prepare_talk part=send", "utter_title_talk_card_send"),
        choice("/prepare_talk part=picture", "utter_title_talk_card_picture"),
        choice("/prepare_talk part=remove", "utter_title_talk_card_remove"),
        choice("/ask_capabilities", "utter_title_menu"),
    ]
    if not kept and person.age_group not in NEVER_KEPT:
        choices.insert(0, choice("/prepare_talk part=keep", "utter_title_talk_card_keep"))
    say("utter_talk_card_kept" if kept else "utter_talk_card_not_kept", *choices)


def _begin(person: Person, say: Say, anew: bool) -> list[EventType]:
    """Ask all questions, or go on where a card was left."""
    if person.remember and person.age_group is None:  # whether the card is kept depends on it
        say("utter_ask_age_group")
        return []
    if _unfinished(person) and not anew:
        return _go_on(person)
    services().forms.drop(person, FORM)
    say("utter_talk_card_begin")
    return _fill_in({})


def _unfinished(person: Person) -> dict[str, Any]:
    """What was filled in of a card that is not finished."""
    return services().forms.unfinished(person, FORM) or {}


def _go_on(person: Person) -> list[EventType]:
    filled = _unfinished(person)
    services().forms.keep(person, FORM, filled, "open")  # dropped when it is finished: until then a crash may undo this turn
    return [*(SlotSet(slot, filled.get(slot)) for slot in FORM_SLOTS[FORM]), FollowupAction(FORM)]


def _fill_in(filled: dict[str, str]) -> list[EventType]:
    """Open the form; it asks what is not filled in."""
    return [*(SlotSet(f"talk_card_{question}", filled.get(question)) for question in QUESTIONS), FollowupAction(FORM)]


def _in_slots(tracker: Tracker) -> dict[str, str]:
    found = {question: none_if_skipped(tracker.get_slot(f"talk_card_{question}")) for question in QUESTIONS}
    return {question: words for question, words in found.items() if words}


def _send(person: Person, tracker: Tracker, card: dict[str, str], say: Say) -> None:
    """Make a message to the client managers of the card: each answer below its heading, in the words of the person."""
    speech = services().speech
    language = speech.language(person)
    rows = [
        speech.texts.line(f"utter_talk_card_row_{question}", language, words=card[question])
        for question in QUESTIONS
        if question in card
    ]
    content = summary(person, tracker, rows, how="chat", when="any")
    say("utter_talk_card_sending")
    show_draft(person, services().requests.draft(person, inbound_id(tracker), "talk_card", content), say)
