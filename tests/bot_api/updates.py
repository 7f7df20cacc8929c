"""How a bot gets updates: by long polling, or delivered to its webhook. Never both."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import httpx

from tests.bot_api.answers import ApiError, bad
from tests.bot_api.parameters import Parameters
from tests.bot_api.state import DEFAULT_UPDATES, State, Webhook

_WEBHOOK_SET = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


class Updates:
    """getUpdates and the webhook methods of one server. All of it runs on the server's event loop."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._long_poll: asyncio.Future[str] | None = None  # ended with the reason why it must give way
        self._delivery: asyncio.Task[None] | None = None

    async def get_updates(self, state: State, parameters: Parameters) -> list[dict[str, Any]]:
        """getUpdates"""
        if state.webhook is not None:
            raise ApiError(409, _WEBHOOK_SET)
        self._want(parameters)
        self._confirm(parameters.integer("offset"))
        limit = min(max(parameters.integer("limit", 100), 1), 100)
        ends = time.monotonic() + min(max(parameters.integer("timeout"), 0), 50)
        batch = self._batch(limit)
        if batch or ends <= time.monotonic():
            return batch
        self._abort(_OTHER_POLL)  # as Telegram does: the older of two gives way
        return await self._wait(limit, ends)

    async def set_webhook(self, state: State, parameters: Parameters) -> bool:
        """setWebhook; takes http:// too, as a local Bot API server does"""
        url = parameters.text("url")
        secret = parameters.text("secret_token")
        if not url:
            return await self.delete_webhook(state, parameters)
        if not url.startswith(("https://", "http://")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not _SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        self._want(parameters)
        self._abort("terminated by setWebhook request")
        await self.delete_webhook(state, parameters)
        state.webhook = Webhook(url, secret, parameters.integer("max_connections", 40))
        self._delivery = asyncio.create_task(self._deliver(state.webhook))
        return True

    async def delete_webhook(self, state: State, parameters: Parameters) -> bool:
        """deleteWebhook"""
        if self._delivery is not None:
            self._delivery.cancel()
            self._delivery = None
        with state.changed:
            state.webhook = None
            if parameters.flag("drop_pending_updates"):
                state.pending.clear()
        return True

    async def get_webhook_info(self, state: State, parameters: Parameters) -> dict[str, Any]:
        """getWebhookInfo"""
        with state.changed:
            webhook = state.webhook
            info: dict[str, Any] = {
                "url": webhook.url if webhook else "",
                "has_custom_certificate": False,
                "pending_update_count": len(state.pending),
            }
            if webhook:
                info["max_connections"] = webhook.max_connections
            if webhook and webhook.last_error:
                info["last_error_date"], info["last_error_message"] = webhook.last_error
            if state.allowed_updates != DEFAULT_UPDATES:
                info["allowed_updates"] = sorted(state.allowed_updates)
        return info

    def _want(self, parameters: Parameters) -> None:
        """Which kinds the bot wants from now on; stays as it was when not given."""
        wanted = parameters.structure("allowed_updates", "can't parse allowed updates")
        if isinstance(wanted, list):
            self._state.allowed_updates = frozenset(map(str, wanted)) or DEFAULT_UPDATES

    def _confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one counts from the end."""
        with self._state.changed:
            pending = self._state.pending
            if offset > 0:
                pending[:] = [update for update in pending if update["update_id"] >= offset]
            elif offset < 0:
                del pending[:offset]
        self._state.announce()

    def _batch(self, limit: int) -> list[dict[str, Any]]:
        with self._state.changed:
            again, self._state.repeated = self._state.repeated, []
            return [*again, *self._state.pending][:limit]

    def _abort(self, reason: str) -> None:
        if self._long_poll is not None and not self._long_poll.done():
            self._long_poll.set_result(reason)

    async def _wait(self, limit: int, ends: float) -> list[dict[str, Any]]:
        """Until there is something, the time is over, or another poll takes over."""
        loop = asyncio.get_running_loop()
        poll = self._long_poll = loop.create_future()
        news = loop.create_future()

        def tell() -> None:
            if not news.done():
                news.set_result(None)

        def listener() -> None:
            loop.call_soon_threadsafe(tell)

        self._state.listeners.add(listener)
        try:
            while not (batch := self._batch(limit)) and (left := ends - time.monotonic()) > 0:
                await asyncio.wait({news, poll}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if poll.done():
                    raise ApiError(409, poll.result())
                if news.done():
                    news = loop.create_future()
            return batch
        finally:
            self._state.listeners.discard(listener)
            poll.cancel()

    async def _deliver(self, webhook: Webhook) -> None:
        """Post the updates in order, each until the webhook takes it."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret_token} if webhook.secret_token else {}
        pause = 0.05
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            while self._state.webhook is webhook:
                batch = self._batch(1)
                if not batch:
                    await asyncio.sleep(0.02)
                    continue
                try:
                    answer = await client.post(webhook.url, json=batch[0], headers=headers)
                    problem = "" if answer.is_success else f"{answer.status_code} {answer.reason_phrase}"
                    problem = problem and f"Wrong response from the webhook: {problem}"
                except httpx.HTTPError as error:
                    problem = f"Connection failed: {type(error).__name__}"
                if problem:
                    webhook.last_error = (int(time.time()), problem)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 1.0)
                    continue
                pause = 0.05
                self._confirm(batch[0]["update_id"] + 1)
