"""Buttons mean something only to the person to whom they were offered."""

from __future__ import annotations

from bot.app import Services
from bot.storage.persons import Person
from bot.storage.session import Database
from tests.people import introduced


def test_an_offer_is_found_by_the_person_to_whom_it_was_made(services: Services, database: Database, person: Person) -> None:
    stranger = introduced(services)
    with database.write() as connection:
        offer = services.offers.add(connection, person, "/answer answer=yes", "Ja", "goal_share")
        assert services.offers.find(connection, person, offer.id) == offer
        assert services.offers.find(connection, stranger, offer.id) is None
        assert services.offers.find(connection, person, "something typed") is None


def test_ids_tell_nothing_and_differ(services: Services, database: Database, person: Person) -> None:
    with database.write() as connection:
        made = {services.offers.add(connection, person, "/erase answer=yes", "Ja", None).id for _ in range(50)}
    assert len(made) == 50
    assert not any("erase" in offer_id for offer_id in made)
    assert all(len(offer_id) <= 32 for offer_id in made)  # a column of PostgreSQL, and 64 bytes of Telegram


def test_offers_are_forgotten_per_conversation(services: Services, database: Database, person: Person) -> None:
    other = introduced(services)
    with database.write() as connection:
        mine = services.offers.add(connection, person, "/ask_rights", "Rechten", None)
        theirs = services.offers.add(connection, other, "/ask_rights", "Rechten", None)
        services.offers.forget(connection, person.conversation_id)
        assert services.offers.find(connection, person, mine.id) is None
        assert services.offers.find(connection, other, theirs.id) is not None
