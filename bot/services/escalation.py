"""Requests that nobody looks at: which are overdue, and telling the team once. The clock that asks is left to others."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

import structlog

from bot.messages import now
from bot.services.alerts import Alerts, Kind
from bot.services.office import open_time
from bot.settings import Settings
from bot.storage.handovers import OPEN_STATES, Handover, Handovers
from bot.storage.response_times import Unread, response_times, unread
from bot.storage.session import Database, DatabaseError

log = structlog.get_logger()

FIGURES_DAYS = 30


class Escalation:
    """What waits for too long."""

    def __init__(self, settings: Settings, database: Database, handovers: Handovers, alerts: Alerts) -> None:
        self._settings = settings
        self._database = database
        self._handovers = handovers
        self._alerts = alerts

    def is_overdue(self, handover: Handover) -> bool:
        """Whether something in an open handover was not looked at for longer than the team set.

        Of what a client manager has taken only danger counts: they may be away, and nobody else looks there.
        """
        if handover.state not in OPEN_STATES or handover.unread_since is None:
            return False
        if handover.state == "taken" and handover.urgency != "now":
            return False
        return self._too_long(handover.urgency, handover.unread_since, now())

    def round(self) -> int:
        """Raise an alert for each handover that became overdue; returns how many. To be run by one leader."""
        with self._database.read() as connection:
            waiting = unread(connection)
        overdue = [one for one in waiting if self._too_long(one.urgency, one.since, now())]
        return sum(self._escalate(one) for one in overdue)

    def medians(self) -> tuple[timedelta | None, timedelta | None]:
        """(until the first look, until the first answer) in the middle of the last 30 days; None when there was none."""
        with self._database.read() as connection:
            looks, answers = response_times(connection, now() - timedelta(days=FIGURES_DAYS))
        return _middle(looks), _middle(answers)

    def _escalate(self, waiting: Unread) -> bool:
        """Note and alert, together. What goes wrong with one handover does not hold up the next."""
        try:
            with self._database.write() as connection:
                handover = self._handovers.by_id(connection, waiting.id)
                if handover is None or handover.unread_since != waiting.since or not self.is_overdue(handover):
                    return False  # somebody looked meanwhile
                self._handovers.note(connection, handover.id, "escalated")
                kind: Kind = "unanswered" if handover.state == "taken" else "escalated"
                self._alerts.raise_for(connection, handover, kind, waiting.since.isoformat())
        except DatabaseError:
            raise
        except Exception as error:
            log.error("not_escalated", handover=waiting.id, reason=type(error).__name__)
            return False
        log.warning("handover_overdue", handover=waiting.id, urgency=waiting.urgency)
        return True

    def _too_long(self, urgency: str, since: datetime, moment: datetime) -> bool:
        settings = self._settings
        if urgency != "now":
            hours = settings.escalate_soon_hours if urgency == "soon" else settings.escalate_other_hours
            return open_time(settings, since, moment) > timedelta(hours=hours)
        waited = moment - since if settings.on_duty else open_time(settings, since, moment)
        return waited > timedelta(minutes=settings.escalate_urgent_minutes)


def _middle(times: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(time.total_seconds() for time in times)) if times else None
