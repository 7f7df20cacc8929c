"""The page of a person's own data: a look opens nothing, a press gives it once, and whatever is wrong tells nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from markupsafe import escape
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.app import Services
from bot.channels import private_link
from bot.channels.private import PrivatePage
from bot.channels.private_file import OwnDataPage
from bot.languages import language as language_of
from bot.languages import live_languages
from bot.messages import now
from bot.services.own_data import PAGE
from tests.people import remembered

WORDS = "<b>fietsen</b> leren"


@pytest.fixture
def client(services: Services) -> TestClient:
    """Both pages, in the order of the gateway: one stands below the other."""
    texts = services.speech.texts
    return TestClient(
        Starlette(routes=[*OwnDataPage(services.own_data, texts).routes(), *PrivatePage(services.discretion, texts).routes()])
    )


def asked(services: Services, language: str = "nl", discreet: bool = False) -> str:
    """The path of a link to the data of somebody with a goal."""
    person = remembered(services, language=language, discreet=discreet)
    services.goals.add(person, "a", WORDS, "mind", None, None, shared=False)
    return PAGE + str(services.own_data.link(person).values["link"]).rpartition("/")[2]


def line(services: Services, name: str, language: str = "nl") -> str:
    return services.speech.texts.line(f"utter_{name}", language)


def test_a_look_says_nothing_of_what_it_is_and_opens_nothing(services: Services, client: TestClient) -> None:
    path = asked(services)
    for _ in range(3):
        page = client.get(path)
        assert page.status_code == 200 and page.text.count("<button") == 3 and "<title>Bericht</title>" in page.text
        for telling in ("fietsen", "gegevens", "Wegwijs"):
            assert telling not in page.text
    assert client.head(path).status_code == 200
    for file in re.findall(r'(?:href|src)="([.][^"]+)"', page.text):
        assert client.get(PAGE + file).status_code == 200
    assert "fietsen" in client.post(path, data={"form": "read"}).text


def test_read_there_it_can_be_left_quickly_and_the_style_is_let_through(services: Services, client: TestClient) -> None:
    page = client.post(asked(services), data={"form": "read"})
    assert page.status_code == 200 and "&lt;b&gt;fietsen&lt;/b&gt; leren" in page.text
    assert "<title>Bericht</title>" in page.text and 'id="leave"' in page.text and "<form" not in page.text
    policy, style = page.headers["Content-Security-Policy"], re.search(r"<style>(.*?)</style>", page.text, re.S)
    assert style is not None and "unsafe" not in policy
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy and "content-disposition" not in page.headers


@pytest.mark.parametrize("code", live_languages())
def test_the_file_stands_by_itself_in_the_language_and_direction_of_the_person(
    services: Services, client: TestClient, code: str
) -> None:
    file = client.post(asked(services, code), data={"form": "save"})
    assert re.fullmatch(r'attachment; filename="wegwijs-[0-9-]{10}\.html"', file.headers["Content-Disposition"])
    assert f'<html lang="{code}" dir="{language_of(code).direction}">' in file.text
    assert all(str(escape(line(services, name, code))) in file.text for name in ("file_title", "file_goals"))
    assert "<script" not in file.text and "http" not in file.text and "src=" not in file.text and "href=" not in file.text


def test_the_file_for_a_machine_is_json(services: Services, client: TestClient) -> None:
    file = client.post(asked(services, "ar"), data={"form": "json"})
    assert file.headers["Content-Type"].startswith("application/json")
    assert ".json" in file.headers["Content-Disposition"]
    assert json.loads(file.text)["goals"][0]["content"]["text"] == WORDS


@pytest.mark.parametrize("form", ["read", "save", "json"])
def test_a_press_gives_it_once_whatever_the_form(services: Services, client: TestClient, form: str) -> None:
    path = asked(services)
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda _: client.post(path, data={"form": form}), range(2)))
    assert sorted(page.status_code for page in pages) == [200, 404]
    again = [client.get(path), *(client.post(path, data={"form": other}) for other in ("read", "save", "json"))]
    assert {page.status_code for page in again} == {404} and not any("fietsen" in page.text for page in again)


def test_expired_used_forged_and_impossible_links_get_the_same_page(services: Services, client: TestClient) -> None:
    used, expired, private = asked(services, "ar"), asked(services, "ar"), asked(services)
    client.post(used, data={"form": "read"})
    wrong = [used, f"{PAGE}{'x' * 43}", f"{PAGE}short", f"{PAGE}a/b", f"{PAGE}%ff", private.replace("/file", "")]
    with time_machine.travel(now() + timedelta(minutes=11)):
        pages = [client.get(path, headers={"Accept-Language": "en"}) for path in (*wrong, expired)]
        pages += [client.post(path, data={"form": "read"}, headers={"Accept-Language": "en"}) for path in (*wrong, expired)]
    assert {page.status_code for page in pages} == {404}
    assert all(line(services, "private_gone", "en") in page.text for page in pages)


def test_who_may_be_read_along_with_can_read_it_and_leaves_no_file(services: Services, client: TestClient) -> None:
    path = asked(services, discreet=True)
    page = client.get(path)
    assert page.text.count("<button") == 1 and line(services, "private_open") in page.text
    assert line(services, "data_file_save") not in page.text
    for form in ("save", "json"):
        assert client.post(path, data={"form": form}).status_code == 404
    opened = client.post(path, data={"form": "read"})
    assert "fietsen" in opened.text and "content-disposition" not in opened.headers and 'id="leave"' in opened.text
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("form", [None, "other", "x" * 5000])
def test_a_form_that_is_none_of_ours_uses_nothing_up(services: Services, client: TestClient, form: str | None) -> None:
    path = asked(services)
    assert client.post(path, data={"form": form} if form else {}).status_code == 404
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("form", ["", "read", "save", "json"])
def test_headers_keep_it_from_caches_search_engines_and_other_sites(services: Services, client: TestClient, form: str) -> None:
    page = client.post(asked(services), data={"form": form}) if form else client.get(asked(services))
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"] and page.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_with_the_database_away_the_link_is_not_lost(
    services: Services, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = asked(services)
    with monkeypatch.context() as patch:
        patch.setattr(services.own_data, "_database", None)
        assert client.get(path).status_code == 503 == client.post(path, data={"form": "save"}).status_code
    assert client.post(path, data={"form": "save"}).status_code == 200


def test_who_asks_too_often_waits(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_link, "LOOKS_A_MINUTE_FROM_ADDRESS", 2)
    client = TestClient(Starlette(routes=OwnDataPage(services.own_data, services.speech.texts).routes()))
    pages = [client.get(f"{PAGE}{'x' * 43}") for _ in range(3)]
    assert [page.status_code for page in pages] == [404, 404, 429] and pages[-1].headers["Retry-After"]
