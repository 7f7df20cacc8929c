"""What every channel must do, whatever the vendor.

A test module of a channel derives from `ChannelContract` and gives two fixtures: `provider`, the other side as a
`Provider`, and `channel`, the channel that talks to it, not started yet.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import NamedTuple

import pytest

from bot.channels.base import Channel, TryLater, Unreachable
from bot.messages import Button, Inbound, Kind, Outbound, Picture
from tests.bot.pictures.drawing import needs_fonts


class Shown(NamedTuple):
    """A message as the person sees it."""

    id: str
    text: str
    buttons: list[str]


class Provider(ABC):
    """The other side of a channel: the vendor, and one person who uses it."""

    address: str
    """What the channel must call this person."""
    kinds: frozenset[Kind]
    """What a person can send here, besides buttons."""

    @abstractmethod
    async def sends(self, kind: Kind, text: str = "") -> None:
        """The person sends something, with this text where the kind has one."""

    @abstractmethod
    async def presses(self, title: str) -> None:
        """The person presses a button that they see."""

    @abstractmethod
    async def repeats(self) -> None:
        """The vendor delivers the newest message again, though it was confirmed."""

    @abstractmethod
    async def confirmed(self) -> bool:
        """Whether the vendor thinks that we have everything."""

    @abstractmethod
    async def shown(self) -> list[Shown]:
        """What the person has got, in order."""

    @abstractmethod
    async def picture(self) -> bytes | None:
        """The picture of the newest message that the person has got; None when it has none."""

    async def goes_away(self) -> None:
        """From now on the vendor answers nothing."""
        pytest.skip("this channel has no vendor")

    async def blocks(self) -> None:
        """The person refuses our messages from now on."""
        pytest.skip("nobody can block this channel")


class Received(list[Inbound]):
    """Takes messages in as the gateway does, and can refuse some."""

    def __init__(self) -> None:
        super().__init__()
        self.attempts: list[Inbound] = []
        self.refuse_next = 0

    async def __call__(self, inbound: Inbound) -> None:
        self.attempts.append(inbound)
        if self.refuse_next > 0:
            self.refuse_next -= 1
            raise OSError("the database is away")
        self.append(inbound)

    async def until(self, count: int, seconds: float = 5.0) -> list[Inbound]:
        """Wait until so many are in."""
        await eventually(lambda: len(self) >= count, seconds)
        return self


async def eventually(condition: object, seconds: float = 5.0) -> None:
    """Wait until a condition (plain or async) holds."""
    assert callable(condition)
    ends = time.monotonic() + seconds
    while True:
        holds = condition()
        if asyncio.iscoroutine(holds):
            holds = await holds
        if holds:
            return
        assert time.monotonic() < ends, f"not so within {seconds:g} s"
        await asyncio.sleep(0.01)


def outbound(text: str, *titles: str, seq: int = 1, rtl: bool = False) -> Outbound:
    """A message to send; the id of each button is `id-` and its place."""
    buttons = tuple(Button(title, f"id-{place}") for place, title in enumerate(titles))
    return Outbound(seq, text, buttons, "ar" if rtl else "nl", "rtl" if rtl else "ltr")


def pictured(text: str, *titles: str, layout: str = "path") -> Outbound:
    """A message with a picture."""
    picture = Picture(layout, "Uw weg", (("🏠 Thuis", ("eerst",)), ("Buiten", ("daarna", "later"))), 2, "u bent hier")
    return replace(outbound(text, *titles), picture=picture)


class ChannelContract:
    """Holds a channel to the contract of `bot/channels/base.py`."""

    @pytest.fixture
    def provider(self) -> Provider:
        """The other side."""
        raise NotImplementedError

    @pytest.fixture
    async def channel(self, provider: Provider) -> Channel:
        """The channel, not started."""
        raise NotImplementedError

    @pytest.fixture
    async def received(self, channel: Channel, provider: Provider) -> AsyncIterator[Received]:
        """What a started channel hands over. The person has said hello already, and that is not in it."""
        received = Received()
        await channel.start(received)
        await provider.sends("text", "hello")
        await received.until(1)
        await eventually(provider.confirmed)
        received.clear()
        received.attempts.clear()
        yield received
        await channel.stop()

    def test_it_has_a_name_and_tells_its_routes(self, channel: Channel) -> None:
        assert channel.name
        assert isinstance(channel.routes(), list)

    async def test_every_kind_arrives(self, provider: Provider, channel: Channel, received: Received) -> None:
        for place, kind in enumerate(sorted(provider.kinds), start=1):
            await provider.sends(kind, "some words")
            newest = (await received.until(place))[-1]
            assert (newest.kind, newest.channel, newest.sender) == (kind, channel.name, provider.address)
            assert newest.provider_id
            if kind in ("text", "edited"):
                assert newest.text == "some words"
        assert len({inbound.provider_id for inbound in received}) == len(received)

    async def test_what_looks_like_a_command_is_text(self, provider: Provider, received: Received) -> None:
        typed = ["/restart", '/greet{"language":"en"}', "/delete_my_data", "b:1", "/starting"]
        for text in typed:
            await provider.sends("text", text)
        assert [(inbound.kind, inbound.text) for inbound in await received.until(5)] == [("text", t) for t in typed]

    async def test_order_is_kept(self, provider: Provider, received: Received) -> None:
        for number in range(20):
            await provider.sends("text", f"line {number}")
        assert [inbound.text for inbound in await received.until(20)] == [f"line {number}" for number in range(20)]

    async def test_same_id_twice_is_handed_over_twice(self, provider: Provider, received: Received) -> None:
        await provider.sends("text", "once")
        await received.until(1)
        await eventually(provider.confirmed)
        await provider.repeats()
        first, second = await received.until(2)
        assert (first.provider_id, first.text) == (second.provider_id, second.text)

    async def test_what_was_not_stored_comes_again_and_before_what_follows(
        self, provider: Provider, received: Received
    ) -> None:
        received.refuse_next = 2
        await provider.sends("text", "first")
        await eventually(lambda: received.attempts)
        assert not await provider.confirmed()
        await provider.sends("text", "second")
        assert [inbound.text for inbound in await received.until(2)] == ["first", "second"]
        assert len({inbound.provider_id for inbound in received.attempts}) == 2
        assert len(received.attempts) == 4
        await eventually(provider.confirmed)

    async def test_a_message_is_shown_with_its_buttons(self, provider: Provider, channel: Channel, received: Received) -> None:
        given = await channel.send(provider.address, outbound("Which one?", "ጽቡቕ", "نعم"))
        shown = (await provider.shown())[-1]
        assert (shown.text, shown.buttons) == ("Which one?", ["ጽቡቕ", "نعم"])
        assert given in (None, shown.id)

    @needs_fonts
    async def test_a_picture_is_shown_with_the_text_and_the_buttons(
        self, provider: Provider, channel: Channel, received: Received
    ) -> None:
        await channel.send(provider.address, pictured("Dit is uw weg.", "Goed"))
        shown = (await provider.shown())[-1]
        assert (shown.text, shown.buttons) == ("Dit is uw weg.", ["Goed"])
        png = await provider.picture()
        assert png is not None and png.startswith(b"\x89PNG")
        await channel.send(provider.address, outbound("Zonder.", seq=2))
        assert await provider.picture() is None

    async def test_a_picture_that_cannot_be_drawn_is_said_in_words(
        self, provider: Provider, channel: Channel, received: Received
    ) -> None:
        await channel.send(provider.address, pictured("Dit is uw weg.", "Goed", layout="round"))
        shown = (await provider.shown())[-1]
        assert shown.text == "Dit is uw weg.\n\nUw weg\n🏠 Thuis\n- eerst\nBuiten (u bent hier)\n- daarna\n- later"
        assert shown.buttons == ["Goed"] and await provider.picture() is None

    async def test_a_pressed_button_comes_back_by_its_id(
        self, provider: Provider, channel: Channel, received: Received
    ) -> None:
        await channel.send(provider.address, outbound("Which one?", "Yes", "No"))
        await provider.presses("No")
        (inbound,) = await received.until(1)
        assert (inbound.kind, inbound.button, inbound.sender) == ("button", "id-1", provider.address)

    async def test_a_blocked_person_is_unreachable(self, provider: Provider, channel: Channel, received: Received) -> None:
        await provider.blocks()
        with pytest.raises(Unreachable):
            await channel.send(provider.address, outbound("hello"))

    async def test_a_vendor_that_is_away_means_try_later(
        self, provider: Provider, channel: Channel, received: Received
    ) -> None:
        await provider.goes_away()
        with pytest.raises(TryLater) as raised:
            await channel.send(provider.address, outbound("hello"))
        assert 0 < raised.value.seconds <= 60

    async def test_clearing_may_be_asked_twice(self, provider: Provider, channel: Channel, received: Received) -> None:
        given = await channel.send(provider.address, outbound("hello"))
        for _ in range(2):
            assert await channel.clear(provider.address, [given] if given else [], older=False)

    async def test_typing_never_raises(self, provider: Provider, channel: Channel, received: Received) -> None:
        await channel.typing(provider.address)
        await channel.typing("not an address")

    async def test_typing_never_raises_when_the_vendor_is_away(
        self, provider: Provider, channel: Channel, received: Received
    ) -> None:
        await provider.goes_away()
        await channel.typing(provider.address)

    async def test_stop_is_quick_and_final(self, provider: Provider, channel: Channel, received: Received) -> None:
        began = time.monotonic()
        await channel.stop()
        assert time.monotonic() - began < 10
        await provider.sends("text", "anybody there?")
        await asyncio.sleep(0.1)
        assert received == []

    async def test_stop_is_quick_while_storing_hangs(self, provider: Provider, channel: Channel) -> None:
        entered = asyncio.Event()

        async def receive(inbound: Inbound) -> None:
            entered.set()
            await asyncio.sleep(60)

        await channel.start(receive)
        sending = asyncio.ensure_future(provider.sends("text", "hello"))
        await asyncio.wait_for(entered.wait(), 5)
        began = time.monotonic()
        await channel.stop()
        assert time.monotonic() - began < 10
        assert not await provider.confirmed(), "it was not stored, so it must come again"
        sending.cancel()

    async def test_stop_without_start(self, channel: Channel) -> None:
        await channel.stop()
