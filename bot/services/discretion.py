"""Somebody may hold the phone of a person: what then waits behind a neutral line, and the page that opens it once.

While a person is discreet, nothing that they did not ask for shows more on the phone than one neutral line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from bot.messages import Reply
from bot.services.routing import Routing
from bot.services.speech import Speech
from bot.storage.handovers import Handovers
from bot.storage.persons import Person, Persons
from bot.storage.private_messages import PrivateLinks, PrivateMessage, PrivateMessages
from bot.storage.session import Connection, Database

# Who speaks of these is often not alone with the phone.
OVERHEARD = frozenset({"crisis_violence", "crisis_exploitation", "crisis_child", "sensitive_family"})
LINK_LIVES = timedelta(minutes=10)
PAGE = "/private/"


@dataclass(frozen=True)
class Opened:
    """What the private page shows: messages, in a page of the person's language."""

    language: str
    messages: list[PrivateMessage]


class Discretion:
    """Decides how a client manager's words reach a person, and opens what waits. `address` is where people reach us."""

    def __init__(
        self,
        database: Database,
        persons: Persons,
        handovers: Handovers,
        messages: PrivateMessages,
        links: PrivateLinks,
        speech: Speech,
        address: str,
        routing: Routing,
    ) -> None:
        self._routing = routing
        self._database = database
        self._persons = persons
        self._handovers = handovers
        self._messages = messages
        self._links = links
        self._speech = speech
        self._address = address

    def notice(self, connection: Connection, person: Person, telling: str) -> None:
        """Somebody told of this (an intent). What may be overheard makes the person discreet, until they say otherwise."""
        if telling in OVERHEARD:
            self.set(connection, person, True)

    def set(self, connection: Connection, person: Person, on: bool) -> None:
        self._persons.change(connection, person.id, discreet=on)
        if on:
            self._routing.confide(connection, person.id)

    def holds(self, connection: Connection, person: Person) -> bool:
        """Whether the person is discreet now: since `person` was read, they may have told of violence."""
        return self._persons.is_discreet(connection, person.id)

    def pass_on(self, connection: Connection, person: Person, cause: str, text: str, language: str | None = None) -> None:
        """Send a client manager's words; to a discreet person one neutral line, while none that is unopened waits."""
        if not self._persons.is_discreet(connection, person.id, hold=True):
            self._speech.pass_on(connection, person, cause, text, language)
            return
        told_already = self._messages.waiting(connection, person)
        if self._messages.add(connection, person, cause, text, language) and not told_already:
            self._speech.say(connection, person, f"private:{uuid4().hex}", [Reply("utter_discreet_line")])

    def waiting(self, person: Person) -> list[Reply]:
        """The neutral line once more, while something waits; else nothing."""
        with self._database.read() as connection:
            return [Reply("utter_discreet_line")] if self._messages.waiting(connection, person) else []

    def link(self, person: Person) -> Reply:
        """A link that opens, once and for some minutes, what waits; or that nothing does."""
        with self._database.write() as connection:
            if not self._messages.waiting(connection, person):
                return Reply("utter_private_none")
            token = self._links.make(connection, person, LINK_LIVES)
        return Reply("utter_private_link", {"link": f"{self._address}{PAGE}{token}"})

    def language_behind(self, token: str) -> str | None:
        """The language of the person whom this token opens something for; None when it opens nothing (any more)."""
        with self._database.read() as connection:
            person = self._person(connection, self._links.person_of(connection, token))
        return self._speech.language(person) if person else None

    def open(self, token: str) -> Opened | None:
        """Use the token up and give what waits; None when it opens nothing. Of two at once one wins."""
        with self._database.write() as connection:
            person = self._person(connection, self._links.use(connection, token))
            if person is None:
                return None
            messages = self._messages.open(connection, person)
            self._handovers.note_opened(connection, person, [message.cause for message in messages])
        return Opened(self._speech.language(person), messages)

    def _person(self, connection: Connection, person_id: str | None) -> Person | None:
        return self._persons.by_id(connection, person_id) if person_id else None
