"""Requests that nobody looks at: which are overdue, and telling the team once. The clock that asks is left to others."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

import structlog

from bot.messages import now
from bot.services.alerts import Alerts, Kind
from bot.services.office import open_time
from bot.services.routing import Routing
from bot.settings import Settings
from bot.storage.audiences import EVERYTHING, visible_to
from bot.storage.handovers import OPEN_STATES, Handover, Handovers
from bot.storage.response_times import Unread, response_times, unread
from bot.storage.session import Database, DatabaseError

log = structlog.get_logger()

FIGURES_DAYS = 30


class Escalation:
    """What waits for too long."""

    def __init__(self, settings: Settings, database: Database, handovers: Handovers, alerts: Alerts, routing: Routing) -> None:
        self._settings = settings
        self._database = database
        self._handovers = handovers
        self._alerts = alerts
        self._routing = routing

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
        """Bring each handover that became overdue a step further, with an alert; returns how many. To be run by one leader."""
        self._rescue()
        with self._database.read() as connection:
            waiting = unread(connection)
        overdue = [one for one in waiting if self._too_long(one.urgency, one.since, now())]
        return sum(self._escalate(one) for one in overdue)

    def medians(self, manager_id: str | None = None) -> tuple[timedelta | None, timedelta | None]:
        """(until the first look, until the first answer) in the middle of the last 30 days; None when there was none.

        Of what a client manager may see; without one, of all.
        """
        with self._database.read() as connection:
            visible = visible_to(self._routing.viewer(connection, manager_id)) if manager_id else EVERYTHING
            looks, answers = response_times(connection, now() - timedelta(days=FIGURES_DAYS), visible)
        return _middle(looks), _middle(answers)

    def _escalate(self, waiting: Unread) -> bool:
        """Note and alert, together. What goes wrong with one handover does not hold up the next."""
        try:
            with self._database.write() as connection:
                handover = self._handovers.by_id(connection, waiting.id)
                if handover is None or handover.unread_since != waiting.unread_since or not self.is_overdue(handover):
                    return False  # somebody looked meanwhile
                before = any(
                    event.kind == "escalated" and event.at >= waiting.unread_since
                    for event in self._handovers.history.of(connection, handover.id)
                )
                if not before:
                    self._handovers.history.note(connection, handover.id, "escalated")
                if not self._routing.further(connection, handover) and before:
                    return False  # the last step was told already
                kind: Kind = "unanswered" if handover.state == "taken" else "escalated"
                self._alerts.raise_for(connection, handover, kind, waiting.unread_since.isoformat())
        except DatabaseError:
            raise
        except Exception as error:
            log.error("not_escalated", handover=waiting.id, reason=type(error).__name__)
            return False
        log.warning("handover_overdue", handover=waiting.id, urgency=waiting.urgency)
        return True

    def _rescue(self) -> None:
        """What nobody can see any more goes further. A failure here does not hold up what is overdue."""
        try:
            with self._database.write() as connection:
                stranded = self._routing.rescue(connection)
                for handover in stranded:
                    self._alerts.raise_for(connection, handover, "urgent" if handover.urgency == "now" else "waiting")
        except DatabaseError:
            raise
        except Exception as error:
            log.error("handovers_not_rescued", reason=type(error).__name__)
        else:
            if stranded:
                log.warning("handovers_nobody_could_see", number=len(stranded))

    def _too_long(self, urgency: str, since: datetime, moment: datetime) -> bool:
        settings = self._settings
        if urgency != "now":
            hours = settings.escalate_soon_hours if urgency == "soon" else settings.escalate_other_hours
            return open_time(settings, since, moment) > timedelta(hours=hours)
        waited = moment - since if settings.on_duty else open_time(settings, since, moment)
        return waited > timedelta(minutes=settings.escalate_urgent_minutes)


def _middle(times: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(time.total_seconds() for time in times)) if times else None
