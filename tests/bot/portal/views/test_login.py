"""Entering and leaving the portal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services import managers
from tests.bot.portal.world import PASSWORD, World, enter, field


def test_before_any_account_the_page_says_how_to_make_one(world: World) -> None:
    page = world.browser().get("/portal/login")
    assert page.status_code == 200
    assert "python -m bot create-manager" in page.text
    assert "<form" not in page.text


def test_right(world: World) -> None:
    page = world.log_in().get("/portal/")
    assert page.status_code == 200
    assert "Anna" in page.text and "Niemand wacht op antwoord" in page.text


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("anna@gemeente.nl", "wrong"),
        ("nobody@gemeente.nl", PASSWORD),
        ("", ""),
        ("\0'--", "\0"),
        ("x" * 9999, "é" * 9999),
    ],
)
def test_wrong(world: World, email: str, password: str) -> None:
    world.manager()
    browser = world.browser()
    answer = enter(browser, email, password)
    assert answer.status_code == 401
    assert "klopt niet" in answer.text
    assert "wegwijs_portal" not in browser.cookies


def test_the_form_needs_its_token(world: World) -> None:
    world.manager()
    browser = world.browser()
    data = {"email": "anna@gemeente.nl", "password": PASSWORD}
    assert browser.post("/portal/login", data=data).status_code == 403
    token = field(world.browser().get("/portal/login"), "token")  # of another browser
    browser.get("/portal/login")
    assert browser.post("/portal/login", data={**data, "token": token}).status_code == 403


def test_too_many_attempts_lock_only_the_place_they_came_from(world: World) -> None:
    world.manager()
    thief = world.browser("198.51.100.9")
    for _ in range(managers.TRIES_FOR_ACCOUNT_FROM_PLACE):
        assert enter(thief, "anna@gemeente.nl", "guess").status_code == 401
    locked = enter(thief, "anna@gemeente.nl", PASSWORD)
    assert locked.status_code == 429
    assert "Wacht een kwartier" in locked.text and locked.headers["retry-after"] == "900"
    assert enter(world.browser("192.0.2.1"), "anna@gemeente.nl", PASSWORD).status_code == 303


def test_back_to_the_page_that_was_asked_for(world: World) -> None:
    world.manager()
    path = "/portal/handovers/" + "a" * 32
    browser = world.browser()
    assert field(browser.get(path), "next") == path
    assert enter(browser, "anna@gemeente.nl", PASSWORD, next=path).headers["location"] == path


@pytest.mark.parametrize("address", ["https://evil.example", "//evil.example", "/portal/../x", "/portal/logout"])
def test_never_to_an_address_of_others(world: World, address: str) -> None:
    world.manager()
    answer = enter(world.browser(), "anna@gemeente.nl", PASSWORD, next=address)
    assert answer.headers["location"] == "/portal/"


def test_logging_out_ends_the_session(world: World) -> None:
    browser = world.log_in()
    cookie = browser.cookies["wegwijs_portal"]
    page = browser.post("/portal/logout", data={"csrf": field(browser.get("/portal/"), "csrf")})
    assert "U bent uitgelogd" in page.text
    assert world.services.managers.session(cookie) is None


def test_an_ended_session_is_said_kindly(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = world.log_in()
    monkeypatch.setattr(managers, "SESSION_IDLES", timedelta(0))
    page = browser.get("/portal/closed")
    assert page.url.path == "/portal/login"
    assert "Uw login is verlopen" in page.text


def test_language_before_and_after_the_login(world: World) -> None:
    world.manager()
    assert '<html lang="nl"' in world.browser().get("/portal/login").text
    english = world.browser().get("/portal/login?locale=en")
    assert '<html lang="en"' in english.text and "E-mail address" in english.text
    assert '<html lang="nl"' in world.browser().get("/portal/login?locale=xx").text


def test_the_account_keeps_the_language(world: World) -> None:
    browser = world.log_in()
    csrf = field(browser.get("/portal/closed"), "csrf")
    page = browser.post("/portal/locale", data={"csrf": csrf, "locale": "en", "back": "/portal/closed"})
    assert page.url.path == "/portal/closed" and '<html lang="en"' in page.text
    assert '<html lang="en"' in world.log_in(place="192.0.2.7").get("/portal/").text
    browser.post("/portal/locale", data={"csrf": csrf, "locale": "xx", "back": "//evil.example"})
    assert '<html lang="en"' in browser.get("/portal/").text
