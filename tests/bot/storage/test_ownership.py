"""The history of who owned a conversation: on both databases, and after a migration of what was there before."""

from __future__ import annotations

from alembic import command
from sqlalchemy import select

from bot.app import Services
from bot.storage.handover_tables import handover_events, ownership_history
from bot.storage.migrate import _config, differences, migrate
from bot.storage.ownership import Owner, OwnershipHistory
from bot.storage.tables import inbox
from tests.bot.storage.test_handovers import waiting
from tests.people import again, introduced, manager


def test_a_change_and_the_owner_are_written_together(services: Services) -> None:
    history, handover, anna = OwnershipHistory(), waiting(services), manager(services)
    with services.database.write() as connection:
        held = history.hold(connection, handover.person_id)
        assert held is not None and held[1] == Owner("waiting", handover.id)
        history.change(connection, held[0], held[1], Owner("manager", handover.id), "taken", handover.id, anna)
    with services.database.read() as connection:
        assert history.hold(connection, handover.person_id) == (held[0], Owner("manager", handover.id))
        assert [(one.cause, one.manager_name) for one in history.of_handover(connection, handover.id)] == [
            ("sent", None),
            ("taken", "Anna"),
        ]


def test_of_somebody_unknown_there_is_no_owner(services: Services) -> None:
    with services.database.write() as connection:
        assert OwnershipHistory().hold(connection, "nobody") is None


def test_a_database_of_before_keeps_all_it_has_and_gets_the_owners_that_follow_from_it(services: Services) -> None:
    anna = manager(services)
    unread, returned, drafted, in_danger = (introduced(services) for _ in range(4))
    first, second = waiting(services, unread), waiting(services, returned)
    services.handovers.read(second.id, anna)
    services.handovers.take(second.id, anna)
    services.handovers.give_back(second.id, anna)
    third = services.requests.draft(drafted, "a", "request_human", {"words": []})
    with services.database.write() as connection:
        fourth = services.requests.urgent(connection, in_danger, "b", "crisis_violence", "help")
    with services.database.read() as connection:
        events = len(list(connection.execute(select(handover_events))))
    services.database.close()
    with services.database.write() as connection:
        command.downgrade(_config(connection), "0003")
    migrate(services.database)
    assert differences(services.database) == []
    with services.database.read() as connection:
        assert len(list(connection.execute(select(handover_events)))) == events
        assert list(connection.execute(select(ownership_history))) == list(connection.execute(select(inbox))) == []
        held = [OwnershipHistory().hold(connection, person.id) for person in (unread, returned, drafted, in_danger)]
    assert [found and found[1] for found in held] == [
        Owner("waiting", first.id),
        Owner("returned", second.id),
        Owner("offered", third.id),
        Owner("waiting", fourth, True),
    ]
    cases = {case.handover.id: case.handover.unread_since is not None for case in services.handovers.open()}
    assert cases == {first.id: True, second.id: False, fourth: True}
    assert again(services, unread).owner == "waiting"
