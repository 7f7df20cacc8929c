"""Headers on every answer of a part of the gateway, error pages included. Which ones is said where the pages are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ResponseHeaders:
    """Adds the headers that `headers_of` gives for a path. Headers that an answer has already stay, if they `give_way`."""

    def __init__(self, app: ASGIApp, headers_of: Callable[[str], Mapping[str, str]], give_way: bool = False) -> None:
        self._app = app
        self._headers_of = headers_of
        self._give_way = give_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        added = self._headers_of(str(scope.get("path", "")))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({name: value for name, value in added.items() if not (self._give_way and name in headers)})
            await send(message)

        return await self._app(scope, receive, with_headers)
