"""Pictures on the chat page, in a real browser: shown, with their room kept free, and said in words when they do not come."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, async_playwright, expect

from bot.messages import Inbound
from tests.bot.channels.contract import pictured
from tests.bot.channels.web_client import OutboxedWebChannel, served
from tests.bot.pictures.drawing import needs_fonts

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    needs_fonts,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed"),
]
ROOM = "image => [image.clientWidth, image.clientHeight]"


class Gateway(OutboxedWebChannel):
    """Answers a start with a picture."""

    async def receive(self, inbound: Inbound) -> None:
        if inbound.kind == "start":
            await self.send(inbound.sender, pictured("Dit is uw weg.", "Goed"))


@pytest.fixture
async def url() -> AsyncIterator[str]:
    gateway = Gateway()
    await gateway.start(gateway.receive)
    async with served(gateway) as url:
        yield url


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield await browser.new_page(viewport={"width": 360, "height": 640}, locale="nl-NL")
        await browser.close()


async def test_a_picture_is_shown_above_its_text(page: Page, url: str) -> None:
    await page.goto(url)
    picture = page.locator("img.picture")
    await expect(picture).to_have_js_property("naturalWidth", 1080, timeout=15_000)
    assert await picture.get_attribute("alt") == "Uw weg\n🏠 Thuis\n- eerst\nBuiten (u bent hier)\n- daarna\n- later"
    await expect(page.locator(".bubble")).to_have_text(["Dit is uw weg."])
    width, height = await picture.evaluate(ROOM)
    assert 300 < width <= 360 and height > 100
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def test_it_has_its_room_before_it_is_there(page: Page, url: str) -> None:
    arrives = asyncio.Event()

    async def later(route: Route) -> None:
        await arrives.wait()
        await route.continue_()

    await page.route("**/chat/pictures/*", later)
    await page.goto(url)
    picture = page.locator("img.picture")
    await expect(picture).to_be_visible()
    before = await picture.evaluate(ROOM)
    arrives.set()
    await expect(picture).to_have_js_property("naturalWidth", 1080, timeout=15_000)
    assert await picture.evaluate(ROOM) == before


async def test_what_does_not_come_is_said_in_words(page: Page, url: str) -> None:
    await page.route("**/chat/pictures/*", lambda route: route.fulfill(status=404))
    await page.goto(url)
    await expect(page.locator(".bubble")).to_contain_text("Buiten (u bent hier)")
    assert await page.locator("img.picture").count() == 0
