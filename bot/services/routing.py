"""Brings a handover to the right people: the first step when it is sent, further ones when nobody looks or is left.

Who may see what an audience sees is one condition in `bot/storage/audiences.py`.
"""

from __future__ import annotations

from datetime import date

import structlog
from cryptography.fernet import InvalidToken

from bot.messages import now
from bot.services.dutch_time import AMSTERDAM
from bot.services.routes import CONFIDENTIAL, Routes, Step, is_complaint
from bot.storage.audiences import (
    LINKED,
    Viewer,
    add_audiences,
    audiences_of,
    clear_audiences,
    seen_by,
    viewer_of,
    viewers,
    visible_to,
)
from bot.storage.handovers import OPEN_STATES, Handover, Handovers
from bot.storage.manager_links import ManagerLinks
from bot.storage.persons import Person, Persons
from bot.storage.session import Connection
from bot.storage.stand_ins import is_away

log = structlog.get_logger()


def today() -> date:
    """The day in the Netherlands."""
    return now().astimezone(AMSTERDAM).date()


class Routing:
    """Who gets a handover."""

    def __init__(self, handovers: Handovers, persons: Persons, links: ManagerLinks, routes: Routes) -> None:
        self._handovers = handovers
        self._persons = persons
        self._links = links
        self._routes = routes

    def begin(self, connection: Connection, handover: Handover) -> Handover:
        """Send a handover on its way, when it was sent by the person or by danger."""
        self._change(connection, handover.id, not_to=self._about(connection, handover))
        handover = self._found(connection, handover.id)
        discreet = self._persons.is_discreet(connection, handover.person_id)
        route = self._routes.kind(handover.reason, handover.content, handover.urgency, discreet)
        if route == CONFIDENTIAL and not self._confidants(connection, handover):
            # Nobody was named for it: it must not wait for the few of a later step, but go as any other.
            route = self._routes.kind_of_others(handover.reason, handover.content, handover.urgency)
        self._change(connection, handover.id, route=route, step=0, step_at=now())
        self._go_on(connection, self._found(connection, handover.id))
        return self._found(connection, handover.id)

    def further(self, connection: Connection, handover: Handover) -> bool:
        """Nobody looked: let the next step see it as well. False when no step is left; then it waits for no further one."""
        fresh = self._go_on(connection, handover)
        for audience in fresh:
            self._handovers.history.note(connection, handover.id, f"to_{audience}")
        self._change(connection, handover.id, step_at=now() if fresh else None)
        return bool(fresh)

    def rescue(self, connection: Connection) -> list[Handover]:
        """Find open handovers that nobody who is there can see (any more) and bring them further. Returns those.

        An account was closed, a role taken away, a link ended, somebody went away: no request may be left with nobody.
        """
        everybody = viewers(connection, today())
        there = [viewer for viewer in everybody if not is_away(connection, viewer.id, today())] or everybody
        open_ids = self._handovers.open_ids(connection)
        seen = set().union(*(seen_by(connection, viewer, open_ids) for viewer in there)) if there else set(open_ids)
        rescued = []
        for handover_id in (each for each in open_ids if each not in seen):
            try:
                handover = self._handovers.by_id(connection, handover_id)
            except InvalidToken:  # its key is lost: nobody could read it, and it must not hold up the others
                continue
            if handover is None:
                continue
            fresh = self._go_on(connection, handover) or add_audiences(connection, handover_id, ["team"])
            for audience in fresh:
                self._handovers.history.note(connection, handover_id, f"to_{audience}")
            if not self.readers(connection, handover):
                log.error("nobody_may_see_handover", handover=handover_id)
            elif fresh:
                self._change(connection, handover_id, step_at=now())
                rescued.append(handover)
        return rescued

    def confide(self, connection: Connection, person_id: str) -> None:
        """Somebody may read along with this person: what nobody has taken goes to the confidants from now on."""
        person = self._persons.by_id(connection, person_id)
        if person is None:
            return
        for handover in self._handovers.of(connection, person, *OPEN_STATES):
            known = handover.taken_by is not None or handover.route == CONFIDENTIAL
            if not known and self._confidants(connection, handover):
                clear_audiences(connection, handover.id)
                self._change(connection, handover.id, route=CONFIDENTIAL, step=0)
                self._go_on(connection, self._found(connection, handover.id))

    def keep_from(self, connection: Connection, person: Person, manager_id: str) -> None:
        """This client manager becomes the person's own: complaints that were sent before stay hidden from them."""
        for handover in self._handovers.of(connection, person, "draft", "cancelled", "closed", *OPEN_STATES):
            if handover.not_to is None and is_complaint(handover.reason, handover.content) and handover.taken_by != manager_id:
                self._change(connection, handover.id, not_to=manager_id)

    def viewer(self, connection: Connection, manager_id: str) -> Viewer | None:
        """A client manager as one who looks, today."""
        return viewer_of(connection, manager_id, today())

    def readers(self, connection: Connection, handover: Handover) -> list[Viewer]:
        """Everybody who may see a handover now."""
        found = viewers(connection, today())
        return [viewer for viewer in found if self._handovers.by_id(connection, handover.id, visible_to(viewer))]

    def is_anybody_there(self, connection: Connection, handover: Handover) -> bool:
        """Whether somebody who may see a handover is not away today."""
        return any(not is_away(connection, viewer.id, today()) for viewer in self.readers(connection, handover))

    def is_away(self, connection: Connection, manager_id: str | None) -> bool:
        """Whether somebody stands in for a client manager today."""
        return manager_id is not None and is_away(connection, manager_id, today())

    def talks_with(self, connection: Connection, person_id: str) -> Handover | None:
        """The handover in which a client manager has the person's conversation now, if one has."""
        person = self._persons.by_id(connection, person_id)
        if person is None or person.owner != "manager" or not person.handover_id:
            return None
        return self._handovers.by_id(connection, person.handover_id)

    def audiences(self, connection: Connection, handover_id: str) -> list[str]:
        """Where a handover has come so far."""
        return audiences_of(connection, handover_id)

    def _go_on(self, connection: Connection, handover: Handover) -> list[str]:
        """Go to the next step in which somebody is there who was not reached yet; at the end, with nobody there, to the team.

        Returns the audiences that see it now and did not before.
        """
        steps, number, fresh = self._routes.steps[handover.route], handover.step, []
        before = audiences_of(connection, handover.id)
        everybody = viewers(connection, today())
        while number < len(steps):
            step = tuple(audience for audience in steps[number] if self._people_in(connection, handover, audience, everybody))
            number += 1
            if step:
                fresh += add_audiences(connection, handover.id, step)
            if fresh and self._somebody_there(connection, handover, step, everybody):
                break
        reached = (*before, *fresh)
        if "team" not in reached and not self._somebody_there(connection, handover, reached, everybody):
            fresh += add_audiences(connection, handover.id, ["team"])
        self._change(connection, handover.id, step=number)
        return fresh

    def _confidants(self, connection: Connection, handover: Handover) -> bool:
        """Whether somebody is in the first step of what is confidential."""
        everybody = viewers(connection, today())
        first = self._routes.steps[CONFIDENTIAL][0]
        return any(self._people_in(connection, handover, audience, everybody) for audience in first)

    def _people_in(self, connection: Connection, handover: Handover, audience: str, everybody: list[Viewer]) -> list[Viewer]:
        """Who an audience is for this handover; never the one whom it is about."""
        link = self._links.of(connection, handover.person_id)
        own = link.manager_id if link is not None and link.state == LINKED else None
        kept_from = (handover.not_to, own) if handover.not_to else ()
        return [
            viewer
            for viewer in everybody
            if viewer.id not in kept_from
            and (
                audience == "team"
                or audience in viewer.roles
                or (audience == "own" and viewer.id == own)
                or (audience == "stand_in" and own in viewer.stands_in_for)
            )
        ]

    def _somebody_there(self, connection: Connection, handover: Handover, step: Step, everybody: list[Viewer]) -> bool:
        """Whether somebody in a step is not away today: a client manager who has a stand-in is."""
        there = (viewer for audience in step for viewer in self._people_in(connection, handover, audience, everybody))
        return any(not is_away(connection, viewer.id, today()) for viewer in there)

    def _about(self, connection: Connection, handover: Handover) -> str | None:
        """The client manager whom a complaint is about: who has the talk, the person's own, else who helped them last.

        Who only may be meant is not kept away when nobody else would be left to read it.
        """
        if not is_complaint(handover.reason, handover.content):
            return None
        talks = self.talks_with(connection, handover.person_id)
        if talks is not None:
            return talks.taken_by
        link = self._links.of(connection, handover.person_id)
        if link is not None:
            return link.manager_id
        person = self._persons.by_id(connection, handover.person_id)
        helped = self._handovers.of(connection, person, "closed", *OPEN_STATES) if person else []
        last = next((other.taken_by for other in helped if other.taken_by and other.id != handover.id), None)
        return last if any(viewer.id != last for viewer in viewers(connection, today())) else None

    def _change(self, connection: Connection, handover_id: str, **values: object) -> None:
        self._handovers.set_route(connection, handover_id, **values)

    def _found(self, connection: Connection, handover_id: str) -> Handover:
        found = self._handovers.by_id(connection, handover_id)
        assert found is not None
        return found
