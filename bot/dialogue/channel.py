"""The door of Rasa for the gateway: understood once outside, answered with response names.

Rasa's REST channel swallows exceptions, logs texts, forgets message ids and response names, and takes typed text
such as `/restart` for a command. Here a message comes with `parse_data`, so that nothing typed is a command, and the
same message id twice gives the same answer without a second effect.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from contextvars import ContextVar
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.dialogue.tracker_store import EncryptedTrackerStore
from bot.settings import load

logger = logging.getLogger(__name__)
_failed_actions: ContextVar[List[str]] = ContextVar("failed_actions")


class WatchedActions(EndpointConfig):
    """The action server, with failures noted: Rasa itself goes on after them as if nothing had happened."""

    async def request(self, *args: Any, **kwargs: Any) -> Optional[Any]:
        try:
            return await super().request(*args, **kwargs)
        except Exception as error:
            # A form refuses words that do not answer it with status 400: that is no failure.
            if getattr(error, "status", None) != 400:
                _failed_actions.get([]).append(type(error).__name__)
            raise


class GatewayInput(InputChannel):
    """POST /webhooks/gateway/turn: one message in, the names of the responses out."""

    @classmethod
    def name(cls) -> str:
        return "gateway"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. `on_new_message` is not used: errors must reach the gateway as errors."""
        routes = Blueprint("gateway_input", __name__)
        token = load().internal_token

        @routes.route("/", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                return json({"ready": False}, status=503)
            _take_over(agent)
            return json({"ready": True, "model": agent.processor.model_filename})

        @routes.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            if not hmac.compare_digest(request.headers.get("authorization", ""), f"Bearer {token}"):
                return json({"error": "not allowed"}, status=401)
            agent = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                return json({"error": "model is not loaded yet"}, status=503)
            _take_over(agent)
            # A gateway that hangs up must not stop a turn half-way.
            return await asyncio.shield(asyncio.ensure_future(_answer(agent, request.json)))

        @routes.route("/conversations/<conversation_id:str>", methods=["DELETE"])
        async def forget(request: Request, conversation_id: str) -> HTTPResponse:
            if not hmac.compare_digest(request.headers.get("authorization", ""), f"Bearer {token}"):
                return json({"error": "not allowed"}, status=401)
            agent = request.app.ctx.agent
            async with agent.lock_store.lock(conversation_id):
                agent.tracker_store.forget(conversation_id)
            return json({"forgotten": True})

        return routes


async def _answer(agent: Any, body: Dict[str, Any]) -> HTTPResponse:
    conversation_id, message_id = body["conversation_id"], body["message_id"]
    failed: List[str] = []
    _failed_actions.set(failed)
    async with agent.lock_store.lock(conversation_id):
        store: EncryptedTrackerStore = agent.tracker_store
        before = await store.retrieve(conversation_id)
        if before is not None:
            known = _turn(before, message_id)
            if known is not None:
                return json(_result(before, known))
        message = UserMessage(
            text=body["text"],
            output_channel=CollectingOutputChannel(),
            sender_id=conversation_id,
            input_channel=GatewayInput.name(),
            message_id=message_id,
            parse_data={"text": body["text"], **body["parse_data"]},
            metadata={"inbound_id": message_id},
        )
        message.text = message.text or " "
        await agent.processor.handle_message(message)
        if failed:
            # The turn is taken back, so that it can be tried again as if for the first time.
            if before is not None:
                await store.save(before)
            else:
                store.trackers.remove(conversation_id)
            logger.error("turn taken back: the action server failed (%s)", ", ".join(failed))
            return json({"error": "action server failed"}, status=503)
        after = await store.retrieve(conversation_id)
    events = _turn(after, message_id) if after else None
    return json(_result(after, events or []))


def _turn(tracker: DialogueStateTracker, message_id: str) -> Optional[List[Event]]:
    """The events of the turn that this message began, or None when it began none."""
    events = list(tracker.events)
    for begin, event in enumerate(events):
        if isinstance(event, UserUttered) and event.message_id == message_id:
            following = events[begin + 1 :]
            end = next((i for i, other in enumerate(following) if isinstance(other, UserUttered)), len(following))
            return following[:end]
    return None


def _result(tracker: Optional[DialogueStateTracker], events: List[Event]) -> Dict[str, Any]:
    """The responses of a turn by name, with what fills them, and the question that is open after it."""
    replies = [
        {
            "response": event.metadata.get("utter_action"),
            "text": event.text,
            "values": (event.data or {}).get("custom") or {},
        }
        for event in events
        if isinstance(event, BotUttered)
    ]
    loop = tracker.active_loop_name if tracker else None
    return {"replies": replies, "form": loop, "question": tracker.get_slot("requested_slot") if tracker and loop else None}


def _take_over(agent: Any) -> None:
    """Put our store and our watched actions in the place of Rasa's wrappers.

    Rasa falls back to memory with a warning when a store cannot be imported or fails for a moment. That would lose
    and leak: the wrapper is taken away, and another store is refused.
    """
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    if not isinstance(store, EncryptedTrackerStore):
        raise RuntimeError(f"Rasa uses {type(store).__name__} instead of the encrypted tracker store: see endpoints.yml")
    processor = agent.processor
    agent.tracker_store = processor.tracker_store = store
    if not isinstance(processor.action_endpoint, WatchedActions):
        processor.action_endpoint = WatchedActions(processor.action_endpoint.url)
