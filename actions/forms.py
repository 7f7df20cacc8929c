"""What the forms accept: own words of a bearable length, offered answers, days that exist."""

from __future__ import annotations

import re
from abc import abstractmethod
from datetime import date, timedelta
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import explained_topics
from bot.messages import now
from bot.services.dates import dates
from bot.services.dutch_time import AMSTERDAM
from bot.services.handover_requests import HEAVY, HELP, SINCE, TOPICS
from bot.services.own_words import DOMAINS
from bot.services.urgency import CANNOT_WAIT

LONGEST_WORDS = 2000  # characters of own words: a long page
DUE_IN_DAYS = {"month": 30, "half_year": 182, "year": 365}
LONGEST_WHEN = 120  # characters of own words about when and where somebody can be reached
FEWEST_DIGITS = 8  # of a telephone number, without the sign for a country
# What somebody taps under "what would help" may say already how they want contact.
HOW_OF_HELP = {"chat": "chat", "phone": "phone", "talk": "visit"}

Slots = dict[str, Any]


class _Form(FormValidationAction):  # type: ignore[misc]
    """What the forms share. Each slot may be refused by setting it to None: then it is asked again."""

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    def words(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Own words as they are; `use_said` stands for the message that began the form."""
        if value == "use_said":
            value = tracker.get_slot("said")
        if isinstance(value, str) and len(value) > LONGEST_WORDS:
            dispatcher.utter_message(response="utter_words_too_long")
            value = None
        return {slot: value if isinstance(value, str) and value.strip() else None}

    def one_of(self, slot: str, value: Any, allowed: tuple[str, ...]) -> Slots:
        return {slot: value if value in allowed else None}


class ValidateGoalForm(_Form):
    def name(self) -> str:
        return "validate_goal_form"

    def validate_goal_text(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("goal_text", value, dispatcher, tracker)

    def validate_goal_domain(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.one_of("goal_domain", value, DOMAINS)

    def validate_goal_first_step(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("goal_first_step", value, dispatcher, tracker)

    def validate_goal_due(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        """A day as ISO 8601, or "skip"; words that are no day are asked again."""
        if value == "skip":
            return {"goal_due": value}
        day = read_day(str(value), tracker.get_slot("language"))
        if day is None:
            dispatcher.utter_message(response="utter_due_not_clear")
        return {"goal_due": day.isoformat() if day else None}

    def validate_goal_share(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.one_of("goal_share", value, ("yes", "no"))


class ValidateGoalChangeForm(_Form):
    def name(self) -> str:
        return "validate_goal_change_form"

    def validate_goal_new_text(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("goal_new_text", value, dispatcher, tracker)


class ValidateOpinionForm(_Form):
    def name(self) -> str:
        return "validate_opinion_form"

    def validate_opinion_about(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.one_of("opinion_about", value, ("plan", "lessons", "help", "rules", "society", "other"))

    def validate_opinion_text(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("opinion_text", value, dispatcher, tracker)

    def validate_opinion_wish(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("opinion_wish", value, dispatcher, tracker)

    def validate_opinion_share(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.one_of("opinion_share", value, ("yes", "no"))


class ValidateHandoverForm(_Form):
    def name(self) -> str:
        return "validate_handover_form"

    def validate_handover_topic(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        """A topic of ours or what was explained; what was known before it was asked is taken as it is."""
        if tracker.get_slot("requested_slot") != "handover_topic":
            return {"handover_topic": value}
        return self.tapped("handover_topic", value, (*TOPICS, *explained_topics(tracker)), dispatcher, tracker)

    def validate_handover_since(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.tapped("handover_since", value, SINCE, dispatcher, tracker)

    def validate_handover_heavy(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        if value == CANNOT_WAIT and tracker.get_slot("requested_slot") == "handover_heavy":
            dispatcher.utter_message(response="utter_handover_cannot_wait")
        return self.tapped("handover_heavy", value, HEAVY, dispatcher, tracker)

    def validate_handover_help(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        slots = self.tapped("handover_help", value, HELP, dispatcher, tracker)
        how = HOW_OF_HELP.get(str(slots["handover_help"]))
        return {**slots, **(_way(how) if how else {})}

    def tapped(
        self, slot: str, value: Any, allowed: tuple[str, ...], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots:
        """A tapped answer or none. Words instead of a tap are not lost: they are offered as the words of the message."""
        if value in (*allowed, "skip"):
            return {slot: value}
        words = "\n".join(part for part in (tracker.get_slot("said"), value) if isinstance(part, str) and part.strip())
        if len(words) > LONGEST_WORDS:
            dispatcher.utter_message(response="utter_words_too_long")
            return {slot: None}
        return {slot: "skip", "said": words or None}

    def validate_handover_words(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("handover_words", value, dispatcher, tracker)

    def validate_handover_how(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return _way(value) if value in ("chat", "phone", "visit") else {"handover_how": None}

    def validate_handover_when(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        """A part of the day, or own words such as a day and an hour."""
        if isinstance(value, str) and len(value) > LONGEST_WHEN:
            dispatcher.utter_message(response="utter_words_too_long")
            return {"handover_when": None}
        known = any(holds_number(words) for words in (value, tracker.get_slot("handover_words")))
        return {**self.words("handover_when", value, dispatcher, tracker), **({"handover_phone": "skip"} if known else {})}

    def validate_handover_phone(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        """A telephone number as it was typed, or "skip"; what holds no number is asked again."""
        if value == "skip":
            return {"handover_phone": value}
        number = " ".join(str(value).split())
        if len(number) > LONGEST_WHEN or not holds_number(number):
            dispatcher.utter_message(response="utter_phone_not_clear")
            return {"handover_phone": None}
        return {"handover_phone": number}


def _way(how: str) -> Slots:
    """The way of contact. An answer in the chat waits until it is read: nobody is asked when. Only a call needs a number."""
    needless: Slots = {} if how == "phone" else {"handover_phone": "skip"}
    return {"handover_how": how, **needless, **({"handover_when": "any"} if how == "chat" else {})}


def holds_number(words: Any) -> bool:
    """Whether words hold a telephone number: enough digits, of any script, with nothing but signs between them."""
    runs = re.findall(r"\d(?:[\s().+/-]{0,3}\d)*", words) if isinstance(words, str) else []
    return any(sum(sign.isdigit() for sign in run) >= FEWEST_DIGITS for run in runs)


class ValidateHandoverMoreForm(_Form):
    def name(self) -> str:
        return "validate_handover_more_form"

    def validate_handover_more(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("handover_more", value, dispatcher, tracker)


class ValidateTalkCardForm(_Form):
    def name(self) -> str:
        return "validate_talk_card_form"

    def validate_talk_card_well(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("talk_card_well", value, dispatcher, tracker)

    def validate_talk_card_hard(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("talk_card_hard", value, dispatcher, tracker)

    def validate_talk_card_ask(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("talk_card_ask", value, dispatcher, tracker)

    def validate_talk_card_disagree(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("talk_card_disagree", value, dispatcher, tracker)

    def validate_talk_card_need(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Slots:
        return self.words("talk_card_need", value, dispatcher, tracker)


def read_day(value: str, language: str | None) -> date | None:
    """A day from a button (month, half_year, year), else from typed digits or words of a language; None when it is none."""
    today = now().astimezone(AMSTERDAM).date()
    if value in DUE_IN_DAYS:
        return today + timedelta(days=DUE_IN_DAYS[value])
    return dates().read(value, language, today)
