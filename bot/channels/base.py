"""The contract of a channel. `registry.py` names those there are; `tests/bot/channels/contract.py` holds all to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, runtime_checkable

from starlette.routing import BaseRoute

from bot.messages import Inbound, Outbound

Receive = Callable[[Inbound], Awaitable[None]]
"""Takes a message in. When it returns, the message is stored: only then may a channel confirm it to the provider.
It raises when the message could not be stored: then the channel must not confirm it."""


class Channel(Protocol):
    """One way to reach people."""

    name: str

    def routes(self) -> list[BaseRoute]:
        """What this channel answers over HTTP, mounted at the root of the gateway."""
        ...

    async def start(self, receive: Receive) -> None:
        """Begin to take messages in. Returns at once; work goes on in tasks of the channel's own."""
        ...

    async def stop(self) -> None:
        """Stop taking messages in and free what is held."""
        ...

    async def send(self, address: str, message: Outbound) -> str | None:
        """Send one message; returns the provider's id of it, if there is one: of several parts all, with commas between.

        Raises TryLater when the provider is away or asks to wait, Unreachable when it can never arrive.
        """
        ...

    async def clear(self, address: str, shown: Sequence[str], older: bool) -> bool:
        """Take messages off the phone, ours and theirs. `shown` are the provider's ids of those of the last 48 hours.

        `older` says that there were messages before these. Returns whether nothing is left; raises as `send` does. What is
        gone already is no error: it may be asked twice.
        """
        ...

    async def typing(self, address: str) -> None:
        """Show that an answer is being written, where the channel can. Never raises."""
        ...


@runtime_checkable
class StaffChat(Protocol):
    """A channel that can also write to a chat of staff, which is no person's."""

    async def tell_staff(self, chat: str, text: str) -> None:
        """Send a plain text to a chat, by the provider's number of it. Raises as `Channel.send` does."""
        ...


class TryLater(Exception):
    """The provider could not take the message now."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:g} s")
        self.seconds = seconds


class Unreachable(Exception):
    """The message can never arrive: the person blocked us, or the chat is gone."""
