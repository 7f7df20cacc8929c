"""Talk cards: one a person, verbatim, each for its own person."""

from __future__ import annotations

import pytest

from bot.app import Services
from bot.storage.persons import Person
from bot.storage.session import Database
from bot.storage.talk_cards import TalkCards
from bot.storage.vault import Vault
from tests.people import introduced

WORDS = "أريد أن أسأل {x} [[y]]\n\nen dit\x00\ud800"


@pytest.fixture
def cards(vault: Vault) -> TalkCards:
    return TalkCards(vault)


def test_a_card_comes_back_as_it_was_written_and_a_later_one_takes_its_place(
    database: Database, cards: TalkCards, person: Person
) -> None:
    with database.write() as connection:
        assert cards.of(connection, person) is None
        cards.save(connection, person, {"answers": {"ask": "eerst"}})
        cards.save(connection, person, {"answers": {"ask": WORDS}})
        cards.save(connection, person, {"answers": {"ask": WORDS}})
        assert cards.of(connection, person) == {"answers": {"ask": WORDS}}


def test_a_card_is_seen_and_removed_for_its_own_person_alone(
    services: Services, database: Database, cards: TalkCards, person: Person
) -> None:
    other = introduced(services)
    with database.write() as connection:
        for somebody, words in ((person, "van mij"), (other, "van iemand anders")):
            cards.save(connection, somebody, {"answers": {"need": words}})
        cards.remove(connection, person)
        assert cards.of(connection, person) is None
        assert cards.of(connection, other) == {"answers": {"need": "van iemand anders"}}
