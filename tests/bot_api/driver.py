"""Starting and steering the server from a test."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send

from tests.bot_api.faults import Fault
from tests.bot_api.people import User
from tests.bot_api.server import build
from tests.bot_api.state import Call, State

TOKEN = "123456789:TEST-aBcDeFgHiJkLmNoPqRsTuVwXyZ012345"


class BotApi:
    """A running Bot API server with one bot. Its state outlives `goes_away()`."""

    def __init__(self, token: str = TOKEN, username: str = "wegwijs_test_bot") -> None:
        self.token = token
        self.port = 0
        self._username = username
        self._begin_anew()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @classmethod
    def start(cls, token: str = TOKEN) -> BotApi:
        """A server on a free port of this machine."""
        api = cls(token)
        api.comes_back()
        return api

    def reset(self) -> None:
        """Forget everything, as if just started: cheaper than a new server for each test."""
        self.state.webhook = None  # ends its deliveries
        self._begin_anew()
        if self._server is None:
            self.comes_back()

    @property
    def url(self) -> str:
        """The root to give to a bot."""
        return f"http://127.0.0.1:{self.port}"

    def comes_back(self) -> None:
        """Listen (again), under the same address and with all that was there."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # it complains of the connections dropped on demand
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._answer,
                log_config=None,
                access_log=False,
                lifespan="off",
                interface="asgi3",
                http="h11",
                ws="none",
            )
        )
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the Bot API server did not start")
            time.sleep(0.002)

    def goes_away(self) -> None:
        """Close the port and every connection."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(5)
            self._server = self._thread = None

    stop = goes_away

    def __enter__(self) -> BotApi:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def user(self, user_id: int = 1001) -> User:
        """A person in a private chat with the bot; the same id is the same person."""
        chat = {"id": user_id, "type": "private", "first_name": f"Person {user_id}"}
        return self._users.setdefault(user_id, User(self.state, user_id, chat))

    def next_calls(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of a method go wrong (see `faults.py`)."""
        with self.state.changed:
            self.state.faults[method.lower()].extend([fault] * times)

    def queue(self, update: dict[str, Any]) -> int:
        """Queue an update of the test's own making (without its id)."""
        ((kind, content),) = update.items()
        return self.state.add_update(kind, content)

    def repeats(self, update_id: int) -> None:
        """Give an update once more, whether or not it was confirmed."""
        with self.state.changed:
            if self.state.webhook is None:
                self.state.repeated.append(self.state.given[update_id])
            else:
                self.state.pending.insert(0, self.state.given[update_id])
        self.state.announce()

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot, in order."""
        with self.state.changed:
            return list(self.state.calls)

    def calls_of(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of one method."""
        return [call.parameters for call in self.calls if call.method == method]

    @property
    def unconfirmed(self) -> list[int]:
        """The ids of updates that the bot has not confirmed."""
        with self.state.changed:
            return [update["update_id"] for update in self.state.pending]

    def wait_until(self, condition: Callable[[BotApi], object], seconds: float = 5.0) -> None:
        """Wait until something is true of this server. Blocks: see `until`."""
        ends = time.monotonic() + seconds
        with self.state.changed:
            while not condition(self):
                left = ends - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"not so within {seconds:g} s; calls: {[call.method for call in self.calls]}")
                self.state.changed.wait(min(left, 0.1))

    async def until(self, condition: Callable[[BotApi], object], seconds: float = 5.0) -> None:
        """As `wait_until`, for tests in whose event loop the bot itself runs."""
        await asyncio.to_thread(self.wait_until, condition, seconds)

    def _begin_anew(self) -> None:
        self.state = State(self.token, self._username)
        self._users: dict[int, User] = {}
        self._application = build(self.state)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._application(scope, receive, send)
