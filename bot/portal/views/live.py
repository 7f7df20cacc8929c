"""Tells open pages that something changed, so that they renew themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
from sse_starlette.sse import EventSourceResponse
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.access import watchers_only
from bot.portal.pages import Portal, portal_of
from bot.portal.security import SESSION_COOKIE
from bot.storage.client_managers import PortalSession

LOOK_EACH = 1.0  # seconds


@watchers_only
async def stream(request: Request, session: PortalSession) -> Response:
    """Server-sent events: `change` with the number of the newest event, `ended` when the login is over."""
    events = changes(portal_of(request), request.cookies.get(SESSION_COOKIE))
    return EventSourceResponse(events, ping=15)


async def changes(portal: Portal, cookie: str | None, pause: float = LOOK_EACH) -> AsyncIterator[dict[str, str]]:
    """One event at once and one for each change, until the session ends. Looking does not keep a session alive."""
    services, known = portal.services, -1
    while session := await anyio.to_thread.run_sync(services.managers.peek, cookie):
        # Only what this client manager may see: a request about them must not show by a list that renews itself.
        newest = await anyio.to_thread.run_sync(services.handovers.seen_by(session.manager.id).newest_event)
        if newest != known:
            known = newest
            yield {"event": "change", "data": str(newest)}
        await anyio.sleep(pause)
    yield {"event": "ended", "data": ""}
