"""A file with what is kept of a person, for themselves: a link that works once, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.messages import Reply, now
from bot.services.speech import Speech
from bot.storage.own_data import OwnDataReader
from bot.storage.persons import Person, Persons
from bot.storage.private_messages import PrivateLinks
from bot.storage.session import Connection, Database

LINK_LIVES = timedelta(minutes=10)
PAGE = "/private/file/"
PURPOSE = "file:"  # a link to the file opens no private message, and the other way round
TOKEN_CHANNEL = "web"  # there the address is the key to the chat, which is told nobody

Written = TypeVar("Written")


@dataclass(frozen=True)
class OwnData:
    """All that is kept of a person at one moment, by table as `OwnDataReader` gives it, and the person's language."""

    language: str
    at: datetime
    content: dict[str, list[dict[str, Any]]]

    def plain(self) -> dict[str, Any]:
        """The same for a machine: moments as ISO 8601 in UTC."""
        return {"made_at": _plain(self.at), "language": self.language, **_plain(self.content)}


class OwnDataService:
    """Makes links to a person's own data, and gives it for one. `address` is where people reach us."""

    def __init__(
        self, database: Database, persons: Persons, reader: OwnDataReader, links: PrivateLinks, speech: Speech, address: str
    ) -> None:
        self._database = database
        self._persons = persons
        self._reader = reader
        self._links = links
        self._speech = speech
        self._address = address

    def link(self, person: Person) -> Reply:
        """A link that gives, once and for some minutes, all that is kept. To a discreet person it says not what it opens."""
        with self._database.write() as connection:
            token = self._links.make(connection, person, LINK_LIVES, PURPOSE)
            discreet = self._persons.is_discreet(connection, person.id)
        said = "utter_data_file_link_discreet" if discreet else "utter_data_file_link"
        return Reply(said, {"link": f"{self._address}{PAGE}{token}"})

    def behind(self, token: str) -> tuple[str, bool] | None:
        """The language of the person whose data this token gives, and whether they may be read along with.

        None when it gives nothing (any more).
        """
        with self._database.read() as connection:
            person = self._person(connection, self._links.person_of(connection, token, PURPOSE))
        return (self._speech.language(person), person.discreet) if person else None

    def take(self, token: str, write: Callable[[OwnData], Written]) -> Written | None:
        """Use the token up and give all that is kept, as `write` puts it; None when it gives nothing. Of two at once one wins.

        When `write` fails the link still works.
        """
        with self._database.write() as connection:
            person = self._person(connection, self._links.use(connection, token, PURPOSE))
            if person is None:
                return None
            content = self._reader.of(connection, person)
            if person.channel != TOKEN_CHANNEL:
                content["persons"][0]["address"] = person.address
            return write(OwnData(self._speech.language(person), now(), content))

    def _person(self, connection: Connection, person_id: str | None) -> Person | None:
        return self._persons.by_id(connection, person_id) if person_id else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
