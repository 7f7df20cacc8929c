"""The check before going live names which requests would reach nobody."""

from __future__ import annotations

from bot.app import Services
from bot.services.route_gaps import route_gaps
from bot.services.routing import today
from tests.people import manager


def gaps(services: Services) -> list[str]:
    with services.database.read() as connection:
        return route_gaps(connection)


def test_without_accounts_everything_is_named(services: Services) -> None:
    assert [line.split(";")[0] for line in gaps(services)] == [
        "accounts: 0 can look today",
        "accounts: 0 with the role confidant can look today, 2 are needed for violence, exploitation and people who may be "
        "read along with",
        "accounts: 0 with the role lead can look today, 1 are needed for complaints about a client manager",
        "accounts: 0 with the role admin can look today, 1 are needed for what is confidential when neither confidants nor "
        "leads are there",
    ]


def test_with_enough_that_are_there_nothing_is_named_and_who_is_away_does_not_count(services: Services) -> None:
    cato = manager(services, "Cato", "confidant")
    other = manager(services, "Lies", "lead", "confidant")
    manager(services, "Bo", "admin")
    assert gaps(services) == []
    services.standing_in.add(cato, cato, other, today(), today())
    (line,) = gaps(services)
    assert line.startswith("accounts: 1 with the role confidant can look today, 2 are needed")
