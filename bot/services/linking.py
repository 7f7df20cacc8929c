"""Linking a person to their client manager, so that a request reaches the right one. Nothing is linked behind somebody's back.

With a code the person says yes; from a handover the person is told, and can say no. What a link is for: `routing.py`.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import timedelta
from typing import Literal
from uuid import uuid4

from bot.messages import Choice, Reply, now
from bot.services.managers import WINDOW
from bot.services.routing import Routing
from bot.services.speech import Speech
from bot.storage.audiences import LINKED
from bot.storage.client_managers import ClientManagers
from bot.storage.handovers import Handovers
from bot.storage.manager_links import LinkedPerson, ManagerLink, ManagerLinks
from bot.storage.persons import Person, Persons
from bot.storage.session import Connection, Database
from bot.storage.vault import Vault

ASKED = "asked"
CODE_LIVES = timedelta(days=7)
CODE = re.compile(r"\d{4}[ -]?\d{4}")
WRONG_CODES = 5  # of one person, in a quarter of an hour: then no code is looked at for a while

Told = Literal["told", "discreet", "refused", "alone", "gone"]


class Linking:
    """Links between people and client managers."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        links: ManagerLinks,
        managers: ClientManagers,
        persons: Persons,
        handovers: Handovers,
        speech: Speech,
        routing: Routing,
    ) -> None:
        self._database = database
        self._vault = vault
        self._links = links
        self._managers = managers
        self._persons = persons
        self._handovers = handovers
        self._speech = speech
        self._routing = routing

    def make_code(self, manager_id: str) -> str | None:
        """A new code of a client manager, to be said or given to one person; works once, for some days.

        None while nobody else has an account: then nobody could read a complaint about this client manager.
        """
        with self._database.write() as connection:
            if self._is_alone(connection, manager_id):
                return None
            digits = f"{secrets.randbelow(10**8):08d}"
            self._links.add_code(connection, self._vault.name("link", digits), manager_id, now() + CODE_LIVES)
        return f"{digits[:4]} {digits[4:]}"

    def of(self, person: Person) -> ManagerLink | None:
        """The client manager whom a person is linked to."""
        with self._database.read() as connection:
            return self.known(connection, person)

    def known(self, connection: Connection, person: Person) -> ManagerLink | None:
        """The same, within a transaction."""
        return self._links.of(connection, person.id, LINKED)

    def people_of(self, manager_id: str) -> list[LinkedPerson]:
        with self._database.read() as connection:
            return self._links.people_of(connection, manager_id)

    # --- what the person does ---

    def typed(self, person: Person, text: str) -> list[Reply]:
        """The answer to a code that was typed or opened: who is it, and shall we link? Nothing is linked yet."""
        attempts = self._vault.name("link attempt", person.id)
        with self._database.write() as connection:
            if self._managers.attempts_since(connection, attempts, now() - WINDOW) >= WRONG_CODES:
                return [Reply("utter_link_later")]
            manager_id = self._links.use_code(connection, self._vault.name("link", digits_of(text) or ""))
            if manager_id is None:
                self._managers.note_attempt(connection, attempts)
                return [Reply("utter_link_unknown")]
            known = self._links.of(connection, person.id, LINKED)
            if known is not None and known.manager_id == manager_id:
                return [Reply("utter_link_on", {"manager": known.manager_name})]
            self._routing.keep_from(connection, person, manager_id)
            self._links.set(connection, person.id, manager_id, ASKED)
            asked = self._links.of(connection, person.id, ASKED)
        return [Reply("utter_link_ask", {"manager": asked.manager_name})] if asked else [Reply("utter_link_unknown")]

    def answer(self, person: Person, answer: str) -> list[Reply]:
        """The person says yes or no to a link, or ends one."""
        with self._database.write() as connection:
            asked = self._links.of(connection, person.id, ASKED)
            linked = self._links.of(connection, person.id, LINKED)
            if asked is None and linked is None:
                return [Reply("utter_link_none")]
            if answer == "yes" and asked is not None:
                self._links.set(connection, person.id, asked.manager_id, LINKED)
                self._routing.rescue(connection)
                return [Reply("utter_link_on", {"manager": asked.manager_name})]
            if linked is not None and (answer == "yes" or (answer == "no" and asked is not None)):
                self._links.remove(connection, person.id, state=ASKED)  # what was there before stays
                return [Reply("utter_link_on", {"manager": linked.manager_name})]
            self._links.remove(connection, person.id)
            self._end(connection, person, "unlinked")
        return [Reply("utter_link_off")]

    # --- what the client manager does ---

    def link(self, handover_id: str, manager_id: str) -> Told:
        """Link the person of a handover that this client manager has, and tell the person."""
        with self._database.write() as connection:
            handover = self._handovers.by_id(connection, handover_id)
            person = self._persons.by_id(connection, handover.person_id) if handover else None
            if handover is None or person is None or handover.state != "taken" or handover.taken_by != manager_id:
                return "gone"
            if self._is_alone(connection, manager_id):
                return "alone"
            if self._persons.is_discreet(connection, person.id, hold=True):
                return "discreet"  # they could not be told
            if any(event.kind == "unlinked" for event in self._handovers.history.of(connection, handover_id)):
                return "refused"
            known = self._links.of(connection, person.id)
            if known is not None and known.manager_id == manager_id and known.state == LINKED:
                return "told"
            self._routing.keep_from(connection, person, manager_id)
            self._links.set(connection, person.id, manager_id, LINKED)
            self._handovers.history.note(connection, handover_id, "linked", manager_id)
            link = self._links.of(connection, person.id)
            no = Choice("/link answer=no", response="utter_title_link_no")
            told = Reply("utter_link_told", {"manager": link.manager_name if link else ""}, (no,))
            self._speech.say(connection, person, f"linked:{uuid4().hex}", [told])
        return "told"

    def unlink(self, person_id: str, manager_id: str) -> bool:
        """End the link of a person with this client manager, and tell them; not where somebody may read along."""
        with self._database.write() as connection:
            person = self._persons.by_id(connection, person_id)
            if person is None or not self._links.remove(connection, person_id, manager_id):
                return False
            self._end(connection, person, "unlinked", manager_id)
            if not self._persons.is_discreet(connection, person_id, hold=True):
                self._speech.say(connection, person, f"unlinked:{uuid4().hex}", [Reply("utter_link_ended")])
        return True

    def _end(self, connection: Connection, person: Person, event: str, manager_id: str | None = None) -> None:
        """Note it where somebody works with the person, and let no request be left with nobody."""
        for handover in self._handovers.of(connection, person, "taken", "returned", "waiting"):
            self._handovers.history.note(connection, handover.id, event, manager_id)
        self._routing.rescue(connection)

    def _is_alone(self, connection: Connection, manager_id: str) -> bool:
        return not any(manager.id != manager_id for manager in self._managers.all_active(connection))


def digits_of(text: str) -> str | None:
    """The digits of a text that is a linking code, in the digits of any script; None for any other text."""
    plain = "".join(str(unicodedata.digit(char, char)) for char in text.strip().strip(".!"))
    return re.sub(r"[ -]", "", plain) if CODE.fullmatch(plain) else None
