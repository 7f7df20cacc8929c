"""Making people for tests, looking at what they were told, and forgetting them all."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from bot.app import Services
from bot.messages import now
from bot.storage.handover_tables import metadata
from bot.storage.persons import Person
from bot.storage.session import Database
from bot.storage.tables import outbox


def introduced(services: Services, channel: str = "web", address: str = "", **values: Any) -> Person:
    """Somebody who knows what Wegwijs is; `values` are columns of the person (language, remember, age_group, …)."""
    met = services.people.meet(channel, address or uuid4().hex)
    with services.database.write() as connection:
        services.persons.change(connection, met.id, **{"language": "nl", "introduced_at": now(), **values})
    return again(services, met)


def remembered(services: Services, **values: Any) -> Person:
    """An adult who said that we may remember."""
    return introduced(services, **{"remember": True, "age_group": "adult", **values})


def empty(database: Database) -> None:
    """Delete all rows of all tables."""
    with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


def again(services: Services, person: Person) -> Person:
    """The person as the database knows them now."""
    with services.database.read() as connection:
        found = services.persons.by_id(connection, person.id)
    assert found is not None
    return found


def manager(services: Services, name: str = "Anna", *roles: str) -> str:
    """An account of a client manager; returns its id."""
    return services.managers.create(f"{name.lower()}@gemeente.nl", name, "een lang wachtwoord", roles or ("manager",))


def linked(services: Services, person: Person, manager_id: str) -> None:
    """Link a person to a client manager, as if they had said yes."""
    with services.database.write() as connection:
        services.linking._links.set(connection, person.id, manager_id, "linked")


def told(services: Services, person: Person) -> list[dict[str, Any]]:
    """All messages to a person, sent or not, in order, as contents of the outbox."""
    deliver(services)
    with services.database.read() as connection:
        return [content for _seq, content in services.outbox.after(connection, person, 0)]


def deliver(services: Services) -> None:
    """Mark everything that waits in the outbox as sent."""
    with services.database.write() as connection:
        connection.execute(outbox.update().where(outbox.c.state == "queued").values(state="sent"))


def texts_told(services: Services, person: Person) -> list[str]:
    return [str(content["text"]) for content in told(services, person)]
