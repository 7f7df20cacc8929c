"""Alerts to staff: a request waits. They are queued together with what they are about; sending is left to `bot/alerts`.

An alert tells that something waits and nothing of what it is.
"""

from __future__ import annotations

from typing import Literal

from bot.services.routing import Routing
from bot.settings import Settings
from bot.storage.alerts import AlertQueue, QueuedAlert
from bot.storage.audiences import visible_to
from bot.storage.handovers import Handover
from bot.storage.session import Connection, Database

Kind = Literal["urgent", "escalated", "waiting"]


class Alerts:
    """Who is alerted of what."""

    def __init__(self, settings: Settings, database: Database, queue: AlertQueue, routing: Routing) -> None:
        self._settings = settings
        self._routing = routing
        self._database = database
        self.queue = queue

    def raise_for(self, connection: Connection, handover: Handover, kind: Kind) -> None:
        """Queue an alert for everybody who is to get one, in the caller's transaction; once, however often it is raised."""
        for way, recipient in self._recipients(connection, handover):
            self.queue.add(connection, handover.id, kind, way, recipient)

    def unsent(self, manager_id: str | None = None) -> int:
        """How many alerts of open handovers could not be sent: staff must know that they were not told.

        Of those that a client manager may see; without one, of all.
        """
        with self._database.read() as connection:
            if manager_id is None:
                return self.queue.unsent(connection)
            return self.queue.unsent(connection, visible_to(self._routing.viewer(connection, manager_id)))

    def claim(self, way: str, seconds: float) -> QueuedAlert | None:
        """The next alert that may be sent this way; nobody else gets it for some seconds."""
        with self._database.read() as connection:
            if not self.queue.any_due(connection, way):
                return None
        with self._database.write() as connection:
            return self.queue.claim(connection, way, seconds)

    def _recipients(self, connection: Connection, handover: Handover) -> list[tuple[str, str]]:
        """(way, recipient). A chat on telephones is for what is urgent, all else can wait for somebody to read e-mail.

        What the whole team may see goes to the mailboxes and the chat of the team. What only some may see goes to the
        addresses of their accounts alone: who may not read it hears nothing of it.
        """
        audiences = self._routing.audiences(connection, handover.id)
        of_team = "team" in audiences and handover.not_to is None
        team = list(self._settings.alert_addresses) if of_team else []
        named = self._named(connection, handover, of_team) if self._settings.smtp_url and self._settings.smtp_from else []
        recipients = [("email", address) for address in dict.fromkeys([*team, *named])]
        if of_team and handover.urgency == "now" and self._settings.alert_telegram_chat:
            recipients.append(("telegram", self._settings.alert_telegram_chat))
        return recipients

    def _named(self, connection: Connection, handover: Handover, of_team: bool) -> list[str]:
        """The addresses of those who get it as themselves: within a handover of the team, whoever has a part in it besides."""
        readers = self._routing.readers(connection, handover)
        if not of_team:
            return [reader.email for reader in readers]
        audiences = set(self._routing.audiences(connection, handover.id)) - {"team"}
        return [reader.email for reader in readers if reader.roles & audiences]
