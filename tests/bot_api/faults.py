"""What can go wrong on demand: a test queues a fault for the next calls of a method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.bot_api.answers import ApiError


@dataclass(frozen=True)
class Fault:
    """`answer`: refuse. `hang`: never answer. `drop`: do it, then close the connection. `garbage`: answer with HTML."""

    kind: Literal["answer", "hang", "drop", "garbage"]
    error: ApiError | None = None


def fine() -> Fault:
    """Nothing goes wrong: to let some calls pass before the one that fails."""
    return Fault("answer")


def too_many_requests(retry_after: int = 1) -> Fault:
    """429: the flood limit."""
    return Fault("answer", ApiError(429, f"retry after {retry_after}", {"retry_after": retry_after}))


def blocked() -> Fault:
    """403: the person blocked the bot."""
    return Fault("answer", ApiError(403, "bot was blocked by the user"))


def server_error() -> Fault:
    """500."""
    return Fault("answer", ApiError(500))


def refused(code: int, description: str = "") -> Fault:
    """Any other refusal."""
    return Fault("answer", ApiError(code, description))


def hang() -> Fault:
    """The connection stays open and nothing comes; the call has no effect."""
    return Fault("hang")


def accept_and_drop() -> Fault:
    """The call takes effect, but the caller never hears of it: the reason why messages can be sent twice."""
    return Fault("drop")


def garbage() -> Fault:
    """502 from something in between that is not the Bot API."""
    return Fault("garbage")
