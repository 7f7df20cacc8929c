"""Somebody may hold the phone of a person: what then waits behind a neutral line, and the page that opens it once.

While a person is discreet, nothing that they did not ask for shows more on the phone than one neutral line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from bot.languages import live_languages
from bot.messages import Choice, Reply, now
from bot.services.routing import Routing
from bot.services.safe_contact import SafeContact, safe_contact
from bot.services.speech import Speech
from bot.storage.handovers import OPEN_STATES, Handovers
from bot.storage.persons import Person, Persons
from bot.storage.private_messages import PrivateLinks, PrivateMessage, PrivateMessages
from bot.storage.safe_contacts import SafeContacts
from bot.storage.session import Connection, Database
from bot.understanding.normalise import normalise

# Who speaks of these is often not alone with the phone.
OVERHEARD = frozenset({"crisis_violence", "crisis_exploitation", "crisis_child", "sensitive_family"})
LINK_LIVES = timedelta(minutes=10)
PAGE = "/private/"
LINE = "utter_discreet_line"


@dataclass(frozen=True)
class Opened:
    """What the private page shows: messages, in a page of the person's language, and the answers about contact.

    `line` says whether messages come behind the neutral line; `token` opens the page once more, to change all this.
    """

    language: str
    messages: list[PrivateMessage]
    contact: SafeContact
    line: bool
    token: str


class Discretion:
    """Decides how a client manager's words reach a person, and opens what waits. `address` is where people reach us."""

    def __init__(
        self,
        database: Database,
        persons: Persons,
        handovers: Handovers,
        messages: PrivateMessages,
        links: PrivateLinks,
        contacts: SafeContacts,
        speech: Speech,
        address: str,
        routing: Routing,
    ) -> None:
        self._contacts = contacts
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
        """Send a client manager's words; to a discreet person one neutral line, while none that is unopened waits.

        Outside the hours that the person called safe they wait, and the line too, whether or not the person is discreet.
        """
        moment = now()
        line_from = safe_contact(self._contacts.of(connection, person)).next_moment(moment)
        if not self._persons.is_discreet(connection, person.id, hold=True) and line_from <= moment:
            self._speech.pass_on(connection, person, cause, text, language)
            return
        if self._messages.add(connection, person, cause, text, language, line_from):
            self._announce(connection, person)

    def round(self) -> None:
        """Show the lines whose hour has come, and erase what nobody opened in time."""
        with self._database.write() as connection:
            self._messages.purge(connection)
            for conversation_id in self._messages.unannounced(connection):
                person = self._persons.by_conversation(connection, conversation_id)
                if person:
                    self._announce(connection, person)

    def waiting(self, person: Person) -> list[Reply]:
        """The neutral line once more, while something waits; else nothing."""
        with self._database.read() as connection:
            return [Reply(LINE)] if self._messages.waiting(connection, person) else []

    def opens(self, person: Person, text: str) -> bool:
        """Whether a discreet person typed what the button below the neutral line says, in any live language."""
        if not person.discreet:
            return False
        titles = (choice.title for code in live_languages() for choice in self._speech.texts.response(LINE, code).choices)
        return normalise(text).strip(" .!") in {normalise(title) for title in titles}

    def link(self, person: Person, contact: bool = False) -> Reply:
        """A link that opens, once and for some minutes, what waits, or the answers about `contact`; or that nothing waits."""
        with self._database.write() as connection:
            if not contact and not self._messages.waiting(connection, person):
                return self._nothing(connection, person)
            token = self._links.make(connection, person, LINK_LIVES)
        said = "utter_private_contact_link" if contact else "utter_private_link"
        return Reply(said, {"link": f"{self._address}{PAGE}{token}"})

    def ask_again(self, person: Person) -> Reply:
        """Let the client managers see that the person asks for the words that were erased unopened."""
        with self._database.write() as connection:
            cause = self._messages.over(connection, person)
            if cause and self._handovers.history.note_about(connection, person, [cause], "again", *OPEN_STATES):
                return Reply("utter_private_asked")
        return Reply("utter_private_none", choices=(Choice("/request_human", response="utter_title_request_human"),))

    def contact(self, person: Person) -> SafeContact:
        """When and how the person said that they may be reached."""
        with self._database.read() as connection:
            return safe_contact(self._contacts.of(connection, person))

    def behind(self, token: str) -> tuple[str, bool] | None:
        """The language of the person whom this token opens something for, and whether a message waits.

        None when it opens nothing (any more).
        """
        with self._database.read() as connection:
            person = self._person(connection, self._links.person_of(connection, token))
            return (self._speech.language(person), self._messages.waiting(connection, person)) if person else None

    def open(self, token: str) -> Opened | None:
        """Use the token up and give what waits; None when it opens nothing. Of two at once one wins."""
        with self._database.write() as connection:
            person = self._person(connection, self._links.use(connection, token))
            if person is None:
                return None
            messages = self._messages.open(connection, person)
            self._handovers.history.note_about(connection, person, [message.cause for message in messages], "opened")
            contact = safe_contact(self._contacts.of(connection, person))
            again = self._links.make(connection, person, LINK_LIVES)
        return Opened(self._speech.language(person), messages, contact, person.discreet, again)

    def answer(self, token: str, contact: SafeContact, line: bool) -> str | None:
        """Use the token up and keep the answers about contact in the place of older ones.

        With `line` messages come behind the neutral line, else in the chat. Returns the language of the person; None when
        the token opens nothing.
        """
        with self._database.write() as connection:
            person = self._person(connection, self._links.use(connection, token))
            if person is None:
                return None
            self._contacts.keep(connection, person, contact.given)
            self.set(connection, person, line)
        return self._speech.language(person)

    def _announce(self, connection: Connection, person: Person) -> None:
        if self._messages.announce(connection, person):
            self._speech.say(connection, person, f"private:{uuid4().hex}", [Reply(LINE)])

    def _nothing(self, connection: Connection, person: Person) -> Reply:
        """What is true when nothing waits: there is no message, or it was erased unopened."""
        contact = Choice("/open_private part=contact", response="utter_title_contact")
        if self._messages.over(connection, person):
            again = Choice("/open_private part=again", response="utter_title_ask_again")
            return Reply("utter_private_over", choices=(again, contact))
        return Reply("utter_private_none", choices=(contact,) if person.discreet else ())

    def _person(self, connection: Connection, person_id: str | None) -> Person | None:
        return self._persons.by_id(connection, person_id) if person_id else None
