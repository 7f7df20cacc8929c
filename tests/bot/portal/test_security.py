"""The portal is closed: headers everywhere, cookies that only it gets, no form without its token."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.portal.world import World, enter, field, press

PAGES = ["/portal/", "/portal/closed", "/portal/what-you-see", "/portal/handovers/" + "0" * 32]
ACTIONS = ["take", "write", "ready", "ready/send", "interpreter", "return", "close"]


@pytest.mark.parametrize("path", ["/portal/login", "/portal/nothing", "/portal/live", "/portal/list"])
def test_headers_on_every_answer(world: World, path: str) -> None:
    headers = world.browser().get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_headers_on_a_page_that_broke(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> bool:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(world.services.managers, "any", broken)
    answer = world.browser(raise_server_exceptions=False).get("/portal/login")
    assert answer.status_code == 500
    assert "ging iets mis" in answer.text and "secret detail" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


def test_pages_carry_no_script_or_style_of_their_own(world: World) -> None:
    browser, handover = world.log_in(), world.urgent()
    for path in [*PAGES[:3], f"/portal/handovers/{handover.id}"]:
        text = browser.get(path).text
        assert "<style" not in text and " style=" not in text and " on" + "click=" not in text
        assert "<script>" not in text


def test_session_cookie(world: World) -> None:
    world.manager()
    set_cookie = enter(world.browser(), "anna@gemeente.nl", "een lang wachtwoord").headers["set-cookie"]
    session = next(part for part in set_cookie.split(", ") if part.startswith("wegwijs_portal="))
    assert "HttpOnly" in session and "SameSite=strict" in session and "Path=/portal" in session
    assert "Secure" not in session


def test_cookies_are_secure_under_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, monkeypatch, public_url="https://wegwijs.example.nl")
    world.manager()
    assert "Secure" in world.browser().get("/portal/login").headers["set-cookie"]


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_sent_to_the_login(world: World, path: str) -> None:
    world.manager()
    answer = world.browser().get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/portal/login?next=")


@pytest.mark.parametrize("path", ["/portal/list", "/portal/live", "/portal/handovers/" + "0" * 32 + "/part"])
def test_parts_are_refused_to_strangers(world: World, path: str) -> None:
    assert world.browser().get(path, follow_redirects=False).status_code == 401


@pytest.mark.parametrize("action", ACTIONS)
def test_strangers_change_nothing(world: World, action: str) -> None:
    handover = world.handover()
    answer = world.browser().post(f"/portal/handovers/{handover.id}/{action}", data={"outcome": "other"})
    assert answer.status_code == 401
    assert "U bent uitgelogd" in answer.text


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("csrf", [None, "", "wrong", "é"])
def test_no_action_without_the_token(world: World, action: str, csrf: str | None) -> None:
    browser, handover = world.log_in(), world.handover()
    data = {"outcome": "other", **({} if csrf is None else {"csrf": csrf})}
    answer = browser.post(f"/portal/handovers/{handover.id}/{action}", data=data)
    assert answer.status_code == 403
    assert "Dit formulier is verlopen" in answer.text
    case = world.services.handovers.look(handover.id)
    assert case is not None and case.handover.state == "waiting"


def test_the_token_of_another_login_is_refused(world: World) -> None:
    anna, bea, handover = world.log_in("Anna"), world.log_in("Bea"), world.handover()
    csrf = field(anna.get("/portal/"), "csrf")
    assert bea.post(f"/portal/handovers/{handover.id}/take", data={"csrf": csrf}).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_forms_of_other_sites_are_refused(world: World, origin: str) -> None:
    browser, handover = world.log_in(), world.handover()
    csrf = field(browser.get("/portal/"), "csrf")
    path = f"/portal/handovers/{handover.id}/take"
    assert browser.post(path, data={"csrf": csrf}, headers={"Origin": origin}).status_code == 403
    own = browser.post(path, data={"csrf": csrf}, headers={"Origin": "http://testserver"}, follow_redirects=False)
    assert own.status_code == 303


@pytest.mark.parametrize(
    "path", ["/portal/handovers/x", "/portal/handovers/%00", "/portal/handovers/" + "0" * 32, "/portal/handovers/a'--"]
)
def test_what_is_not_there_is_said_kindly(world: World, path: str) -> None:
    answer = world.log_in().get(path)
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.text


def test_get_changes_nothing(world: World) -> None:
    browser, handover = world.log_in(), world.handover()
    assert browser.get(f"/portal/handovers/{handover.id}/take").status_code == 405
    assert press(browser, handover, "take").status_code == 303


def test_a_form_that_is_too_large_is_refused_kindly(world: World) -> None:
    browser, handover = world.log_in(), world.handover()
    answer = press(browser, handover, "write", text="x" * 200_000, form_id="0" * 32)
    assert answer.status_code == 400
    assert "kan niet worden gelezen" in answer.text


def test_words_that_were_refused_are_given_back(world: World) -> None:
    browser, handover = world.log_in(), world.handover()
    path, data = (
        f"/portal/handovers/{handover.id}/write",
        {"csrf": "of an older login", "text": "Ik bel u <b>morgen</b>"},
    )
    for client, status in ((browser, 403), (world.browser(), 401)):
        answer = client.post(path, data=data)
        assert answer.status_code == status
        assert "Ik bel u &lt;b&gt;morgen&lt;/b&gt;</textarea>" in answer.text
