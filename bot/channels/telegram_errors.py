"""What an error of Telegram's library means: to the one who polls, to the one who sends, or to nobody."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import TryLater, Unreachable


def trouble_of(error: Exception) -> str:
    """Which trouble an error of the library is."""
    if isinstance(error, RetryAfter):
        return "flood"
    if isinstance(error, Conflict):
        return "conflict"
    if isinstance(error, InvalidToken):
        return "token"
    if isinstance(error, TimedOut):
        return "network"
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        # No answer at all has the error of the HTTP client as its cause; a bad answer has none, or a parsing error.
        return "server" if error.__cause__ is None or isinstance(error.__cause__, TelegramError) else "network"
    return "server" if type(error) is TelegramError else "unexpected"


def failure_of(error: Exception, token: str) -> TryLater | Unreachable:
    """What an error means for the one who wanted to send. Never carries the token of the bot."""
    if isinstance(error, RetryAfter):
        return TryLater(seconds_asked(error))
    if isinstance(error, (Forbidden, BadRequest, ChatMigrated)):
        return Unreachable(f"Telegram refuses: {error.message.replace(token, '…')}")
    return TryLater(60.0 if isinstance(error, InvalidToken) else 5.0)


def seconds_asked(error: RetryAfter) -> float:
    """How long Telegram asks to wait. The library is changing the type, and warns of it at each look."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


async def at_best(work: Awaitable[Any]) -> None:
    """Do it if it can be done: nobody depends on it."""
    with contextlib.suppress(Exception):
        await work
