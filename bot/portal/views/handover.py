"""One handover: reading it, taking it over, writing, asking for an interpreter, giving it back, closing it."""

from __future__ import annotations

import hashlib
import re

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.languages import REFERENCE
from bot.portal.access import checked_form, desk, members_only, watchers_only
from bot.portal.case_page import back, case_page, look
from bot.services.handovers import OUTCOMES
from bot.storage.client_managers import PortalSession
from bot.storage.handovers import OPEN_STATES

LONGEST_MESSAGE = 4000


@members_only
async def show(request: Request, session: PortalSession) -> Response:
    """The page of a handover. Opening it is reading it: the person is told, the first time."""
    case = await look(request)
    if case.handover.state in OPEN_STATES and (case.handover.unread_since or not case.handover.read_at):
        handovers = desk(request, session)
        opened = await anyio.to_thread.run_sync(handovers.read, case.handover.id, session.manager.id)
        case = opened or case
    return await case_page(request, session, case)


@watchers_only
async def part(request: Request, session: PortalSession) -> Response:
    """The parts that change: conversation, actions, history. Looking again is not reading."""
    return await case_page(request, session, await look(request), "_case.html")


@members_only
async def take(request: Request, session: PortalSession) -> Response:
    """Take the conversation over; of two at once, one is told who was first."""
    await checked_form(request, session)
    case = await look(request)
    handovers = desk(request, session)
    won = await anyio.to_thread.run_sync(handovers.take, case.handover.id, session.manager.id)
    now_theirs = (await look(request)).handover
    if won or now_theirs.taken_by == session.manager.id:
        return back(case, "taken")
    return back(case, "first" if now_theirs.state == "taken" else "held")


@members_only
async def write(request: Request, session: PortalSession) -> Response:
    """Send a message to the person. What cannot be sent stays on the page."""
    form = await checked_form(request, session)
    case = await look(request)
    text = form.get("text", "").replace("\r\n", "\n").replace("\0", "")
    not_dutch = form.get("not_dutch") == "yes"
    words_id = id_of_words(form, text)
    if not text.strip() or len(text) > LONGEST_MESSAGE:
        problem = "long" if text.strip() else "empty"
        return await case_page(request, session, case, status=422, text=text, problem=problem, not_dutch=not_dutch)
    handovers, language = desk(request, session), None if not_dutch else REFERENCE
    if await anyio.to_thread.run_sync(handovers.write, case.handover.id, session.manager.id, text, words_id, language):
        return back(case, "written", "conversation")
    return await case_page(request, session, await look(request), status=409, text=text, problem="not_yours")


def id_of_words(form: dict[str, str], text: str) -> str:
    """The same form with the same words is one message; other words after going back in the browser are another one."""
    form_id = form.get("form_id", "")
    if not re.fullmatch(r"[0-9a-f]{32}", form_id):
        raise HTTPException(400)
    return form_id[:16] + hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


@members_only
async def ask_interpreter(request: Request, session: PortalSession) -> Response:
    """Let the team see that an interpreter was asked for. The client manager calls one: we do not."""
    await checked_form(request, session)
    case = await look(request)
    handovers = desk(request, session)
    done = await anyio.to_thread.run_sync(handovers.ask_interpreter, case.handover.id, session.manager.id)
    return back(case, "interpreter" if done else "not_yours")


@members_only
async def give_back(request: Request, session: PortalSession) -> Response:
    """Give the conversation back to the assistant."""
    await checked_form(request, session)
    case = await look(request)
    handovers = desk(request, session)
    done = await anyio.to_thread.run_sync(handovers.give_back, case.handover.id, session.manager.id)
    return back(case, "returned" if done else "not_yours")


@members_only
async def close(request: Request, session: PortalSession) -> Response:
    """Close the handover with an outcome."""
    form = await checked_form(request, session)
    case = await look(request)
    outcome = form.get("outcome", "")
    if outcome not in OUTCOMES:
        return await case_page(request, session, case, status=422, problem="outcome")
    handovers = desk(request, session)
    done = await anyio.to_thread.run_sync(handovers.close, case.handover.id, session.manager.id, outcome)
    return back(case, "closed" if done else "not_yours")
