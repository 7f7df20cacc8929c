"""What the pages behind a link share that works once: who may look how often, which links are none, what nobody may keep.

Whatever is wrong with a link, the page is the same: it tells nothing.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path

import anyio
import structlog
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.rate_limit import RateLimit
from bot.channels.web_intake import address_of
from bot.channels.web_pages import preferred_language
from bot.response_headers import ResponseHeaders

FOLDER = Path(__file__).resolve().parent / "private_page"
LOOKS_A_MINUTE_FROM_ADDRESS = 600  # a reception centre or library is many people behind one address
ELSEWHERE = "https://www.buienradar.nl"  # what anybody may have on their phone
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Keeps what is shown from caches, search engines and other sites.
PRIVATE_HEADERS = Middleware(ResponseHeaders, headers_of=lambda path: HEADERS, give_way=True)

log = structlog.get_logger()


class LinkPage:
    """A page whose address is a token; what it draws is left to those that inherit from it."""

    unreadable = "private_page_unreadable"  # what the log says when the database is away

    def __init__(self) -> None:
        self._limit = RateLimit(LOOKS_A_MINUTE_FROM_ADDRESS, 60)

    @abstractmethod
    def _plain(self, language: str, name: str, status: int, headers: dict[str, str] | None) -> Response:
        """A page with one line of ours and nothing of anybody."""

    async def _answer(self, request: Request, draw: Callable[[Request, str], Response]) -> Response:
        if seconds := self._limit.wait(address_of(request)):
            return self._without(request, "utter_private_wait", 429, {"Retry-After": str(int(seconds) + 1)})
        token = TOKEN.search(str(request.path_params["token"]))  # chats may keep an invisible sign behind a link
        if token is None:
            return self._gone(request)
        try:
            return await anyio.to_thread.run_sync(draw, request, token[0])
        except Exception as error:  # the database is away: the link still works when it is back
            log.error(self.unreadable, error=type(error).__name__)
            return self._without(request, "utter_private_wait", 503)

    def _gone(self, request: Request) -> Response:
        return self._without(request, "utter_private_gone", 404)

    async def _not_here(self, request: Request, error: Exception) -> Response:
        return self._gone(request)

    def _without(self, request: Request, name: str, status: int, headers: dict[str, str] | None = None) -> Response:
        """A page that tells nothing of anybody, in the language that the browser asks for."""
        return self._plain(preferred_language(request.headers.get("accept-language", "")), name, status, headers)
