"""The handovers that were closed last."""

from __future__ import annotations

import anyio
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.access import desk, members_only
from bot.portal.pages import portal_of
from bot.portal.summary import topic_of
from bot.storage.client_managers import PortalSession


@members_only
async def show(request: Request, session: PortalSession) -> Response:
    portal = portal_of(request)
    locale, texts = portal.locale(request), portal.services.speech.texts
    closed = await anyio.to_thread.run_sync(desk(request, session).closed)
    rows = [{"handover": handover, "topic": topic_of(handover, texts, locale)} for handover in closed]
    return portal.page(request, "closed.html", rows=rows)
