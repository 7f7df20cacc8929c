"""The web chat over real HTTP: the contract of channels, and the stream of answers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.channels import web
from bot.messages import Outbound
from tests.bot.channels.contract import ChannelContract, Received, eventually, outbound
from tests.bot.channels.web_client import Browser, OutboxedWebChannel, Stream, ignore, served

pytestmark = pytest.mark.integration


@pytest.fixture
def channel() -> OutboxedWebChannel:
    return OutboxedWebChannel()


@pytest.fixture
async def provider(channel: OutboxedWebChannel) -> AsyncIterator[Browser]:
    async with served(channel) as url:
        browser = Browser(url)
        yield browser
        await browser.close()


class TestContract(ChannelContract):
    """What every channel must do."""

    @pytest.fixture
    def provider(self, provider: Browser) -> Browser:
        return provider

    @pytest.fixture
    async def channel(self, channel: OutboxedWebChannel) -> OutboxedWebChannel:
        return channel


async def fill(channel: OutboxedWebChannel, token: str, count: int) -> None:
    for seq in range(1, count + 1):
        await channel.send(token, outbound(f"message {seq}", "Yes", seq=seq))


async def test_clearing_is_told_to_an_open_stream(provider: Browser, channel: OutboxedWebChannel) -> None:
    async with provider.stream() as stream:
        assert await stream.until_ready() == []
        channel.outbox.sent[provider.address] = [Outbound(3, "", clears=True)]
        assert await channel.clear(provider.address, [], older=True), "the page forgets all there is"
        name, last, message = await stream.event()
    assert (name, last, message["clears"], message["text"]) == ("message", "3", True, "")


async def test_a_message_in_the_stream(provider: Browser, channel: OutboxedWebChannel) -> None:
    await channel.send(provider.address, outbound("één\nمرحبا\u2028😀", "نعم", seq=7, rtl=True))
    async with provider.stream() as stream:
        assert stream.response.headers["content-type"].startswith("text/event-stream")
        assert await stream.event() == (
            "message",
            "7",
            {
                "seq": 7,
                "text": "één\nمرحبا\u2028😀",
                "buttons": [{"id": "id-0", "title": "نعم"}],
                "language": "ar",
                "direction": "rtl",
                "author": "assistant",
                "clears": False,
                "aside": False,
                "afresh": False,
            },
        )
        assert (await stream.event())[0] == "ready"


async def test_a_new_person_has_an_empty_stream(provider: Browser) -> None:
    async with provider.stream() as stream:
        assert await stream.until_ready() == []


async def test_resuming(provider: Browser, channel: OutboxedWebChannel) -> None:
    await fill(channel, provider.address, 5)
    async with provider.stream(after="3") as stream:
        assert [message["seq"] for message in await stream.until_ready()] == [4, 5]
    async with provider.stream(query="?after=4") as stream:
        assert [message["seq"] for message in await stream.until_ready()] == [5]


@pytest.mark.parametrize("after", ["rubbish", "-1", "1e3", "9" * 40, "%D9%A3", "4 OR 1=1"])
async def test_resuming_after_rubbish_begins_at_the_beginning(
    provider: Browser, channel: OutboxedWebChannel, after: str
) -> None:
    await fill(channel, provider.address, 2)
    async with provider.stream(query=f"?after={after}") as stream:
        assert len(await stream.until_ready()) == 2


async def test_nobody_reads_another_persons_messages(provider: Browser, channel: OutboxedWebChannel) -> None:
    await fill(channel, "u" * 43, 3)
    async with provider.stream() as stream:
        assert await stream.until_ready() == []
        await channel.send("u" * 43, outbound("not for you", seq=9))
        with pytest.raises(asyncio.TimeoutError):
            await stream.event(0.5)


async def test_what_this_process_sends_is_there_at_once(provider: Browser, channel: OutboxedWebChannel) -> None:
    async with provider.stream() as stream:
        await stream.until_ready()
        await asyncio.sleep(0.1)
        began = time.monotonic()
        for seq in range(1, 4):
            await channel.send(provider.address, outbound("hello", seq=seq))
        assert [(await stream.event())[1] for _ in range(3)] == ["1", "2", "3"]
        assert time.monotonic() - began < web.LOOK_EACH / 2


async def test_what_another_process_sends_is_there_soon(provider: Browser, channel: OutboxedWebChannel) -> None:
    async with provider.stream() as stream:
        await stream.until_ready()
        channel.outbox.sent[provider.address] = [outbound("from elsewhere", seq=1)]
        assert (await stream.event(web.LOOK_EACH + 1))[2]["text"] == "from elsewhere"


async def test_every_tab_gets_the_message(provider: Browser, channel: OutboxedWebChannel) -> None:
    async with provider.stream() as one, provider.stream() as other:
        await one.until_ready()
        await other.until_ready()
        await channel.send(provider.address, outbound("hello"))
        assert (await one.event())[1] == (await other.event())[1] == "1"


async def test_typing_is_shown(provider: Browser, channel: OutboxedWebChannel) -> None:
    async with provider.stream() as stream:
        await stream.until_ready()
        await channel.typing(provider.address)
        assert (await stream.event(0.8))[:2] == ("typing", "")


async def test_a_ping_keeps_the_stream_open(
    provider: Browser, channel: OutboxedWebChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PING", 0.1)

    async def ping(stream: Stream) -> bool:
        return any([line.startswith(": ping") async for line in stream.response.aiter_lines()])

    async with provider.stream() as stream:
        asyncio.get_running_loop().call_later(0.5, lambda: asyncio.ensure_future(channel.stop()))
        assert await asyncio.wait_for(ping(stream), 5)


async def test_the_stream_outlives_a_broken_outbox(
    provider: Browser, channel: OutboxedWebChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "AWAY", 0.05)
    channel.outbox.broken = True
    with capture_logs() as logs:
        async with provider.stream() as stream:
            await eventually(lambda: channel.outbox.looks >= 3)
            channel.outbox.broken = False
            await channel.send(provider.address, outbound("hello again"))
            assert (await stream.event())[2]["text"] == "hello again"
    assert [line["event"] for line in logs] == ["web_outbox_unreadable"]


async def test_a_stream_that_is_left_is_forgotten(provider: Browser, channel: OutboxedWebChannel) -> None:
    async with provider.stream() as stream:
        await stream.until_ready()
        assert channel._listeners
    await eventually(lambda: not channel._listeners)


async def test_the_oldest_stream_gives_way(provider: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "STREAMS_OF_TOKEN", 1)
    async with provider.stream() as old:
        await old.until_ready()
        async with provider.stream() as new:
            await new.until_ready()
            with pytest.raises(StopAsyncIteration):
                await old.event(2)


async def test_too_many_streams_from_one_address(provider: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "STREAMS_FROM_ADDRESS", 1)
    async with provider.stream() as first:
        await first.until_ready()
        async with provider.stream() as second:
            assert second.response.status_code == 429
            assert int(second.response.headers["retry-after"]) > 0


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer short", f"Basic {'t' * 43}", f"Bearer {'é' * 43}"])
async def test_no_stream_without_a_token(provider: Browser, authorization: str) -> None:
    response = await provider.http.get("/chat/stream", headers={b"Authorization": authorization.encode()})
    assert (response.status_code, response.json()) == (401, {"code": "no_token"})


async def test_stopping_ends_the_streams(provider: Browser, channel: OutboxedWebChannel) -> None:
    await channel.start(ignore)
    async with provider.stream() as stream:
        await stream.until_ready()
        await channel.stop()
        with pytest.raises(StopAsyncIteration):
            await stream.event(2)
    async with provider.stream() as stream:
        assert stream.response.status_code == 503


async def test_no_log_holds_a_message_or_a_token(
    provider: Browser, channel: OutboxedWebChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    received = Received()
    received.refuse_next = 1
    await channel.start(received)
    with capture_logs() as logs:
        assert (await provider.say("my secret")).status_code == 503
        async with provider.stream() as stream:
            await stream.until_ready()
            await channel.send(provider.address, outbound("your secret"))
            await stream.event()
    told = str(logs) + "".join(r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "httpcore")))
    assert "web_message_not_stored" in told
    assert "secret" not in told
    assert provider.address not in told
