"""Pages for what goes wrong: what happened, and what the reader can do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.pages import portal_of

EXPLAINED = (401, 403, 404, 429, 500)


async def explain(request: Request, error: Exception) -> Response:
    """A page that says kindly what went wrong; never what the program said."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    nearest = status if status in EXPLAINED else 500 if status >= 500 else 400
    portal = portal_of(request)
    response = portal.page(
        request,
        "error.html",
        status,
        kind=str(nearest),
        emergency_number=portal.numbers["112"],
        unsent=getattr(request.state, "unsent", ""),
    )
    response.headers.update(getattr(error, "headers", None) or {})
    return response


HANDLERS: Mapping[Any, Callable[[Request, Exception], Awaitable[Response]]] = {
    HTTPException: explain,
    Exception: explain,
}
