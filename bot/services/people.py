"""Meeting people: who is this, which language, may we remember, and how old."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.messages import now
from bot.storage.persons import Person, Persons
from bot.storage.session import Connection, Database, Duplicate

AGE_GROUPS = ("adult", "minor16", "child", "helper")
# The parts of the path, as the method of the "klantreis" names them; of each there is a next step and a card.
PHASES = ("reception", "intake", "plan", "trajectory", "execution")


class People:
    """The people who write to us."""

    def __init__(self, database: Database, persons: Persons) -> None:
        self._database = database
        self._persons = persons

    def meet(self, channel: str, address: str) -> Person:
        """The person behind this address; somebody new is added."""
        with self._database.read() as connection:
            person = self._persons.by_address(connection, channel, address)
        if person:
            return person
        try:
            with self._database.write() as connection:
                return self._persons.add(connection, channel, address)
        except Duplicate:  # two first messages at once
            return self.meet(channel, address)

    def known(self, channel: str, address: str) -> Person | None:
        with self._database.read() as connection:
            return self._persons.by_address(connection, channel, address)

    def in_conversation(self, conversation_id: str) -> Person | None:
        with self._database.read() as connection:
            return self._persons.by_conversation(connection, conversation_id)

    def change(self, connection: Connection, person: Person, **values: Any) -> Person:
        """Set what is known of a person, within a transaction; returns them as they are now."""
        self._persons.change(connection, person.id, **values)
        return replace(person, **{name: value for name, value in values.items() if name != "remember_at"})

    def choose_language(self, connection: Connection, person: Person, language: str) -> Person:
        return self.change(connection, person, language=language)

    def set_remember(self, connection: Connection, person: Person, remember: bool) -> Person:
        """Keep what the person said about being remembered, and when."""
        return self.change(connection, person, remember=remember, remember_at=now())

    def keep_phase(self, person: Person, phase: str | None) -> None:
        """Remember the phase that a person chose for themselves, None to forget it; nothing of who may not be remembered."""
        if phase is not None and phase not in PHASES:
            raise ValueError(f"unknown phase {phase!r}")
        if phase is not None and not may_keep_phase(person):
            return
        with self._database.write() as connection:
            self._persons.set_phase(connection, person, phase)

    def introduced(self, connection: Connection, person: Person) -> Person:
        """Note that the person was told what this is and who can read what."""
        return self.change(connection, person, introduced_at=now())

    def heard(self, connection: Connection, person: Person, moment: datetime) -> None:
        """Note when the last message came: retention counts from there."""
        self._persons.change(connection, person.id, last_message_at=moment)


def may_keep_phase(person: Person) -> bool:
    """A phase is kept of who said yes; never of children, nor of helpers, whose phase it is not."""
    return bool(person.remember) and person.age_group not in ("child", "helper")


def may_keep_own_words(person: Person) -> bool:
    """Only adults and 16-17 year olds who said yes have own words kept; younger people and helpers never."""
    return bool(person.remember) and person.age_group in ("adult", "minor16")
