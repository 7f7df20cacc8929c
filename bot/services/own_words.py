"""Goals and opinions: a person's own words, verbatim, theirs, private unless they share them."""

from __future__ import annotations

from typing import Any

from bot.services.people import may_keep_own_words
from bot.storage.own_words import Drafts, Entries, Entry
from bot.storage.persons import Person
from bot.storage.session import Database

DOMAINS = ("body", "mind", "social", "society")


class NotKept(Exception):
    """This person's own words are not kept: they did not say yes, are too young, or help somebody else."""


class Goals:
    """The goals of people."""

    def __init__(self, database: Database, entries: Entries) -> None:
        self._database = database
        self._entries = entries

    def add(
        self,
        person: Person,
        inbound_id: str,
        text: str,
        domain: str,
        first_step: str | None,
        due: str | None,
        shared: bool,
    ) -> str:
        """Record a goal; once per inbound message. `due` is a day as ISO 8601 or None."""
        _check(person)
        if domain not in DOMAINS:
            raise ValueError(f"unknown domain {domain!r}")
        content = {"text": text, "language": person.language, "domain": domain, "first_step": first_step, "due": due}
        with self._database.write() as connection:
            return self._entries.add(connection, person, inbound_id, content, shared)

    def of(self, person: Person, state: str | None = None) -> list[Entry]:
        """The goals of a person, the oldest first; those in one state when it is given."""
        with self._database.read() as connection:
            return [goal for goal in self._entries.of(connection, person) if state in (None, goal.state)]

    def one(self, person: Person, goal_id: str) -> Entry | None:
        return next((goal for goal in self.of(person) if goal.id == goal_id), None)

    def set_state(self, person: Person, goal_id: str, state: str) -> bool:
        """Mark a goal as open, reached or dropped."""
        if state not in ("open", "reached", "dropped"):
            raise ValueError(f"unknown state {state!r}")
        with self._database.write() as connection:
            return self._entries.change(connection, person, goal_id, state=state)

    def rewrite(self, person: Person, goal_id: str, text: str) -> bool:
        """Put other words in the place of a goal's text."""
        _check(person)
        goal = self.one(person, goal_id)
        if goal is None:
            return False
        content = {**goal.content, "text": text, "language": person.language}
        with self._database.write() as connection:
            return self._entries.change(connection, person, goal_id, content=content)

    def share(self, person: Person, goal_id: str, shared: bool) -> bool:
        with self._database.write() as connection:
            return self._entries.change(connection, person, goal_id, shared=shared)


class Opinions:
    """The opinions of people."""

    def __init__(self, database: Database, entries: Entries) -> None:
        self._database = database
        self._entries = entries

    def add(self, person: Person, inbound_id: str, about: str, text: str, wish: str | None, shared: bool) -> str:
        """Record an opinion; once per inbound message."""
        _check(person)
        content = {"about": about, "text": text, "wish": wish, "language": person.language}
        with self._database.write() as connection:
            return self._entries.add(connection, person, inbound_id, content, shared)

    def of(self, person: Person) -> list[Entry]:
        with self._database.read() as connection:
            return self._entries.of(connection, person)


class Forms:
    """Forms that were begun and not finished: kept so that they can be offered again, also after a restart."""

    def __init__(self, database: Database, drafts: Drafts) -> None:
        self._database = database
        self._drafts = drafts

    def keep(self, person: Person, form: str, slots: dict[str, Any], state: str = "open") -> None:
        """Keep what was filled in. `state` is open (being filled in now) or parked (interrupted)."""
        with self._database.write() as connection:
            self._drafts.save(connection, person, form, slots, state)

    def park(self, person: Person) -> list[str]:
        """Park every open form; returns the names of those that were open."""
        with self._database.write() as connection:
            open_ones = [draft for draft in self._drafts.of(connection, person) if draft[1] == "open"]
            for form, _state, slots in open_ones:
                self._drafts.save(connection, person, form, slots, "parked")
        return [form for form, _state, _slots in open_ones]

    def parked(self, person: Person) -> tuple[str, dict[str, Any]] | None:
        """The form that was parked last, with what was filled in."""
        return self._last(person, "parked")

    def resumed(self, person: Person) -> tuple[str, dict[str, Any]] | None:
        """The form that was taken up again last and is not finished, with what was filled in."""
        return self._last(person, "open")

    def unfinished(self, person: Person, form: str) -> dict[str, Any] | None:
        """What was filled in of one form that is not finished; None when it is not begun."""
        with self._database.read() as connection:
            drafts = self._drafts.of(connection, person)
            return next((slots for name, _state, slots in drafts if name == form), None)

    def _last(self, person: Person, wanted: str) -> tuple[str, dict[str, Any]] | None:
        with self._database.read() as connection:
            drafts = self._drafts.of(connection, person)
            return next(((form, slots) for form, state, slots in drafts if state == wanted), None)

    def drop(self, person: Person, form: str | None = None) -> None:
        """Forget an unfinished form, or all of them."""
        with self._database.write() as connection:
            self._drafts.remove(connection, person, form)


def _check(person: Person) -> None:
    if not may_keep_own_words(person):
        raise NotKept
