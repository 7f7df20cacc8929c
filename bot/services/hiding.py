"""Taking a conversation off the phone when somebody asks for it: both sides' messages, and nothing is said of them again.

Only the phone's copy goes. What a client manager has stays with them; what the assistant keeps of goals and the like too.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from bot.languages import live_languages
from bot.messages import Reply
from bot.services.speech import Speech
from bot.storage.offers import Offers
from bot.storage.outbox import Outbox, Queued
from bot.storage.persons import Person, Persons
from bot.storage.phone_copies import HIDES, PhoneCopies
from bot.storage.session import Connection, Database
from bot.understanding.normalise import normalise

HIDE = "hide"  # the control word of languages.yml, and the button
LONGEST = 60  # characters that are looked at: the words are far shorter


def asks_to_hide(text: str) -> bool:
    """Whether a text is the word that takes the conversation off the phone, in any live language."""
    return len(text) <= LONGEST and normalise(text).strip(" .!/") in _words()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(normalise(word) for entry in live_languages().values() for word in entry.control_words[HIDE])


class Hiding:
    """Clears phones, in the order of what was said: nothing that was queued before comes after."""

    def __init__(
        self, database: Database, persons: Persons, outbox: Outbox, offers: Offers, copies: PhoneCopies, speech: Speech
    ) -> None:
        self._database = database
        self._persons = persons
        self._outbox = outbox
        self._offers = offers
        self._copies = copies
        self._speech = speech

    def hide(self, connection: Connection, person: Person, cause: str) -> None:
        """Take off the phone all that stands there, and be discreet from now on. `cause` is the message that asks for it."""
        older = self._copies.hide(connection, person.conversation_id)
        self._outbox.drop(connection, person.conversation_id)
        self._outbox.forget(connection, person.conversation_id)
        self._offers.forget(connection, person.conversation_id)
        self._persons.change(connection, person.id, discreet=True)
        self._outbox.add(connection, person, f"{HIDES}{cause}"[:48], [{"text": "", "clears": True, "older": older}])

    def overtook(self, connection: Connection, person: Person, moment: datetime) -> bool:
        """Whether the person cleared their phone after this moment: what was said before is not answered any more."""
        return self._copies.hidden_since(connection, person.conversation_id, moment)

    def shown(self, queued: Queued) -> list[str]:
        """The provider's ids of what a queued message clears."""
        with self._database.read() as connection:
            return self._copies.shown(connection, queued.conversation_id, queued.seq)

    def cleared(self, queued: Queued, everything: bool) -> None:
        """Note that the phone was cleared; say how to delete by hand what could not be."""
        with self._database.write() as connection:
            self._copies.cleared(connection, queued.conversation_id, queued.seq)
            self._outbox.sent(connection, queued.seq, None)
            person = self._persons.by_conversation(connection, queued.conversation_id)
            if person and not everything:
                self._speech.say(connection, person, f"left:{queued.seq}", [Reply("utter_hidden_by_hand")])

    def purge(self) -> None:
        """Forget the ids of messages that can no longer be taken off a phone."""
        with self._database.write() as connection:
            self._copies.purge(connection)
