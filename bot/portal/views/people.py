"""A client manager's own people: a code to link somebody, who is linked, and who stands in on which days."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.portal.access import checked_form, members_only
from bot.portal.case_page import back, look
from bot.portal.pages import portal_of
from bot.portal.security import ROOT
from bot.portal.summary import channel_name, language_name
from bot.services.routing import today
from bot.services.standing_in import StandInError
from bot.storage.client_managers import PortalSession

HERE = f"{ROOT}/people"
# What `Linking.link` may answer, as the page of the handover then says it.
TOLD_AS = {"told": "linked", "discreet": "not_linked_discreet", "refused": "not_linked_refused", "alone": "alone"}
FIELDS = ("manager_id", "stand_in_id", "first_day", "last_day")


@members_only
async def show(request: Request, session: PortalSession) -> Response:
    return await _page(request, session)


@members_only
async def make_code(request: Request, session: PortalSession) -> Response:
    """A code for one person. It stands on this answer only: it is kept nowhere in a form that can be read."""
    await checked_form(request, session)
    code = await anyio.to_thread.run_sync(portal_of(request).services.linking.make_code, session.manager.id)
    return await _page(request, session, code=code) if code else RedirectResponse(f"{HERE}?notice=alone", 303)


@members_only
async def unlink(request: Request, session: PortalSession) -> Response:
    """End the link with one's own person; anybody else's stays."""
    form = await checked_form(request, session)
    linking = portal_of(request).services.linking
    await anyio.to_thread.run_sync(linking.unlink, form.get("person", ""), session.manager.id)
    return RedirectResponse(f"{HERE}?notice=unlinked", 303)


@members_only
async def link(request: Request, session: PortalSession) -> Response:
    """Link the person of a handover that one has, in one click; the person is told and can say no."""
    await checked_form(request, session)
    case = await look(request)
    linking = portal_of(request).services.linking
    done = await anyio.to_thread.run_sync(linking.link, case.handover.id, session.manager.id)
    return back(case, TOLD_AS.get(done, "not_yours"))


@members_only
async def stand_in(request: Request, session: PortalSession) -> Response:
    """Let a colleague stand in for some days. What cannot be kept stays on the page."""
    form = await checked_form(request, session)
    first, last = _day(form.get("first_day", "")), _day(form.get("last_day", ""))
    away, present = form.get("manager_id") or session.manager.id, form.get("stand_in_id", "")
    problem = "" if first and last else "period"
    if first and last:
        try:
            standing_in = portal_of(request).services.standing_in
            await anyio.to_thread.run_sync(standing_in.add, session.manager.id, away, present, first, last)
        except StandInError as error:
            problem = error.problem
    if problem:
        return await _page(request, session, 422, problem=problem, form={name: form.get(name, "") for name in FIELDS})
    return RedirectResponse(f"{HERE}?notice=stand_in", 303)


@members_only
async def end_stand_in(request: Request, session: PortalSession) -> Response:
    """End a period: one's own, or as a team lead anybody's."""
    form = await checked_form(request, session)
    standing_in = portal_of(request).services.standing_in
    try:
        await anyio.to_thread.run_sync(standing_in.remove, session.manager.id, form.get("period", ""))
    except StandInError as error:
        return await _page(request, session, 403, problem=error.problem)
    return RedirectResponse(f"{HERE}?notice=stand_in_ended", 303)


async def _page(request: Request, session: PortalSession, status: int = 200, **values: Any) -> Response:
    portal = portal_of(request)
    services, locale, me = portal.services, portal.locale(request), session.manager
    people = await anyio.to_thread.run_sync(services.linking.people_of, me.id)
    periods = await anyio.to_thread.run_sync(services.standing_in.all)
    colleagues = await anyio.to_thread.run_sync(services.managers.colleagues)
    is_lead = "lead" in me.roles.split()
    shown: dict[str, Any] = {
        "here": HERE,
        "code": "",
        "problem": "",
        "form": {"manager_id": me.id, "stand_in_id": "", "first_day": today().isoformat(), "last_day": ""},
        "people": [
            {
                "id": person.person_id,
                "language": language_name(person.language, locale),
                "channel": channel_name(person.channel, locale),
                "at": person.at,
            }
            for person in people
        ],
        "periods": [(period, is_lead or period.manager_id == me.id) for period in periods],
        "colleagues": [colleague for colleague in colleagues if is_lead or colleague.id != me.id],
        "everybody": colleagues if is_lead else [],
        "address": services.settings.address,
        **values,
    }
    return portal.page(request, "people.html", status, **shown)


def _day(given: str) -> date | None:
    """A day as a field for dates sends it; None for anything else."""
    try:
        return date.fromisoformat(given) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given) else None
    except ValueError:
        return None
