"""The talk card: what a person wants to bring to the next appointment, in own words. Nobody of staff sees it unasked."""

from __future__ import annotations

from collections.abc import Mapping

from bot.services.own_words import NotKept
from bot.services.people import may_keep_own_words
from bot.storage.persons import Person
from bot.storage.session import Database
from bot.storage.talk_cards import TalkCards

# The questions of a card, in the order in which they are asked and shown.
QUESTIONS = ("well", "hard", "ask", "disagree", "need")


class TalkCardService:
    """The talk cards of people: one each, with an answer to some of the questions."""

    def __init__(self, database: Database, cards: TalkCards) -> None:
        self._database = database
        self._cards = cards

    def keep(self, person: Person, answers: Mapping[str, str]) -> None:
        """Keep a card in the place of an earlier one; one without any answer is no card.

        `answers` maps questions to own words. Raises NotKept when own words of this person are not kept, ValueError
        for a question that there is not.
        """
        if not may_keep_own_words(person):
            raise NotKept
        if unknown := set(answers) - set(QUESTIONS):
            raise ValueError(f"unknown questions {sorted(unknown)}")
        with self._database.write() as connection:
            if answers:
                self._cards.save(connection, person, {"answers": dict(answers), "language": person.language})
            else:
                self._cards.remove(connection, person)

    def of(self, person: Person) -> dict[str, str]:
        """The answers on the card that is kept of a person; empty when none is."""
        with self._database.read() as connection:
            content = self._cards.of(connection, person)
        return dict(content["answers"]) if content else {}

    def remove(self, person: Person) -> None:
        """Throw a person's card away."""
        with self._database.write() as connection:
            self._cards.remove(connection, person)
