"""The web chat: a page, messages by POST, answers by Server-Sent Events.

A browser makes a secret token and is known by nothing else. Sending a message means: it stands in the outbox as
sent; `send` only wakes the streams of this person, which read it from there. What a request may hold is in
`web_intake.py`, what the page shows in `web_pages.py`.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.base import Receive
from bot.channels.drawing import drawn
from bot.channels.rate_limit import RateLimit
from bot.channels.web_intake import SEQ, Refused, address_of, inbound_of, name_of, seq_of, token_of
from bot.channels.web_pages import FOLDER, WEB_HEADERS, ChatPage
from bot.languages import all_languages
from bot.messages import Outbound
from bot.pictures.draw import size_of
from bot.texts import Texts

After = Callable[[str, int], Awaitable[list[Outbound]]]
"""What was sent to the person behind a token after a seq, in order; nothing for a token that nobody knows."""

LOOK_EACH = 1.0  # seconds: another process may send too
LOOK_SOON = (0.02, 0.05, 0.1, 0.2, 0.4)  # after `send`: the outbox marks a message as sent only when it has returned
AWAY = 3.0  # seconds until the next look when the outbox cannot be read
PING = 15
MESSAGES_A_MINUTE = 30  # of one token
MESSAGES_A_MINUTE_FROM_ADDRESS = 600  # a reception centre or library is many people behind one address
STREAMS_OF_TOKEN = 4  # a phone that lost its network leaves dead ones: the oldest gives way
STREAMS_FROM_ADDRESS = 300

log = structlog.get_logger()
# It writes each event to its log at level DEBUG: people's messages.
logging.getLogger("sse_starlette").setLevel(logging.WARNING)


@dataclass(eq=False)
class _Listener:
    """One open stream."""

    address: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    soon: list[float] = field(default_factory=list)
    typing: bool = False
    closed: bool = False

    async def rest(self, seconds: float) -> None:
        """Wait until something may have happened."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.woken.wait(), self.soon.pop(0) if self.soon else seconds)
        self.woken.clear()


