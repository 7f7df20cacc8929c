"""What client managers see of people and what not: the rules that both sides read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.portal.access import members_only
from bot.portal.pages import portal_of
from bot.storage.client_managers import PortalSession


@members_only
async def show(request: Request, session: PortalSession) -> Response:
    return portal_of(request).page(request, "what_you_see.html")
