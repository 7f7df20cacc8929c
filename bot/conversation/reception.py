"""What the gateway asks itself, also when Rasa is away: language, introduction, being remembered, age, erasing.

These frame every conversation and decide what may be kept, so they rest on nothing but the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.conversation.named_language import is_other
from bot.conversation.state import State
from bot.languages import REFERENCE, all_languages, live_languages
from bot.messages import Choice, Reply, now
from bot.services.folding import MORE
from bot.services.people import AGE_GROUPS, People
from bot.services.speech import language_choices
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.texts import Texts

# Buttons that work whoever has the conversation: they are about the phone, or about who has it, not about what is said.
PHONE_COMMANDS = ("discreet", "open_private", "hide", "link")
COMMANDS = (
    *("change_language", "remember", "age_group", "erase", "crisis_answer", "write_this", "answer_this", "explain_words"),
    "crisis_where",
    "complaint",
    MORE,
    *PHONE_COMMANDS,
)


@dataclass
class Outcome:
    """What the reception says, and what is to be done next."""

    replies: list[Reply] = field(default_factory=list)
    person: Person | None = None  # as they are now
    go_on: bool = False  # do what was wanted before we had to ask
    erase: bool = False
    introduced: bool = False  # the introduction is among the replies


class Reception:
    """Answers the questions that come before all others."""

    def __init__(self, people: People, texts: Texts) -> None:
        self._people = people
        self._texts = texts

    def choose(self, connection: Connection, person: Person, state: State, code: str) -> Outcome:
        """The person chose a language (or asks which there are)."""
        if code not in live_languages():
            not_yet = code in all_languages() or is_other(code)
            if not_yet and person.language is None:  # in all languages: nobody knows which one they read
                return Outcome([Reply("utter_language_not_yet"), choose_language()], person)
            return Outcome(
                [Reply("utter_language_not_yet" if not_yet else "utter_change_language", choices=language_choices())], person
            )
        first = person.introduced_at is None
        person = self._people.choose_language(connection, person, code)
        if first:
            return self.introduce(person, state)
        return Outcome([Reply("utter_language_chosen"), *state.asked_again()], person)

    def introduce(self, person: Person, state: State) -> Outcome:
        """Say what this is and who can read what, and ask whether we may remember."""
        # Noted as said only together with the words: after a crash in between it is said again.
        person = replace(person, introduced_at=now())
        ask = Reply("utter_ask_remember")
        state.ask("remember", [ask])
        unread = {"response": "utter_unread_by_people"} if self._texts.has_unread(person.language or REFERENCE) else ""
        return Outcome([Reply("utter_introduction", {"unread": unread}), ask], person, introduced=True)

    def remember(self, connection: Connection, person: Person, state: State, yes: bool) -> Outcome:
        """The person said whether we may remember."""
        person = self._people.set_remember(connection, person, yes)
        state.ask(None, [])
        if not yes:
            wanted, state.wanted = state.wanted, None
            return Outcome([Reply("utter_not_kept" if wanted else "utter_remember_no", choices=_menu())], person)
        if state.wanted is None:
            return Outcome([Reply("utter_remember_yes", choices=_menu())], person)
        if person.age_group is None:
            ask = Reply("utter_ask_age_group")
            state.ask("age_group", [ask])
            return Outcome([ask], person)
        return Outcome([], person, go_on=True)

    def age(self, connection: Connection, person: Person, state: State, group: str) -> Outcome:
        """The person said how old they are, or that they help somebody. Of the young and of helpers nothing is kept."""
        if group not in AGE_GROUPS:
            return Outcome(state.asked_again(), person)
        person = self._people.change(connection, person, age_group=group)
        if group in ("child", "helper"):
            person = self._people.set_remember(connection, person, False)
            state.ask(None, [])
            state.wanted = None
            return Outcome([Reply(f"utter_not_kept_{group}", choices=_menu())], person)
        state.ask(None, [])
        return Outcome([], person, go_on=state.wanted is not None)


def choose_language() -> Reply:
    """The question for a language, in all of them."""
    return Reply("utter_choose_language", choices=language_choices())


def _menu() -> tuple[Choice, ...]:
    return (Choice("/ask_capabilities", response="utter_title_menu"),)
