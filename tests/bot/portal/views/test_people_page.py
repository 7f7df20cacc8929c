"""The page of one's own people in a real browser (Chromium): everybody can use it."""

from __future__ import annotations

import os
import shutil

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright

from tests.bot.channels.test_web_page import ARGUMENTS
from tests.bot.portal.world import World
from tests.people import linked

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed"),
]


@pytest.mark.parametrize("role", ["manager", "lead"])
async def test_everyone_can_use_it(world: World, role: str) -> None:
    anna_id, bea = world.manager(), world.manager("Bea")
    world.services.managers.set_roles("anna@gemeente.nl", [role])
    linked(world.services, world.person(), anna_id)
    anna = world.log_in()
    form = {"csrf": anna.get("/portal/people").text.split('name="csrf" value="')[1].split('"')[0]}
    day = {"stand_in_id": bea, "first_day": "2999-01-01", "last_day": "2999-01-02"}
    anna.post("/portal/people/stand-in", data={**form, **day})
    pages = [anna.post("/portal/people/code", data=form).text, anna.post("/portal/people/stand-in", data=form).text]
    files = {path: anna.get(f"/portal/static/{path}").text for path in ("vendor/theme.css", "vendor/index.css", "portal.css")}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for text in pages:
            page = await browser.new_page(viewport={"width": 360, "height": 640})
            await page.set_content(text)
            for style in files.values():
                await page.add_style_tag(content=style)
            assert (await Axe().run(page)).response["violations"] == []
        await browser.close()
