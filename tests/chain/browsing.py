"""People in a real browser: somebody in the web chat, and a client manager in the portal."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.chain.talking import WAIT, Talker

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
SOON = 5000  # milliseconds within which an open page must show what is new


class WebPerson(Talker):
    """Somebody in the web chat, on a phone."""

    def __init__(self, browser: Browser, address: str, language: str, wait: float = WAIT) -> None:
        super().__init__(language, wait)
        self.page: Page = browser.new_context(viewport=PHONE, locale="nl-NL").new_page()  # type: ignore[arg-type]
        self._address = address

    def told(self) -> list[str]:
        return self.page.locator(".message.theirs .bubble").all_inner_texts()

    def starts(self) -> None:
        self.page.goto(self._address)

    def types(self, text: str) -> None:
        self.page.locator("#input").fill(text)
        self.page.locator("#input").press("Enter")

    def clicks(self, title: str) -> None:
        self.page.locator("button.choice").get_by_text(title, exact=True).last.click()

    def offered(self) -> list[str]:
        groups = self.page.locator(".choices")
        return groups.last.locator("button.choice").all_inner_texts() if groups.count() else []

    def pause(self) -> None:
        self.page.wait_for_timeout(30)


class PortalReader:
    """A client manager who is logged in."""

    def __init__(self, browser: Browser, address: str, email: str, password: str) -> None:
        self.address = address
        self.page: Page = browser.new_context(viewport=DESKTOP, locale="nl-NL").new_page()  # type: ignore[arg-type]
        self.page.goto(f"{address}/portal")
        self.page.get_by_label("E-mailadres").fill(email)
        self.page.get_by_label("Wachtwoord").fill(password)
        self.page.get_by_role("button", name="Inloggen").click()
        expect(self.page.get_by_role("heading", name="Aanvragen", level=1)).to_be_visible()

    def case(self, handover_id: str, within: int = SOON) -> None:
        """Wait for a handover in the open list, without loading the page again."""
        expect(self.page.locator(f"#case-{handover_id}")).to_be_visible(timeout=within)

    def opens(self, handover_id: str) -> None:
        self.page.locator(f"#case-{handover_id}").click()
        expect(self.page.get_by_role("heading", name="Samenvatting")).to_be_visible()

    def does(self, button: str, notice: str | re.Pattern[str] = "") -> None:
        """Press a button of the page; `notice` is what the page must say then."""
        self.page.get_by_role("button", name=button, exact=True).click()
        if notice:
            expect(self.page.locator("[data-notice]")).to_contain_text(notice)

    def writes(self, text: str) -> None:
        self.page.get_by_label("Bericht aan de persoon").fill(text)
        self.does("Versturen")
        expect(self.page.locator("#messages")).to_contain_text(text)


def photograph(page: Page, folder: Path, name: str) -> None:
    """Keep how a page looks on a desk and on a phone."""
    before = page.viewport_size
    for kind, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.wait_for_timeout(150)
        page.screenshot(path=folder / f"{name}-{kind}.png", full_page=True)
    if before:
        page.set_viewport_size(before)
