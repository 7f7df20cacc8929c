"""A web chat that runs for tests: a real server on a free port, a pretended outbox, and a browser without a screen."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from starlette.applications import Starlette

from bot.channels.web import WebChannel
from bot.languages import ROOT, live_languages
from bot.messages import Inbound, Outbound
from bot.texts import Response, Texts, read_numbers, read_responses
from tests.bot.channels.contract import Provider, Shown

TOKEN = "t" * 43


@lru_cache(maxsize=1)
def page_texts() -> Texts:
    """The texts of the page alone, as they are in this installation."""

    def own(language: str) -> dict[str, Response]:
        everything = read_responses(ROOT / "data" / "responses" / language)
        return {name: response for name, response in everything.items() if name.startswith("utter_web_")}

    return Texts({code: own(code) for code in live_languages()}, read_numbers())


class Outbox:
    """What was sent, per token. `broken`: it cannot be read."""

    def __init__(self) -> None:
        self.sent: dict[str, list[Outbound]] = {}
        self.broken = False
        self.looks = 0

    async def after(self, token: str, seq: int) -> list[Outbound]:
        self.looks += 1
        if self.broken:
            raise OSError("the database is away")
        return [message for message in self.sent.get(token, []) if message.seq > seq]


class OutboxedWebChannel(WebChannel):
    """Marks a message as sent when `send` has returned, as the outbox does."""

    def __init__(self) -> None:
        self.outbox = Outbox()
        super().__init__(self.outbox.after, page_texts())

    async def send(self, address: str, message: Outbound) -> str | None:
        result = await super().send(address, message)
        self.outbox.sent.setdefault(address, []).append(message)
        return result


@asynccontextmanager
async def served(channel: WebChannel) -> AsyncIterator[str]:
    """The channel behind a real server; gives its address."""
    # Named as TCP, so that asyncio turns off the delay of small packets.
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(Starlette(routes=channel.routes()), ws="none", lifespan="off", log_level="error")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve([listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = server.force_exit = True
        await channel.stop()
        await running


class Stream:
    """An open stream of events."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def event(self, seconds: float = 5) -> tuple[str, str, Any]:
        """The next event: its name, id and data. Pings are passed over."""
        name, event_id, data = "message", "", None
        while True:
            line = await asyncio.wait_for(self._lines.__anext__(), seconds)
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("id: "):
                event_id = line[4:]
            elif line.startswith("data: "):
                data = json.loads(line[6:])
            elif not line and data is not None:
                return name, event_id, data

    async def until_ready(self) -> list[Any]:
        """The conversation so far."""
        messages: list[Any] = []
        while True:
            name, _, data = await self.event()
            if name == "ready":
                return messages
            messages.append(data)


class Browser(Provider):
    """Sends as the page does: one message after the other, each until it is taken in."""

    kinds = frozenset({"text", "start"})

    def __init__(self, url: str, token: str = TOKEN) -> None:
        self.address = token
        self.http = httpx.AsyncClient(base_url=url, timeout=10)
        self._queue: list[dict[str, str]] = []
        self._newest: dict[str, str] = {}
        self._working: asyncio.Task[None] | None = None

    @property
    def authorized(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.address}"}

    async def post(self, content: object, **headers: str) -> httpx.Response:
        return await self.http.post("/chat/messages", json=content, headers={**self.authorized, **headers})

    async def say(self, text: str, message_id: str = "") -> httpx.Response:
        return await self.post({"id": message_id or str(uuid4()), "kind": "text", "text": text})

    @asynccontextmanager
    async def stream(self, after: str = "", query: str = "", **headers: str) -> AsyncIterator[Stream]:
        if after:
            headers["Last-Event-ID"] = after
        async with self.http.stream("GET", f"/chat/stream{query}", headers={**self.authorized, **headers}) as response:
            yield Stream(response)

    async def sends(self, kind: str, text: str = "") -> None:
        self._enqueue({"kind": kind, "text": text})
        await asyncio.sleep(0.01)

    async def presses(self, title: str) -> None:
        async with self.stream() as stream:
            messages = await stream.until_ready()
        buttons = [button for message in messages for button in message["buttons"] if button["title"] == title]
        self._enqueue({"kind": "button", "button": buttons[-1]["id"]})

    async def repeats(self) -> None:
        await self.post(self._newest)

    async def confirmed(self) -> bool:
        return not self._queue

    async def shown(self) -> list[Shown]:
        async with self.stream() as stream:
            messages = await stream.until_ready()
        return [Shown(str(m["seq"]), m["text"], [button["title"] for button in m["buttons"]]) for m in messages]

    async def picture(self) -> bytes | None:
        async with self.stream() as stream:
            newest = (await stream.until_ready())[-1]
        if "picture" not in newest:
            return None
        return (await self.http.get(newest["picture"]["address"], headers=self.authorized)).content

    async def close(self) -> None:
        if self._working:
            self._working.cancel()
            with suppress(asyncio.CancelledError):
                await self._working
        await self.http.aclose()

    def _enqueue(self, content: dict[str, str]) -> None:
        self._newest = {"id": str(uuid4()), **content}
        self._queue.append(self._newest)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._queue:
            if (await self.post(self._queue[0])).status_code == 202:
                self._queue.pop(0)
            else:
                await asyncio.sleep(0.05)


async def ignore(inbound: Inbound) -> None:
    """A gateway that takes everything in."""
