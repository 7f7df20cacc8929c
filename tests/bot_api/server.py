"""The server itself: addresses, tokens, faults, and which method does what."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.bot_api import files, messages, parameters
from tests.bot_api.answers import ApiError, failure, success
from tests.bot_api.faults import Fault
from tests.bot_api.parameters import Parameters
from tests.bot_api.state import Call, State
from tests.bot_api.updates import Updates

Method = Callable[[State, Parameters], Awaitable[Any]]


def build(state: State) -> Starlette:
    """The application that answers for one bot."""
    server = Server(state)
    return Starlette(
        routes=[
            Route("/file/bot{token}/{path:path}", server.download, methods=["GET"]),
            Route("/bot{token}/{method}", server.call, methods=["GET", "POST"]),
            Route("/{path:path}", server.nothing, methods=["GET", "POST"]),
        ]
    )


class Server:
    """Answers calls of the bot with this state's token."""

    def __init__(self, state: State) -> None:
        self._state = state
        updates = Updates(state)
        methods: dict[str, Method] = {
            "getMe": _get_me,
            "getUpdates": updates.get_updates,
            "setWebhook": updates.set_webhook,
            "deleteWebhook": updates.delete_webhook,
            "getWebhookInfo": updates.get_webhook_info,
            "sendMessage": messages.send_message,
            "editMessageText": messages.edit_message_text,
            "deleteMessage": messages.delete_message,
            "deleteMessages": messages.delete_messages,
            "answerCallbackQuery": messages.answer_callback_query,
            "sendChatAction": messages.send_chat_action,
            "sendPhoto": messages.send_photo,
            "sendVoice": messages.send_voice,
            "sendDocument": messages.send_document,
            "getFile": files.get_file,
        }
        # Telegram does not mind capitals in names of methods.
        self._methods = {name.lower(): (name, method) for name, method in methods.items()}

    async def call(self, request: Request) -> Response:
        """One call of a method."""
        try:
            given = await parameters.read(request)
            if request.path_params["token"] != self._state.token:
                raise ApiError(401)
            if request.path_params["method"].lower() not in self._methods:
                raise ApiError(404, "method not found")
            name, method = self._methods[request.path_params["method"].lower()]
            with self._state.changed:
                self._state.calls.append(Call(name, dict(given)))
            self._state.announce()
            return await _unless_gone(request, self._answer(name, method, given))
        except ApiError as error:
            return failure(error)

    async def download(self, request: Request) -> Response:
        """A file that getFile told the path of."""
        if request.path_params["token"] != self._state.token:
            return failure(ApiError(401))
        with self._state.changed:
            found = [file for file in self._state.files.values() if file.path == request.path_params["path"]]
        return Response(found[0].content, media_type="application/octet-stream") if found else failure(ApiError(404))

    async def nothing(self, request: Request) -> Response:
        """Any other address."""
        return failure(ApiError(404))

    async def _answer(self, name: str, method: Method, given: Parameters) -> Response:
        fault = self._state.next_fault(name) or Fault("answer")
        if fault.error is not None:
            raise fault.error
        if fault.kind == "hang":
            await asyncio.Event().wait()
        if fault.kind == "garbage":
            return PlainTextResponse("<html><body>502 Bad Gateway</body></html>", status_code=502)
        result = await method(self._state, given)
        return Dropped() if fault.kind == "drop" else success(result)


class Dropped(Response):
    """Begins an answer and ends without it, upon which the web server closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})


async def _get_me(state: State, given: Parameters) -> dict[str, Any]:
    """getMe"""
    abilities = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
    more = ("can_connect_to_business", "has_main_web_app")
    return {**state.bot, **{name: name == "can_join_groups" for name in (*abilities, *more)}}


async def _unless_gone(request: Request, answering: Awaitable[Response]) -> Response:
    """The answer; or none, and the work given up, when the caller hangs up first."""

    async def hang_up() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    work = asyncio.ensure_future(answering)
    gone = asyncio.ensure_future(hang_up())
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else Response(status_code=499)
    except asyncio.CancelledError:  # the server goes away: the caller loses the connection and gets no answer
        return Dropped()
    finally:
        work.cancel()
        gone.cancel()
