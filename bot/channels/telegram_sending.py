"""Sends messages to Telegram, and takes them off the phone again."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit
from telegram.error import BadRequest

from bot.channels.base import TryLater, Unreachable
from bot.channels.drawing import drawn
from bot.channels.telegram_errors import failure_of
from bot.channels.text_fitting import fit
from bot.messages import Button, Outbound

log = structlog.get_logger()

_AT_ONCE = 100  # messages that Telegram deletes in one call


class TelegramSending:
    """What one bot sends. Its methods raise TryLater and Unreachable, as `Channel.send` does."""

    def __init__(self, bot: Bot, token: str) -> None:
        self._bot = bot
        self._token = token
        self._parts_sent: dict[int, list[str]] = {}

    async def send(self, address: str, message: Outbound) -> str | None:
        """Send a message, in several parts when it is long; returns Telegram's ids of the parts."""
        png = await drawn(message)
        if png is not None and (sent_id := await self._send_picture(address, message, png)):
            return sent_id
        parts = fit(message.text_alone, message.direction, MessageLimit.MAX_TEXT_LENGTH)
        if not parts:
            raise Unreachable("the message has no text")
        keyboard = _keyboard(message.buttons)
        # When a later part fails, the next attempt goes on there: nobody gets the beginning twice.
        ids = self._parts_sent.pop(message.seq, [])
        for position in range(len(ids), len(parts)):
            failure: TryLater | Unreachable | None = None
            try:
                sent = await self._bot.send_message(
                    address,
                    parts[position],
                    reply_markup=keyboard if position == len(parts) - 1 else None,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
                ids.append(str(sent.message_id))
            except Exception as error:
                failure = failure_of(error, self._token)
            if failure is not None:  # raised out here, so that the library's error does not travel along
                if position and isinstance(failure, TryLater):
                    self._parts_sent[message.seq] = ids
                raise failure
        return ",".join(ids)

    async def clear(self, address: str, shown: Sequence[str], older: bool) -> bool:
        """Delete messages on both sides. Telegram lets a bot do so for 48 hours; whatever is older stays."""
        ids = sorted({int(part) for each in shown for part in each.split(",")})
        left = older
        for begin in range(0, len(ids), _AT_ONCE):
            failure: TryLater | Unreachable | None = None
            try:
                left = not await self._deleted(address, ids[begin : begin + _AT_ONCE]) or left
            except Exception as error:
                failure = failure_of(error, self._token)
            if failure is not None:  # raised out here, so that the library's error does not travel along
                raise failure
        return not left

    async def tell_staff(self, chat: str, text: str) -> None:
        """Send a plain text to a chat of staff, without a preview of what it links to."""
        failure: TryLater | Unreachable | None = None
        try:
            await self._bot.send_message(chat, text, link_preview_options=LinkPreviewOptions(is_disabled=True))
        except Exception as error:
            failure = failure_of(error, self._token)
        if failure is not None:  # raised out here, so that the library's error does not travel along
            raise failure

    async def _deleted(self, address: str, ids: list[int]) -> bool:
        """Whether these messages are all gone. One that may not be deleted makes Telegram refuse all: then one by one."""
        try:
            return await self._bot.delete_messages(address, ids)
        except BadRequest:
            gone = True
            for number in ids:
                try:
                    await self._bot.delete_message(address, number)
                except BadRequest as error:
                    gone = gone and "not found" in error.message.lower()
            return gone

    async def _send_picture(self, address: str, message: Outbound, png: bytes) -> str | None:
        """Send a picture with the text as its caption; returns Telegram's id, None when it has to be said in words."""
        caption = fit(message.text, message.direction, MessageLimit.CAPTION_LENGTH)
        if len(caption) != 1:
            return None
        failure: TryLater | Unreachable | None = None
        try:
            sent = await self._bot.send_photo(
                address, png, caption=caption[0], reply_markup=_keyboard(message.buttons), filename="picture.png"
            )
            return str(sent.message_id)
        except BadRequest as error:  # it may be the picture that is refused: the words go their own way
            log.warning("telegram_picture_refused", seq=message.seq, error=type(error).__name__)
        except Exception as error:
            failure = failure_of(error, self._token)
        if failure is not None:  # raised out here, so that the library's error does not travel along
            raise failure
        return None


def _keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """One button per row: long titles, in any script, stay whole on a small phone."""
    for button in buttons:
        size = len(button.id.encode())
        if not 1 <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            log.error("telegram_button_id_does_not_fit", bytes=size)
            raise Unreachable(f"a button id of {size} bytes; Telegram takes 1 to 64")
    rows = [[InlineKeyboardButton(button.title, callback_data=button.id)] for button in buttons]
    return InlineKeyboardMarkup(rows) if rows else None
