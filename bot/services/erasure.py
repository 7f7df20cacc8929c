"""Forgetting people: at their word, and when the time for keeping is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.messages import Inbound, Reply, now
from bot.services.ownership import Ownership
from bot.services.speech import Speech
from bot.settings import Settings
from bot.storage.conversations import Conversations
from bot.storage.danger_questions import DangerQuestions
from bot.storage.handovers import OPEN_STATES, Handovers
from bot.storage.inbox import Inbox
from bot.storage.offers import Offers
from bot.storage.outbox import Outbox
from bot.storage.own_words import Drafts, Entries
from bot.storage.persons import Person, Persons
from bot.storage.return_codes import ReturnCodes
from bot.storage.safe_contacts import SafeContacts
from bot.storage.session import Connection, Database
from bot.storage.talk_cards import TalkCards
from bot.storage.trackers_left import TrackersLeft

CHAT_DAYS = 30  # days after the last message until the chat of a remembered person is erased; own words that are kept stay


class Erasure:
    """Erases what is kept of people. Rasa's tracker is erased through Rasa, under its own lock."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        persons: Persons,
        conversations: Conversations,
        inbox: Inbox,
        outbox: Outbox,
        offers: Offers,
        drafts: Drafts,
        entries: tuple[Entries | TalkCards, ...],
        handovers: Handovers,
        ownership: Ownership,
        contacts: SafeContacts,
        questions: DangerQuestions,
        speech: Speech,
        codes: ReturnCodes,
        left: TrackersLeft,
    ) -> None:
        self._left = left
        self._codes = codes
        self._settings = settings
        self._database = database
        self._persons = persons
        self._conversations = conversations
        self._inbox = inbox
        self._outbox = outbox
        self._offers = offers
        self._drafts = drafts
        self._entries = entries
        self._handovers = handovers
        self._ownership = ownership
        self._contacts = contacts
        self._questions = questions
        self._speech = speech

    def erase(self, person: Person, cause: str, provider_id: str, tracker_left: bool = False) -> Person:
        """Erase a person with all that is theirs, then say so to the stranger that they are now.

        `cause` is the message that asked for it, `provider_id` the provider's id of it. With `tracker_left` Rasa was away:
        with the person their key goes, so that nobody can read the tracker any more; that it is still to be taken away is
        noted in the same transaction, and said.

        The stranger has a new conversation id and a new data key; only the language stays, for the farewell.
        """
        with self._database.write() as connection:
            self._persons.remove(connection, person.id)
            stranger = self._persons.add(connection, person.channel, person.address)
            self._persons.change(connection, stranger.id, language=person.language)
            again = self._persons.by_id(connection, stranger.id)
            assert again is not None
            said = [Reply("utter_data_erased")]
            if tracker_left:
                self._left.add(connection, person.conversation_id)
                said.append(Reply("utter_data_erased_rest"))
            self._speech.say(connection, again, f"erased:{cause}"[:48], said)
            # The message that asked for it must not come in a second time as a stranger's.
            known = Inbound(person.channel, person.address, provider_id, "other")
            self._inbox.done(connection, self._inbox.add(connection, again, known, "none"))
        return again

    def trackers_left(self) -> list[str]:
        """The conversations of erased people of which Rasa still has the tracker."""
        with self._database.read() as connection:
            return self._left.all(connection)

    def tracker_gone(self, conversation_id: str) -> None:
        """Rasa has forgotten one of these."""
        with self._database.write() as connection:
            self._left.remove(connection, conversation_id)

    def forget_codes(self) -> None:
        """Erase return codes whose time is over, and what only they still kept of people who are not to be remembered."""
        with self._database.write() as connection:
            silent = now() - timedelta(hours=self._settings.retention_hours)
            for person_id in self._codes.remove_expired(connection):
                person = self._persons.by_id(connection, person_id)
                if person is not None and not person.remember and person.last_message_at < silent:
                    self._handovers.remove_ended(connection, person)

    def due(self) -> tuple[list[Person], list[Person]]:
        """(persons whose chat is to be erased, persons who are to be erased altogether)."""
        hours, days = timedelta(hours=self._settings.retention_hours), timedelta(days=self._settings.remembered_days)
        with self._database.read() as connection:
            chats = self._persons.silent_since(connection, now() - hours, remembered=False, with_chat=True)
            month_ago = now() - timedelta(days=CHAT_DAYS)
            chats += self._persons.silent_since(connection, month_ago, remembered=True, with_chat=True)
            gone = self._persons.silent_since(connection, now() - days, remembered=True)
            gone += self._persons.silent_since(connection, now() - days, remembered=False)
        leaving = {person.id for person in gone}
        return [person for person in chats if person.id not in leaving], gone

    def forget_chat(self, person: Person) -> None:
        """Erase what was said: inbox, outbox, buttons, what was open. Rasa's tracker must be forgotten beside it.

        Of somebody who is not to be remembered (any more) goals, opinions, the talk card and ended requests go as well, and
        when no request is open the answers about when and how to reach them.
        """
        with self._database.write() as connection:
            if self._wrote_since(connection, person):
                return
            self._inbox.forget(connection, person.conversation_id)
            self._outbox.forget(connection, person.conversation_id)
            self._offers.forget(connection, person.conversation_id)
            self._conversations.forget_state(connection, person)
            self._questions.remove(connection, person)
            if not person.remember:
                self._drafts.remove(connection, person)
                self._persons.set_phase(connection, person, None)
                for entries in self._entries:
                    entries.remove(connection, person)
                self._handovers.remove_ended(connection, person)
                self._ownership.settle_after_erasing(connection, person.id)
                if not self._handovers.of(connection, person, *OPEN_STATES):
                    self._contacts.remove(connection, person)

    def forget_persons(self, persons: Iterable[Person]) -> None:
        """Erase persons who have been silent for too long, without a word."""
        with self._database.write() as connection:
            for person in persons:
                if not self._wrote_since(connection, person):
                    self._persons.remove(connection, person.id)

    def _wrote_since(self, connection: Connection, person: Person) -> bool:
        """Whether a person whose time was over has written again meanwhile (or is gone)."""
        current = self._persons.by_id(connection, person.id)
        return current is None or current.last_message_at != person.last_message_at
