"""One handover: the summary, the conversation, and what the client manager does with it."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from uuid import uuid4

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.portal.access import checked_form, members_only, watchers_only
from bot.portal.pages import Portal, portal_of
from bot.portal.security import ROOT
from bot.portal.summary import URGENT, needs, own_words, state_of, summarise
from bot.services.handovers import OUTCOMES, Case
from bot.storage.client_managers import PortalSession

LONGEST_MESSAGE = 4000
TOLD = ("sent", "read", "taken", "returned", "closed")  # what the history shows; messages stand in the conversation


@members_only
async def show(request: Request, session: PortalSession) -> Response:
    """The page of a handover. Opening it is reading it: the person is told, the first time."""
    case = await _look(request)
    if case.handover.state == "waiting":
        handovers = portal_of(request).services.handovers
        opened = await anyio.to_thread.run_sync(handovers.read, case.handover.id, session.manager.id)
        case = opened or case
    return await _page(request, session, case, "handover.html")


@watchers_only
async def part(request: Request, session: PortalSession) -> Response:
    """The parts that change: conversation, actions, history. Looking again is not reading."""
    return await _page(request, session, await _look(request), "_case.html")


@members_only
async def take(request: Request, session: PortalSession) -> Response:
    """Take the conversation over; of two at once, one is told who was first."""
    await checked_form(request, session)
    case = await _look(request)
    handovers = portal_of(request).services.handovers
    won = await anyio.to_thread.run_sync(handovers.take, case.handover.id, session.manager.id)
    again = not won and (await _look(request)).handover.taken_by == session.manager.id
    return _back(case, "taken" if won or again else "first")


@members_only
async def write(request: Request, session: PortalSession) -> Response:
    """Send a message to the person. What cannot be sent stays on the page."""
    form = await checked_form(request, session)
    case = await _look(request)
    text, form_id = form.get("text", "").replace("\r\n", "\n").replace("\0", ""), form.get("form_id", "")
    if not re.fullmatch(r"[0-9a-f]{32}", form_id):
        raise HTTPException(400)
    if not text.strip() or len(text) > LONGEST_MESSAGE:
        return await _page(request, session, case, "handover.html", 422, text=text, problem="long" if text.strip() else "empty")
    # The same form with the same words is one message; other words after going back in the browser are another one.
    words_id = form_id[:16] + hashlib.sha256(text.encode()).hexdigest()[:16]
    handovers = portal_of(request).services.handovers
    if await anyio.to_thread.run_sync(handovers.write, case.handover.id, session.manager.id, text, words_id):
        return _back(case, "written", "conversation")
    return await _page(request, session, await _look(request), "handover.html", 409, text=text, problem="not_yours")


@members_only
async def give_back(request: Request, session: PortalSession) -> Response:
    """Give the conversation back to the assistant."""
    await checked_form(request, session)
    case = await _look(request)
    handovers = portal_of(request).services.handovers
    done = await anyio.to_thread.run_sync(handovers.give_back, case.handover.id, session.manager.id)
    return _back(case, "returned" if done else "not_yours")


@members_only
async def close(request: Request, session: PortalSession) -> Response:
    """Close the handover with an outcome."""
    form = await checked_form(request, session)
    case = await _look(request)
    outcome = form.get("outcome", "")
    if outcome not in OUTCOMES:
        return await _page(request, session, case, "handover.html", 422, problem="outcome")
    handovers = portal_of(request).services.handovers
    done = await anyio.to_thread.run_sync(handovers.close, case.handover.id, session.manager.id, outcome)
    return _back(case, "closed" if done else "not_yours")


async def _look(request: Request) -> Case:
    handover_id = str(request.path_params["handover_id"])
    case = None
    if re.fullmatch(r"[0-9a-f]{32}", handover_id):
        case = await anyio.to_thread.run_sync(portal_of(request).services.handovers.look, handover_id)
    if case is None:
        raise HTTPException(404)
    return case


def _back(case: Case, notice: str, anchor: str = "") -> Response:
    return RedirectResponse(f"{ROOT}/handovers/{case.handover.id}?notice={notice}{anchor and '#'}{anchor}", 303)


async def _page(
    request: Request, session: PortalSession, case: Case, template: str, status: int = 200, **values: Any
) -> Response:
    portal = portal_of(request)
    undelivered = await anyio.to_thread.run_sync(_undelivered, portal, case)
    cases = await anyio.to_thread.run_sync(portal.services.handovers.open)
    attention = sum(needs(other, session.manager.id) for other in cases)
    shown = {
        "text": "",
        "problem": "",
        "attention": attention,
        **_shown(portal, request, session, case, undelivered),
        **values,
    }
    return portal.page(request, template, status, **shown)


def _undelivered(portal: Portal, case: Case) -> int:
    with portal.services.database.read() as connection:
        return portal.services.outbox.undelivered(connection, case.person.conversation_id)


def _shown(portal: Portal, request: Request, session: PortalSession, case: Case, undelivered: int) -> dict[str, Any]:
    locale, handover = portal.locale(request), case.handover
    mine = handover.taken_by == session.manager.id
    return {
        "here": f"{ROOT}/handovers/{handover.id}",
        "handover": handover,
        "urgent": handover.urgency == URGENT,
        "state": state_of(handover),
        "mine": mine,
        "may_write": mine and handover.state == "taken",
        "may_close": mine and handover.state in ("taken", "returned"),
        "may_take": handover.state in ("waiting", "returned"),
        "summary": summarise(case, portal.services.speech.texts, locale),
        "messages": [
            (message, own_words(message.text, case.person.language if message.author == "person" else None))
            for message in case.messages
        ],
        "history": [event for event in case.history if event.kind in TOLD],
        "undelivered": undelivered,
        "outcomes": OUTCOMES,
        "emergency_number": portal.numbers["112"],
        "form_id": uuid4().hex,
    }
