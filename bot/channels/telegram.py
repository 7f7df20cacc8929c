"""Telegram: takes updates in by long polling and sends messages out. Only `telegram*.py` know this vendor.

It keeps nothing: an update is confirmed to Telegram only after `receive` stored it, so after a crash Telegram gives it
again, under the same id. What a message means, who may answer and sending again are left to others.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import httpx
import structlog
from starlette.routing import BaseRoute
from telegram import Bot, Update
from telegram.constants import ChatAction
from telegram.error import RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.base import Receive
from bot.channels.telegram_errors import at_best, seconds_asked, trouble_of
from bot.channels.telegram_sending import TelegramSending
from bot.channels.telegram_updates import read
from bot.channels.trouble import Trouble
from bot.messages import Inbound, Outbound

log = structlog.get_logger()

_ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]


class TelegramChannel:
    """One bot in Telegram."""

    name = "telegram"
    poll_seconds = 30
    poll_grace = 10.0  # seconds that an answer may take longer than asked

    def __init__(self, token: str, api_url: str) -> None:
        _keep_addresses_out_of_logs()
        root = api_url.rstrip("/")
        self._requests = (
            HTTPXRequest(connection_pool_size=2, httpx_kwargs={"verify": _certificates()}),
            HTTPXRequest(connection_pool_size=32, read_timeout=15, pool_timeout=15, httpx_kwargs={"verify": _certificates()}),
        )
        self._bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self._sending = TelegramSending(self._bot, token)
        self._trouble = Trouble(self.name)
        self._polling: asyncio.Task[None] | None = None
        self._storing: asyncio.Task[None] | None = None
        self._acknowledging: set[asyncio.Task[None]] = set()
        self._offset = 0  # the next update that we want; all before it are stored
        self._confirmed = 0  # the offset that Telegram knows
        self._no_webhook = False

    def routes(self) -> list[BaseRoute]:
        """None: we ask Telegram, it does not call us."""
        return []

    async def start(self, receive: Receive) -> None:
        """Begin to poll, in a task of our own."""
        for request in self._requests:
            await request.initialize()
        self._no_webhook = False
        self._polling = asyncio.create_task(self._poll(receive), name="telegram-polling")

    async def stop(self) -> None:
        """End within two seconds. A message that is just being stored may finish; what is stored gets confirmed."""
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.wait({self._polling})
            self._polling = None
        if self._storing is not None and not self._storing.done():
            await asyncio.wait({self._storing}, timeout=0.8)
            self._storing.cancel()
            await asyncio.wait({self._storing}, timeout=0.2)
        for task in self._acknowledging:
            task.cancel()
        if self._offset > self._confirmed and not self._trouble.now:
            # Otherwise Telegram would give the last message again, perhaps long after its sender had it erased.
            await at_best(asyncio.wait_for(self._bot.get_updates(offset=self._offset, limit=1, timeout=0), 0.5))
        for request in self._requests:
            await at_best(asyncio.wait_for(request.shutdown(), 0.2))

    async def send(self, address: str, message: Outbound) -> str | None:
        """Send a message, in several parts when it is long; returns Telegram's ids of the parts."""
        return await self._sending.send(address, message)

    async def clear(self, address: str, shown: Sequence[str], older: bool) -> bool:
        """Delete messages on both sides. Telegram lets a bot do so for 48 hours; whatever is older stays."""
        return await self._sending.clear(address, shown, older)

    async def tell_staff(self, chat: str, text: str) -> None:
        """Send a plain text to a chat of staff, without a preview of what it links to."""
        await self._sending.tell_staff(chat, text)

    async def typing(self, address: str) -> None:
        """Show "typing …" for some seconds."""
        await at_best(self._bot.send_chat_action(address, ChatAction.TYPING))

    async def _poll(self, receive: Receive) -> None:
        """Fetch and hand over, until cancelled."""
        while True:
            try:
                updates = await self._fetch()
            except Exception as error:
                trouble = trouble_of(error)
                self._no_webhook = self._no_webhook and trouble != "conflict"
                pause = self._trouble.enter(trouble, error)
                await asyncio.sleep(seconds_asked(error) if isinstance(error, RetryAfter) else pause)
                continue
            self._trouble.leave()
            for update in updates:
                await self._hand_over(update, receive)

    async def _fetch(self) -> tuple[Update, ...]:
        """The next updates; asking for them confirms all earlier ones."""
        if not self._no_webhook:
            await self._bot.delete_webhook(drop_pending_updates=False)
            self._no_webhook = True
        offset = self._offset
        try:
            updates = await self._bot.get_updates(
                offset=offset or None,
                timeout=timedelta(seconds=self.poll_seconds),
                read_timeout=self.poll_grace,
                allowed_updates=_ALLOWED_UPDATES,
            )
        except TelegramError:
            raise
        except Exception:  # the library parses all or nothing
            updates = await self._fetch_each(offset)
        self._confirmed = offset
        return updates

    async def _fetch_each(self, offset: int) -> tuple[Update, ...]:
        """The next updates parsed one by one, so that one that cannot be read does not hold up all that follow."""
        updates = []
        wanted: dict[str, Any] = {"offset": offset or None, "timeout": 0, "allowed_updates": _ALLOWED_UPDATES}
        for raw in await self._bot.do_api_request("getUpdates", wanted):
            try:
                updates.append(Update.de_json(raw, self._bot))
            except Exception as error:
                log.error("telegram_update_skipped", update_id=raw["update_id"], error=type(error).__name__)
                updates.append(Update(raw["update_id"]))  # without content: confirmed and no more
        return tuple(updates)

    async def _hand_over(self, update: Update, receive: Receive) -> None:
        """Hand an update to `receive` until that has stored it; only then it counts as taken in."""
        inbound: Inbound | None = None
        try:
            inbound = read(update, self.name)
        except Exception as error:
            log.error("telegram_update_skipped", update_id=update.update_id, error=type(error).__name__)
        if inbound is not None and update.callback_query is not None:
            answered = asyncio.create_task(at_best(self._bot.answer_callback_query(update.callback_query.id)))
            self._acknowledging.add(answered)
            answered.add_done_callback(self._acknowledging.discard)
        while True:
            # A task of its own, so that stop() can let it finish. Its error is looked at even when nobody waits any
            # more: else Python would log it, and with it perhaps a person's words.
            self._storing = asyncio.create_task(self._store(update, inbound, receive))
            self._storing.add_done_callback(lambda task: task.cancelled() or task.exception())
            await asyncio.wait({self._storing})
            problem = asyncio.CancelledError() if self._storing.cancelled() else self._storing.exception()
            if problem is None:
                return self._trouble.leave()
            await asyncio.sleep(self._trouble.enter("storing", problem, update_id=update.update_id))

    async def _store(self, update: Update, inbound: Inbound | None, receive: Receive) -> None:
        if inbound is not None:
            await receive(inbound)
        self._offset = max(self._offset, update.update_id + 1)


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """The trusted certificates. Reading them is slow, and both clients may share them."""
    return httpx.create_ssl_context()


def _keep_addresses_out_of_logs() -> None:
    """The library and its HTTP client log addresses, which hold the token, and contents: only we speak of Telegram."""
    for name in ("telegram", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
