"""Who may enter: every page asks here for the session, every form for its token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import urlencode

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.portal.pages import portal_of
from bot.portal.security import ROOT, SESSION_COOKIE, same_origin, same_token
from bot.services.handovers import HandoverService
from bot.storage.client_managers import PortalSession

Endpoint = Callable[[Request], Awaitable[Response]]
View = Callable[[Request, PortalSession], Awaitable[Response]]


def members_only(view: View) -> Endpoint:
    """Only with a login; others are sent to the login page, and come back here afterwards."""

    @wraps(view)
    async def guarded(request: Request) -> Response:
        cookie = request.cookies.get(SESSION_COOKIE)
        session = await anyio.to_thread.run_sync(portal_of(request).services.managers.session, cookie)
        if session is None:
            if request.method == "POST":
                await read_form(request)
                raise HTTPException(401)  # its page gives back what was typed: the login page could not
            query = {"next": request.url.path, **({"notice": "expired"} if cookie else {})}
            return RedirectResponse(f"{ROOT}/login?{urlencode(query)}", 303)
        request.state.session = session
        return await view(request, session)

    return guarded


def watchers_only(view: View) -> Endpoint:
    """For parts of pages that the browser asks for by itself: they do not keep a login alive."""

    @wraps(view)
    async def guarded(request: Request) -> Response:
        cookie = request.cookies.get(SESSION_COOKIE)
        session = await anyio.to_thread.run_sync(portal_of(request).services.managers.peek, cookie)
        if session is None:
            return Response(status_code=401)
        request.state.session = session
        return await view(request, session)

    return guarded


def desk(request: Request, session: PortalSession) -> HandoverService:
    """The handovers as far as this client manager may see them. No page looks at handovers in any other way."""
    return portal_of(request).services.handovers.seen_by(session.manager.id)


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, if it comes from a page of ours as far as the browser says."""
    if not same_origin(request, portal_of(request).services.settings):
        raise HTTPException(403)
    fields = await request.form(max_files=0, max_fields=20, max_part_size=64 * 1024)
    form = {name: value for name, value in fields.items() if isinstance(value, str)}
    request.state.unsent = form.get("text", "")  # a page that refuses the form shows it, so that no words are lost
    return form


async def checked_form(request: Request, session: PortalSession) -> dict[str, str]:
    """The fields of a form that brought the token of this session; anything else is refused."""
    form = await read_form(request)
    if not same_token(form, "csrf", session.csrf):
        raise HTTPException(403)
    return form
