"""What a client manager changes for themself: leaving, and the language of the portal."""

from __future__ import annotations

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.portal.access import checked_form, members_only
from bot.portal.pages import portal_of
from bot.portal.security import OWN_PAGE, ROOT, SESSION_COOKIE
from bot.storage.client_managers import PortalSession


@members_only
async def leave(request: Request, session: PortalSession) -> Response:
    """Log out."""
    await checked_form(request, session)
    await anyio.to_thread.run_sync(portal_of(request).services.managers.log_out, session)
    locale = portal_of(request).locale(request).code
    response = RedirectResponse(f"{ROOT}/login?notice=logged_out&locale={locale}", 303)
    response.delete_cookie(SESSION_COOKIE, path=ROOT)
    return response


@members_only
async def change_locale(request: Request, session: PortalSession) -> Response:
    """Keep the chosen language in the account, and go back to the page where it was chosen."""
    form = await checked_form(request, session)
    portal = portal_of(request)
    if form.get("locale") in portal.locales:
        await anyio.to_thread.run_sync(portal.services.managers.set_locale, session.manager, form["locale"])
    back = form.get("back", "")
    return RedirectResponse(back if OWN_PAGE.fullmatch(back) else f"{ROOT}/", 303)
