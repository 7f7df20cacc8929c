"""All rows of one person, readable: every table that can hold something of a person is found by its columns.

A table or column that is added later is in it without a word here. Left out is only what tells the person nothing: keys,
hashes, internal numbers and the marks that workers leave. What the rest means is left to services.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select

from bot.storage.handover_tables import alerts, handover_events, handovers, metadata, ownership_history, private_links
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.storage.tables import client_managers, offers, persons
from bot.storage.vault import Vault

# Columns by which a row belongs to somebody; the first that a table has counts.
BELONGS_BY = ("person_id", "handover_id", "conversation_id")
MANAGERS = ("manager_id", "taken_by", "not_to")  # these become the name of a client manager
WORKINGS = frozenset(
    {"data_key", "busy_until", "claimed_until", "not_before", "attempts", "tries", "next_try_at", "position", "seq"}
    | {"occasion", "busy_by", "claimed_by"}
)
NOT_TOLD = {
    alerts: frozenset({"recipient_enc"}),  # the address of somebody of staff
    offers: frozenset({"created_at"}),
    persons: frozenset({"address_enc"}),  # given by services: of the web chat it is the key to the chat
}
# Links that open a page for some minutes: nothing but the hash of a token and moments.
NOT_TOLD_AT_ALL = frozenset({private_links})
# What inside sealed contents is a number of ours.
NUMBERS = frozenset({"id", "goal_id", "offered", "payload", "question", "button", "clears"})
# Who did these the person was told at that moment. Who only read, or judged how soon, is told as "a client manager".
NAMED_WHEN = {
    handover_events: ("taken", "answer", "returned", "passed", "closed"),
    ownership_history: ("taken", "returned", "closed"),
}
Row = dict[str, Any]


class OwnDataReader:
    """Reads what the database holds of one person."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of(self, connection: Connection, person: Person) -> dict[str, list[Row]]:
        """Rows by table, in order of time; what belongs to a handover stands inside it, by table.

        Sealed columns are opened and lose their `_enc`; moments stay datetimes.
        """
        managers = {row.id: row.name for row in connection.execute(select(client_managers.c.id, client_managers.c.name))}
        titles = self._titles(connection, person)
        found: dict[str, list[Row]] = {}
        theirs: dict[str, Row] = {}
        for table in metadata.sorted_tables:
            by = "id" if table is persons else next((name for name in BELONGS_BY if name in table.c), None)
            if by is None or table in NOT_TOLD_AT_ALL:
                continue
            own = {"conversation_id": [person.conversation_id], "handover_id": list(theirs)}.get(by, [person.id])
            query = select(table).where(table.c[by].in_(own))
            for order in ("created_at", "received_at", "at", "seq"):
                if order in table.c:
                    query = query.order_by(table.c[order])
            for row in connection.execute(query):
                values = row._mapping
                shown = self._row(table, values, person, managers, titles)
                if table is handovers:
                    theirs[values["id"]] = shown
                place = theirs[values["handover_id"]] if by == "handover_id" else found
                place.setdefault(table.name, []).append(shown)
        return found

    def _row(self, table: Table, values: Any, person: Person, managers: dict[str, str], titles: dict[str, str]) -> Row:
        shown: Row = {}
        for column in table.c:
            name, value = column.name, values[column.name]
            if name in WORKINGS or name in NOT_TOLD.get(table, ()) or value is None:
                continue
            if name in MANAGERS:
                if table not in NAMED_WHEN or values.get("kind", values.get("cause")) in NAMED_WHEN[table]:
                    shown[name.replace("_id", "")] = managers.get(value, "")
            elif name.endswith("_enc"):
                shown[name.removesuffix("_enc")] = readable(self._vault.unseal(person.data_key, value), titles)
            elif not _is_number(table, name):
                shown[name] = value
        return shown

    def _titles(self, connection: Connection, person: Person) -> dict[str, str]:
        """What stood on each button that was offered."""
        query = select(offers.c.id, offers.c.content_enc).where(offers.c.conversation_id == person.conversation_id)
        return {row.id: self._vault.unseal(person.data_key, row.content_enc)["title"] for row in connection.execute(query)}


def readable(content: Any, titles: dict[str, str]) -> Any:
    """Opened content without numbers of ours; a pressed button is told by what stood on it."""
    if isinstance(content, dict):
        shown = {name: readable(value, titles) for name, value in content.items() if name not in NUMBERS}
        pressed = titles.get(content["button"]) if isinstance(content.get("button"), str) else None
        return {**shown, "button": pressed} if pressed else shown
    return [readable(item, titles) for item in content] if isinstance(content, list) else content


def _is_number(table: Table, name: str) -> bool:
    """Whether a column holds a number of ours or a hash: of a message the cause is one, of who has the talk it is why."""
    return name == "id" or name.endswith(("_id", "_hash")) or (name == "cause" and table is not ownership_history)
