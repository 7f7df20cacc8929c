"""Alerts to staff: a request waits. They are queued together with what they are about; sending is left to `bot/alerts`.

An alert tells that something waits and nothing of what it is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from bot.messages import now
from bot.services.routing import Routing
from bot.settings import Settings
from bot.storage.alerts import AlertQueue, QueuedAlert
from bot.storage.audiences import visible_to
from bot.storage.handovers import Handover
from bot.storage.session import Connection, Database

Kind = Literal["urgent", "again", "escalated", "unanswered", "waiting"]
AGAIN_AFTER = timedelta(minutes=5)  # between two alerts of cries that join the same handover


class Alerts:
    """Who is alerted of what."""

    def __init__(self, settings: Settings, database: Database, queue: AlertQueue, routing: Routing) -> None:
        self._settings = settings
        self._routing = routing
        self._database = database
        self.queue = queue

    def raise_for(self, connection: Connection, handover: Handover, kind: Kind, occasion: str = "") -> None:
        """Queue an alert for everybody who is to get one, in the caller's transaction; once per occasion and recipient."""
        for way, recipient in self._recipients(connection, handover):
            self.queue.add(connection, handover.id, kind, way, recipient, occasion)

    def raise_again(self, connection: Connection, handover: Handover, occasion: str) -> bool:
        """Alert once more because something new joined an open request for danger. True when it was done.

        At most once in five minutes, and not while the client manager who took it was active in these: they see it live.
        """
        since = now() - AGAIN_AFTER
        if handover.urgency != "now" or self.queue.raised_since(connection, handover.id, since):
            return False
        if handover.state == "taken" and self.queue.active_since(connection, handover.id, handover.taken_by, since):
            return False
        self.raise_for(connection, handover, "again", occasion)
        return True

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

    def recipients(self, urgent: bool) -> list[tuple[str, str]]:
        """(way, recipient) of the team. A chat on telephones is for what is urgent, all else can wait for e-mail to be read."""
        recipients = [("email", address) for address in self._settings.alert_addresses]
        if urgent and self._settings.alert_telegram_chat:
            recipients.append(("telegram", self._settings.alert_telegram_chat))
        return recipients

    def _recipients(self, connection: Connection, handover: Handover) -> list[tuple[str, str]]:
        """(way, recipient) of those who may see a handover.

        What the whole team may see goes to the mailboxes and the chat of the team. What only some may see goes to the
        addresses of their accounts alone: who may not read it hears nothing of it.
        """
        audiences = self._routing.audiences(connection, handover.id)
        of_team = "team" in audiences and handover.not_to is None
        team = self.recipients(urgent=handover.urgency == "now") if of_team else []
        named = self._named(connection, handover, of_team) if self._settings.smtp_url and self._settings.smtp_from else []
        return list(dict.fromkeys([*team, *(("email", address) for address in named)]))

    def _named(self, connection: Connection, handover: Handover, of_team: bool) -> list[str]:
        """The addresses of those who get it as themselves: within a handover of the team, whoever has a part in it besides."""
        readers = self._routing.readers(connection, handover)
        if not of_team:
            return [reader.email for reader in readers]
        audiences = set(self._routing.audiences(connection, handover.id)) - {"team"}
        return [reader.email for reader in readers if reader.roles & audiences]
