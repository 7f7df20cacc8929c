"""The chat page in a real browser (Chromium): what a person sees and what stays behind on the device."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot.messages import Button, Inbound, Outbound
from bot.texts import LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE
from tests.bot.channels.web_client import OutboxedWebChannel, served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed"),
]


class Gateway(OutboxedWebChannel):
    """Answers at once: a welcome to a start, Arabic to the button, Dutch with telephone numbers to a text."""

    def __init__(self) -> None:
        super().__init__()
        self.inbounds: list[Inbound] = []
        self.down = False

    async def receive(self, inbound: Inbound) -> None:
        if self.down:
            raise OSError("the database is away")
        if inbound.provider_id in {known.provider_id for known in self.inbounds}:
            return
        self.inbounds.append(inbound)
        seq = len(self.inbounds)
        if inbound.kind == "start":
            answer = Outbound(seq, "Welkom", (Button("العربية", "ar"),))
        elif inbound.kind == "button":
            answer = Outbound(seq, "أهلًا", (Button("نعم", "yes"),), "ar", "rtl")
        else:
            number = f"{LEFT_TO_RIGHT_ISOLATE}112{POP_ISOLATE}"
            answer = Outbound(seq, f"Bel {number} of 06-12345678.\nNiet op 01-02-2026.", (), "nl", "ltr", "assistant")
        await self.send(inbound.sender, answer)


@pytest.fixture
async def gateway() -> Gateway:
    gateway = Gateway()
    await gateway.start(gateway.receive)
    return gateway


@pytest.fixture
async def url(gateway: Gateway) -> AsyncIterator[str]:
    async with served(gateway) as url:
        yield url


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def context(browser: Browser) -> BrowserContext:
    return await browser.new_context(viewport={"width": 360, "height": 640}, locale="nl-NL")


@pytest.fixture
async def page(context: BrowserContext, url: str) -> Page:
    page = await context.new_page()
    await page.goto(url)
    await expect(page.locator(".bubble")).to_have_text(["Welkom"])
    return page


async def write(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.locator("#input").press("Enter")


async def test_a_conversation_and_loading_it_again(page: Page, gateway: Gateway) -> None:
    await page.get_by_role("button", name="العربية").click()
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator("#send")).to_have_text("إرسال")
    await write(page, "<b>één</b>\ntwee")
    bubbles = ["Welkom", "العربية", "أهلًا", "<b>één</b>\ntwee", "Bel 112 of 06-12345678.\nNiet op 01-02-2026."]
    await expect(page.locator(".bubble")).to_have_text(bubbles)
    await expect(page.locator("html")).to_have_attribute("lang", "nl")
    assert await page.locator(".bubble").nth(2).get_attribute("dir") == "rtl"
    assert await page.locator(".choices.older").count() == 2
    await page.reload()
    await expect(page.locator(".bubble")).to_have_text(bubbles)
    assert [inbound.kind for inbound in gateway.inbounds] == ["start", "button", "text"]
    assert len({inbound.sender for inbound in gateway.inbounds}) == 1


async def test_the_page_stays_in_the_persons_language_while_another_is_asked_about(page: Page, gateway: Gateway) -> None:
    await page.get_by_role("button", name="العربية").click()
    await expect(page.locator("html")).to_have_attribute("lang", "ar")
    await gateway.send(gateway.inbounds[0].sender, Outbound(9, "Een andere taal?", (Button("English", "en"),), aside=True))
    await expect(page.locator(".bubble").last).to_have_text("Een andere taal?")
    assert await page.locator(".bubble").last.get_attribute("dir") == "ltr"
    await page.reload()
    await expect(page.locator(".bubble")).to_have_count(4)
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator("#send")).to_have_text("إرسال")


@pytest.mark.parametrize(("language", "direction"), [("nl", "ltr"), ("ar", "rtl")])
async def test_the_arrow_to_the_newest_message_covers_no_button(
    page: Page, gateway: Gateway, language: str, direction: Any
) -> None:
    title = {"nl": "Wie kan mij helpen?", "ar": "من يمكنه مساعدتي؟"}[language]
    buttons = tuple(Button(f"{title} {number}", f"{number}") for number in range(7))
    for seq in (2, 3):
        await gateway.send(gateway.inbounds[0].sender, Outbound(seq, "…\n" * 12, buttons, language, direction))
    await expect(page.locator(".choice")).to_have_count(15)
    arrow = page.locator("#newest")
    for place in range(1, 10):
        choice = page.locator(".choice").nth(place)
        await choice.evaluate("node => node.scrollIntoView({block: 'end'})")
        await expect(arrow).to_be_visible()
        covered = """([x, y]) => document.elementFromPoint(x, y).id === 'newest'"""
        box = await choice.bounding_box()
        assert box is not None
        corners = [(box["x"] + x, box["y"] + y) for x in (3, box["width"] - 3) for y in (3, box["height"] - 3)]
        assert not any([await page.evaluate(covered, list(corner)) for corner in corners])
        over, log = await arrow.bounding_box(), await page.locator("#log").bounding_box()
        assert over is not None and log is not None and over["y"] >= log["y"] + log["height"]
    await arrow.click()
    await expect(arrow).to_be_hidden()
    await expect(page.locator(".choice").last).to_be_in_viewport()


async def test_clearing_leaves_nothing_on_the_page_nor_in_the_tab(page: Page, gateway: Gateway) -> None:
    await write(page, "iets geheims")
    await expect(page.locator(".bubble")).to_have_count(3)
    token = gateway.inbounds[0].sender
    gateway.outbox.sent[token] = [Outbound(7, "", clears=True)]
    await gateway.clear(token, [], older=False)
    await expect(page.locator(".bubble")).to_have_count(0)
    assert "geheims" not in await page.content() + str(await page.evaluate("JSON.stringify(sessionStorage)"))
    await page.reload()
    await expect(page.locator("#composer")).to_be_visible()
    gateway.outbox.sent[token].append(Outbound(8, "Hallo"))
    await gateway.send(token, Outbound(9, "Daar ben ik"))
    await expect(page.locator(".bubble")).to_have_text(["Hallo", "Daar ben ik"])


async def test_after_everything_was_erased_only_the_farewell_stands_on_the_page(page: Page, gateway: Gateway) -> None:
    await write(page, "iets geheims")
    await expect(page.locator(".bubble")).to_have_count(3)
    token = gateway.inbounds[0].sender
    gateway.outbox.sent[token] = []
    await gateway.send(token, Outbound(7, "Alles is gewist", afresh=True))
    await expect(page.locator(".bubble")).to_have_text(["Alles is gewist"])
    assert "geheims" not in await page.content() + str(await page.evaluate("JSON.stringify(sessionStorage)"))
    await page.reload()
    await expect(page.locator(".bubble")).to_have_text(["Alles is gewist"])
    await write(page, "weer hier")
    await expect(page.locator(".bubble")).to_have_text(["Alles is gewist", "weer hier"])


async def test_a_page_that_was_away_while_it_was_cleared_clears_when_it_comes_back(page: Page, gateway: Gateway) -> None:
    await write(page, "iets geheims")
    await expect(page.locator(".bubble")).to_have_count(3)
    token = gateway.inbounds[0].sender
    gateway.outbox.sent[token] = [Outbound(7, "", clears=True)]
    await page.reload()
    await expect(page.locator("#typing")).to_be_hidden()
    await expect(page.locator(".bubble")).to_have_count(0)
    await page.wait_for_function("!sessionStorage.getItem('wegwijs').includes('geheims')")


async def test_what_is_written_is_never_markup_and_numbers_can_be_called(page: Page) -> None:
    await write(page, "<img src=x onerror=alert(1)>")
    await expect(page.locator(".bubble a")).to_have_count(2)
    links: Any = await page.locator(".bubble a").evaluate_all("links => links.map((link) => link.href)")
    assert links == ["tel:112", "tel:0612345678"]
    assert await page.locator("#log img").count() == 0


async def test_another_tab_is_another_person(page: Page, context: BrowserContext, url: str, gateway: Gateway) -> None:
    other = await context.new_page()
    await other.goto(url)
    await expect(other.locator(".bubble")).to_have_text(["Welkom"])
    assert len({inbound.sender for inbound in gateway.inbounds}) == 2


async def test_what_could_not_be_sent_is_told_and_sent_later(page: Page, gateway: Gateway) -> None:
    gateway.down = True
    await write(page, "Komt dit aan?")
    await expect(page.locator(".own .state")).to_contain_text("Wordt verstuurd")
    await page.reload()
    await expect(page.locator(".own .bubble")).to_have_text(["Komt dit aan?"])
    gateway.down = False
    await expect(page.locator(".own .state")).to_have_text("", timeout=15_000)
    assert [inbound.text for inbound in gateway.inbounds] == ["", "Komt dit aan?"]


async def test_what_is_too_long_is_told_and_not_cut(page: Page, gateway: Gateway) -> None:
    await write(page, "x" * 4001)
    await expect(page.locator("#length")).to_contain_text("te lang")
    assert len(await page.locator("#input").input_value()) == 4001
    assert len(gateway.inbounds) == 1


async def test_leaving_leaves_nothing(page: Page, gateway: Gateway) -> None:
    await write(page, "mijn geheim")
    await expect(page.locator(".bubble")).to_have_count(3)
    await page.locator("#input").fill("nog een geheim")
    await page.locator("#leave").click()
    await page.locator("#leave-dialog [value=leave]").click()
    await expect(page.locator("#left")).to_be_visible()
    assert await page.evaluate("sessionStorage.length") == 0
    assert "geheim" not in await page.content()
    assert await page.locator("#input").input_value() == ""
    await asyncio.sleep(0.3)
    assert len(gateway.inbounds) == 2
    await page.locator("#new").click()
    await expect(page.locator(".bubble")).to_have_text(["Welkom"])
    assert len({inbound.sender for inbound in gateway.inbounds}) == 2


async def test_who_is_gone_for_a_quarter_of_an_hour_leaves_nothing(context: BrowserContext, url: str) -> None:
    await context.clock.install()
    page = await context.new_page()
    await page.goto(url)
    await expect(page.locator(".bubble")).to_have_text(["Welkom"])
    await context.clock.fast_forward("14:01")
    await context.clock.run_for(6000)
    await expect(page.locator("#idle")).to_be_visible()
    await page.locator("#idle button").click()
    await expect(page.locator("#idle")).to_be_hidden()
    await context.clock.fast_forward("15:01")
    await context.clock.run_for(6000)
    await expect(page.locator("#left")).to_be_visible()
    assert await page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everyone_can_use_it(browser: Browser, url: str, scheme: Any) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 640}, locale="nl-NL", color_scheme=scheme)
    await page.goto(url)
    await page.get_by_role("button", name="العربية").click()
    await expect(page.locator(".bubble")).to_have_count(3)
    assert (await Axe().run(page)).response["violations"] == []
    await page.locator("#leave").click()
    assert (await Axe().run(page)).response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_a_code_in_the_address_is_written_down_but_not_sent(context: BrowserContext, url: str, gateway: Gateway) -> None:
    page = await context.new_page()
    await page.goto(f"{url}/#12345678")
    await expect(page.locator("#input")).to_have_value("12345678")
    await expect(page.locator(".bubble")).to_have_text(["Welkom"])
    assert [inbound.kind for inbound in gateway.inbounds] == ["start"]
    assert "#" not in page.url