class WebChannel:
    """Reaches people in a browser."""

    name = "web"

    def __init__(self, after: After, texts: Texts) -> None:
        self._after = after
        self._page = ChatPage(texts)
        self._receive: Receive | None = None
        self._listeners: dict[str, list[_Listener]] = {}
        self._away = False
        self._closing = False
        self._limit_token = RateLimit(MESSAGES_A_MINUTE, 60)
        self._limit_address = RateLimit(MESSAGES_A_MINUTE_FROM_ADDRESS, 60)

    def routes(self) -> list[BaseRoute]:
        """The page at `/`, all else below `/chat`."""
        below = Starlette(
            routes=[
                Route("/messages", self._take_message, methods=["POST"]),
                Route("/stream", self._open_stream),
                Route("/pictures/{seq}", self._picture),
                Route("/texts/{language}.json", self._texts),
                Mount("/static", StaticFiles(directory=FOLDER)),
            ],
            middleware=[WEB_HEADERS],
            exception_handlers={Refused: _refused, HTTPException: _not_here},
        )
        return [Route("/", self._show_page, middleware=[WEB_HEADERS]), Mount("/chat", below)]

    async def start(self, receive: Receive) -> None:
        self._receive, self._closing = receive, False

    async def stop(self) -> None:
        self._closing, self._receive = True, None
        for listener in [each for listeners in self._listeners.values() for each in listeners]:
            listener.woken.set()

    async def send(self, address: str, message: Outbound) -> str | None:
        """Wake the streams of this person. Whoever has none open reads the message when they come back."""
        for listener in self._listeners.get(address, []):
            listener.typing = False
            listener.soon = list(LOOK_SOON)
            listener.woken.set()
        return None

    async def clear(self, address: str, shown: Sequence[str], older: bool) -> bool:
        """Wake the streams: they tell the page to forget what it shows. The outbox holds nothing older any more."""
        for listener in self._listeners.get(address, []):
            listener.typing = False
            listener.soon = list(LOOK_SOON)
            listener.woken.set()
        return True

    async def typing(self, address: str) -> None:
        for listener in self._listeners.get(address, []):
            listener.typing = True
            listener.woken.set()

    async def _show_page(self, request: Request) -> Response:
        page = self._page.html(request.headers.get("accept-language", ""))
        return HTMLResponse(page, headers={"Vary": "Accept-Language"})

    async def _texts(self, request: Request) -> Response:
        code = request.path_params["language"]
        if code not in all_languages():
            raise Refused(404, "no_language")
        return JSONResponse(self._page.content(code))

    async def _take_message(self, request: Request) -> Response:
        if seconds := self._limit_address.wait(address_of(request)):
            raise Refused(429, "too_many", seconds)
        token = token_of(request)
        if seconds := self._limit_token.wait(name_of(token)):
            raise Refused(429, "too_many", seconds)
        inbound = await inbound_of(request, token)
        try:
            if self._receive is None:
                raise Refused(503, "try_later", AWAY)
            await self._receive(inbound)
        except Refused:
            raise
        except Exception as error:
            log.error("web_message_not_stored", provider_id=inbound.provider_id, error=type(error).__name__)
            raise Refused(503, "try_later", AWAY) from None
        return JSONResponse({"ok": True}, 202)

    async def _picture(self, request: Request) -> Response:
        """The picture of a message, to the person who got that message alone."""
        token, named = token_of(request), request.path_params["seq"]
        if not SEQ.fullmatch(named):
            raise Refused(404, "not_here")
        seq = int(named)
        found = await self._look(token, seq - 1)
        if found is None:
            raise Refused(503, "try_later", AWAY)
        png = await drawn(found[0]) if found and found[0].seq == seq else None
        if png is None:
            raise Refused(404, "not_here")
        return Response(png, media_type="image/png", headers={"Cache-Control": "no-store"})

    async def _open_stream(self, request: Request) -> Response:
        token, address, last = token_of(request), address_of(request), seq_of(request)
        if self._closing:
            raise Refused(503, "try_later", AWAY)
        everyone = [each for listeners in self._listeners.values() for each in listeners]
        if sum(each.address == address for each in everyone) >= STREAMS_FROM_ADDRESS:
            raise Refused(429, "too_many", PING)
        return EventSourceResponse(self._events(token, address, last), ping=PING, send_timeout=30)

    async def _events(self, token: str, address: str, last: int) -> AsyncIterator[ServerSentEvent]:
        """All after `last`, then `ready`, then whatever comes, until the browser goes or we close."""
        listener = _Listener(address)
        mine = self._listeners.setdefault(token, [])
        mine.append(listener)
        for older in mine[:-STREAMS_OF_TOKEN]:
            older.closed = True
            older.woken.set()
        told = False
        try:
            while not (self._closing or listener.closed):
                if listener.typing:
                    listener.typing = False
                    yield ServerSentEvent("{}", event="typing")
                messages = await self._look(token, last)
                for message in messages or []:
                    last = message.seq
                    yield ServerSentEvent(json.dumps(await _shown(message)), id=str(last))
                if messages is not None and not told:
                    told = True
                    yield ServerSentEvent("{}", event="ready")
                await listener.rest(AWAY if messages is None else LOOK_EACH)
        finally:
            mine.remove(listener)
            if not mine:
                self._listeners.pop(token, None)

    async def _look(self, token: str, last: int) -> list[Outbound] | None:
        """What is new in the outbox; None when it cannot be read now. Said in the log once, not at each look."""
        try:
            messages = await self._after(token, last)
        except Exception as error:
            if not self._away:
                log.error("web_outbox_unreadable", error=type(error).__name__)
            self._away = True
            return None
        self._away = False
        return messages


async def _shown(message: Outbound) -> dict[str, Any]:
    """A message as the page gets it: of its picture the address, the size and what it says in words."""
    shown = asdict(message)
    del shown["picture"]
    if message.picture is None:
        return shown
    png = await drawn(message)
    if png is None:
        return {**shown, "text": message.text_alone}
    width, height = size_of(png)
    address = f"chat/pictures/{message.seq}"
    return {**shown, "picture": {"address": address, "width": width, "height": height, "words": message.picture.words}}


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    headers = {"Retry-After": str(int(error.retry_after) + 1)} if error.retry_after else {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"code": error.code}, error.status, headers)


async def _not_here(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"code": "not_here"}, error.status_code, error.headers)
