"""Pictures in the web chat: who may open them, and what the page is told of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.pictures.draw import size_of
from tests.bot.channels.contract import outbound, pictured
from tests.bot.channels.web_client import Browser, OutboxedWebChannel, served
from tests.bot.pictures.drawing import needs_fonts

pytestmark = [needs_fonts, pytest.mark.integration]
OTHER = "u" * 43


@pytest.fixture
def channel() -> OutboxedWebChannel:
    return OutboxedWebChannel()


@pytest.fixture
async def browser(channel: OutboxedWebChannel) -> AsyncIterator[Browser]:
    async with served(channel) as url:
        browser = Browser(url)
        yield browser
        await browser.close()


async def test_the_page_is_told_where_it_is_how_large_and_what_it_says(browser: Browser, channel: OutboxedWebChannel) -> None:
    await channel.send(browser.address, pictured("Dit is uw weg."))
    async with browser.stream() as stream:
        (message,) = await stream.until_ready()
    told = message["picture"]
    assert message["text"] == "Dit is uw weg." and set(told) == {"address", "width", "height", "words"}
    assert told["address"] == "chat/pictures/1" and "Buiten (u bent hier)" in told["words"]
    response = await browser.http.get(told["address"], headers=browser.authorized)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert response.headers["cache-control"] == "no-store"
    assert size_of(response.content) == (told["width"], told["height"])


async def test_nobody_else_opens_it(browser: Browser, channel: OutboxedWebChannel) -> None:
    await channel.send(browser.address, pictured("Dit is uw weg."))
    await channel.send(OTHER, outbound("niets", seq=1))
    for headers, status in (({}, 401), ({"Authorization": f"Bearer {OTHER}"}, 404), ({"Authorization": "Bearer x"}, 401)):
        response = await browser.http.get("/chat/pictures/1", headers=headers)
        assert response.status_code == status and not response.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("address", ["0", "2", "3", "-1", "1e1", "x", "9" * 18, "9" * 40, "1/2", "%D9%A1"])
async def test_what_is_no_picture_is_not_here(browser: Browser, channel: OutboxedWebChannel, address: str) -> None:
    await channel.send(browser.address, pictured("Dit is uw weg."))
    await channel.send(browser.address, outbound("zonder", seq=2))
    assert (await browser.http.get(f"/chat/pictures/{address}", headers=browser.authorized)).status_code == 404


async def test_while_the_outbox_cannot_be_read_it_can_be_asked_again(browser: Browser, channel: OutboxedWebChannel) -> None:
    await channel.send(browser.address, pictured("Dit is uw weg."))
    channel.outbox.broken = True
    response = await browser.http.get("/chat/pictures/1", headers=browser.authorized)
    assert response.status_code == 503 and "retry-after" in response.headers


async def test_what_cannot_be_drawn_is_logged_without_its_words(browser: Browser, channel: OutboxedWebChannel) -> None:
    with capture_logs() as logs:
        await channel.send(browser.address, pictured("Dit is uw weg.", layout="round"))
        async with browser.stream() as stream:
            (message,) = await stream.until_ready()
    assert "picture" not in message and message["text"].endswith("- later")
    assert [line["event"] for line in logs] == ["picture_not_drawn"] and "weg" not in str(logs)
    assert (await browser.http.get("/chat/pictures/1", headers=browser.authorized)).status_code == 404
