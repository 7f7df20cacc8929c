"""How soon a request must be dealt with: a client manager raises it, or lowers it and says why."""

from __future__ import annotations

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.access import checked_form, desk, members_only
from bot.portal.case_page import back, case_page, look
from bot.services.urgency import NoteMissing
from bot.storage.client_managers import PortalSession
from bot.storage.handovers import URGENCIES

LONGEST_NOTE = 300


@members_only
async def change(request: Request, session: PortalSession) -> Response:
    """Set the urgency that was chosen. What cannot be kept stays on the page."""
    form = await checked_form(request, session)
    case = await look(request)
    urgency, note = form.get("urgency", ""), form.get("note", "").replace("\0", "").strip()
    if urgency not in URGENCIES:
        raise HTTPException(400)
    if len(note) > LONGEST_NOTE:
        return await case_page(request, session, case, status=422, problem="note_long", note=note, chosen=urgency)
    set_urgency = desk(request, session).set_urgency
    try:
        done = await anyio.to_thread.run_sync(set_urgency, case.handover.id, session.manager.id, urgency, note)
    except NoteMissing:
        return await case_page(request, session, case, status=422, problem="note_missing", chosen=urgency)
    return back(case, "urgency" if done else "not_yours")
