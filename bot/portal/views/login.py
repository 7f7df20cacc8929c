"""Entering the portal."""

from __future__ import annotations

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.portal.access import read_form
from bot.portal.pages import portal_of
from bot.portal.security import LOGIN_COOKIE, OWN_PAGE, ROOT, SESSION_COOKIE, new_token, same_token, set_cookie
from bot.services.managers import TooManyAttempts


async def show(request: Request) -> Response:
    """The login form; how to make an account while there is none."""
    managers = portal_of(request).services.managers
    if await anyio.to_thread.run_sync(managers.session, request.cookies.get(SESSION_COOKIE)):
        return RedirectResponse(f"{ROOT}/", 303)
    if not await anyio.to_thread.run_sync(managers.any):
        return portal_of(request).page(request, "first_account.html")
    return _form(request, request.query_params.get("next", ""))


async def enter(request: Request) -> Response:
    """Check a login. The place it is counted for is the address it came from."""
    portal = portal_of(request)
    form = await read_form(request)
    if not same_token(form, "token", request.cookies.get(LOGIN_COOKIE)):
        raise HTTPException(403)
    email, place = form.get("email", ""), request.client.host if request.client else ""
    # Control characters stand in no address, and not every database takes them.
    email = "".join(char for char in email if char.isprintable())[:254]
    try:
        entered = await anyio.to_thread.run_sync(portal.services.managers.log_in, email, form.get("password", ""), place)
    except TooManyAttempts:
        raise HTTPException(429, headers={"Retry-After": "900"}) from None
    if entered is None:
        return _form(request, form.get("next", ""), email, wrong=True)
    cookie, _session = entered
    after = form.get("next", "")
    response = RedirectResponse(after if OWN_PAGE.fullmatch(after) else f"{ROOT}/", 303)
    set_cookie(response, portal.services.settings, SESSION_COOKIE, cookie)
    response.delete_cookie(LOGIN_COOKIE, path=ROOT)
    return response


def _form(request: Request, after: str, email: str = "", wrong: bool = False) -> Response:
    """The form with a token that also stands in a cookie: another site can set neither."""
    portal = portal_of(request)
    token = request.cookies.get(LOGIN_COOKIE) or new_token()
    response = portal.page(
        request,
        "login.html",
        401 if wrong else 200,
        token=token,
        email=email,
        wrong=wrong,
        after=after if OWN_PAGE.fullmatch(after) else "",
    )
    set_cookie(response, portal.services.settings, LOGIN_COOKIE, token)
    return response
