"""Alerts to staff: a request waits. They are queued together with what they are about; sending is left to `bot/alerts`.

An alert tells that something waits and nothing of what it is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from bot.messages import now
from bot.settings import Settings
from bot.storage.alerts import AlertQueue, QueuedAlert
from bot.storage.handovers import Handover
from bot.storage.session import Connection, Database

Kind = Literal["urgent", "again", "escalated", "unanswered", "waiting"]
AGAIN_AFTER = timedelta(minutes=5)  # between two alerts of cries that join the same handover


class Alerts:
    """Who is alerted of what."""

    def __init__(self, settings: Settings, database: Database, queue: AlertQueue) -> None:
        self._settings = settings
        self._database = database
        self.queue = queue

    def raise_for(self, connection: Connection, handover: Handover, kind: Kind, occasion: str = "") -> None:
        """Queue an alert for everybody who is to get one, in the caller's transaction; once per occasion."""
        for way, recipient in self.recipients(urgent=handover.urgency == "now"):
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

    def unsent(self) -> int:
        """How many alerts of open handovers could not be sent: staff must know that they were not told."""
        with self._database.read() as connection:
            return self.queue.unsent(connection)

    def claim(self, way: str, seconds: float) -> QueuedAlert | None:
        """The next alert that may be sent this way; nobody else gets it for some seconds."""
        with self._database.read() as connection:
            if not self.queue.any_due(connection, way):
                return None
        with self._database.write() as connection:
            return self.queue.claim(connection, way, seconds)

    def recipients(self, urgent: bool) -> list[tuple[str, str]]:
        """(way, recipient). A chat on telephones is for what is urgent, all else can wait for somebody to read e-mail."""
        recipients = [("email", address) for address in self._settings.alert_addresses]
        if urgent and self._settings.alert_telegram_chat:
            recipients.append(("telegram", self._settings.alert_telegram_chat))
        return recipients
