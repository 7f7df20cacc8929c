"""The private page: a look opens nothing, a press opens once, and whatever is wrong tells nothing."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.app import Services
from bot.channels import private_link
from bot.channels.private import PrivatePage
from bot.channels.private_link import ELSEWHERE, FOLDER
from bot.languages import language as language_of
from bot.languages import live_languages
from bot.messages import now
from bot.services.discretion import PAGE
from bot.services.safe_contact import SafeContact
from bot.storage.persons import Person
from tests.people import again, introduced

WORDS = "<b>Kom</b> morgen\nom 10 uur"


@pytest.fixture
def client(services: Services) -> TestClient:
    return TestClient(Starlette(routes=PrivatePage(services.discretion, services.speech.texts).routes()))


def written(services: Services, language: str = "nl", text: str = WORDS, said_in: str | None = "nl") -> tuple[Person, str]:
    """A person for whom something waits, and the path of a link to it."""
    person = introduced(services, discreet=True, language=language)
    with services.database.write() as connection:
        services.discretion.pass_on(connection, person, "form 1", text, said_in)
    return person, PAGE + str(services.discretion.link(person).values["link"]).rpartition("/")[2]


def line(services: Services, name: str, language: str = "nl") -> str:
    return services.speech.texts.line(f"utter_private_{name}", language)


def test_a_look_shows_a_button_and_opens_nothing(services: Services, client: TestClient) -> None:
    person, path = written(services)
    for _ in range(3):
        page = client.get(path)
        assert page.status_code == 200 and page.text.count("<button") == 1 and '<form method="post">' in page.text
        assert "morgen" not in page.text
    assert client.head(path).status_code == 200
    assert services.discretion.waiting(person)


def test_a_press_opens_once_and_escapes_what_was_written(services: Services, client: TestClient) -> None:
    person, path = written(services)
    page = client.post(path)
    assert page.status_code == 200 and "&lt;b&gt;Kom&lt;/b&gt; morgen\nom 10 uur" in page.text
    assert '<form method="post">' not in page.text
    assert services.discretion.waiting(person) == []
    again = client.post(path)
    assert again.status_code == 404 and "morgen" not in again.text and client.get(path).status_code == 404


def test_of_two_presses_at_once_one_opens(services: Services, client: TestClient) -> None:
    _, path = written(services)
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda _: client.post(path), range(2)))
    assert sorted(page.status_code for page in pages) == [200, 404]
    assert sum("morgen" in page.text for page in pages) == 1


def test_expired_used_forged_and_impossible_links_get_the_same_page(services: Services, client: TestClient) -> None:
    _, used = written(services, "ar")
    client.post(used)
    _, expired = written(services, "ar")
    with time_machine.travel(now() + timedelta(minutes=11)):
        pages = [
            call(path, headers={"Accept-Language": "en"})
            for call in (client.get, client.post)
            for path in (used, expired, f"{PAGE}{'x' * 43}", f"{PAGE}short", f"{PAGE}a/b", f"{PAGE}%ff", f"{PAGE}static/none")
        ]
    assert {page.status_code for page in pages if page.request.method == "GET"} == {404}
    assert len({page.text for page in pages}) == 1 and line(services, "gone", "en") in pages[0].text


@pytest.mark.parametrize("method", ["GET", "POST", "gone", "static"])
def test_headers_keep_it_from_caches_search_engines_and_other_sites(
    services: Services, client: TestClient, method: str
) -> None:
    _, path = written(services)
    path = {"gone": f"{PAGE}x", "static": f"{PAGE}static/leave.js"}.get(method, path)
    headers = client.request(method if method.isupper() else "GET", path).headers
    assert headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("code", live_languages())
def test_it_speaks_the_language_of_the_person_in_its_direction(services: Services, client: TestClient, code: str) -> None:
    _, path = written(services, code)
    closed, opened = client.get(path, headers={"Accept-Language": "nl"}).text, client.post(path).text
    for page, name in ((closed, "ready"), (opened, "shown")):
        assert f'<html lang="{code}" dir="{language_of(code).direction}">' in page
        assert f"<title>{line(services, 'title', code)}</title>" in page and line(services, name, code) in page
    assert '<div class="message" dir="ltr" lang="nl">' in opened
    assert (services.speech.texts.line("utter_in_dutch", code) in opened) is (code != "nl")


@pytest.mark.parametrize("code", live_languages())
def test_the_questions_about_contact_are_asked_below_and_kept(services: Services, client: TestClient, code: str) -> None:
    person, path = written(services, code)
    page = client.post(path).text
    action = re.search(r'<form class="contact" method="post" action="([\w-]{43})"', page)
    assert action and page.count("<select") == 4 == page.count('<option value="">'), "each may be skipped"
    given = {"contact": "yes", "when": "evening", "how": "", "along": "partner", "word": "<i>roos"}
    kept = client.post(PAGE + action[1], data=given)
    assert kept.status_code == 200 and services.speech.texts.line("utter_contact_kept", code) in kept.text
    assert services.discretion.contact(person) == SafeContact("evening", along="partner", word="<i>roos")
    assert client.post(PAGE + action[1], data=given).status_code == 404
    path = PAGE + str(services.discretion.link(person, contact=True).values["link"]).rpartition("/")[2]
    assert services.speech.texts.line("utter_contact_ready", code) in client.get(path).text
    page = client.post(path).text
    assert 'value="evening" selected' in page and 'value="&lt;i&gt;roos"' in page
    action = re.search(r'action="([\w-]{43})"', page)
    assert (
        action
        and services.speech.texts.line("utter_contact_none", code)
        in client.post(PAGE + action[1], data={"contact": "yes"}).text
    )
    assert services.discretion.contact(person) == SafeContact()


def test_messages_come_in_the_chat_again_when_the_person_says_so_here(services: Services, client: TestClient) -> None:
    person, _ = written(services)
    for line, discreet in (("", True), ("chat", False), ("chat", False), ("", True)):
        path = PAGE + str(services.discretion.link(person, contact=True).values["link"]).rpartition("/")[2]
        page = client.post(path).text
        assert ('value="chat" selected' in page) is not again(services, person).discreet
        action = re.search(r'action="([\w-]{43})"', page)
        assert action and client.post(PAGE + action[1], data={"contact": "yes", "line": line}).status_code == 200
        assert again(services, person).discreet is discreet


def test_a_form_that_is_too_large_uses_nothing_up(services: Services, client: TestClient) -> None:
    _, path = written(services)
    assert client.post(path, data={"contact": "yes", "word": "x" * 5000}).status_code == 404
    assert client.post(path).status_code == 200


def test_a_text_in_an_unknown_language_finds_its_own_direction(services: Services, client: TestClient) -> None:
    _, path = written(services, "nl", "متى تأتي؟", None)
    assert '<div class="message" dir="auto">متى تأتي؟</div>' in client.post(path).text


def test_nothing_of_who_or_what_stands_on_it(services: Services, client: TestClient) -> None:
    person, path = written(services)
    for page in (client.get(path).text, client.post(path).text):
        assert person.id not in page and person.address not in page and path.removeprefix(PAGE) not in page
        assert not re.search(r"wegwijs|gemeente|klantmanager", page, re.IGNORECASE)


def test_leaving_replaces_the_page_and_works_without_a_script(services: Services, client: TestClient) -> None:
    _, path = written(services)
    page = client.get(path).text
    assert f'<a id="leave" href="{ELSEWHERE}" rel="noreferrer">{line(services, "leave")}</a>' in page
    assert re.findall(r"<script[^>]*>", page) == ['<script src="static/leave.js" defer>'] and " on" not in re.sub(
        r">[^<]*<", "><", page
    )
    script = client.get(f"{PAGE}static/leave.js")
    assert script.status_code == 200 and "location.replace(" in script.text
    assert {file.name for file in (FOLDER / "static").iterdir()} == {"leave.js", "page.css"}


def test_an_invisible_sign_behind_a_link_does_no_harm(services: Services, client: TestClient) -> None:
    _, path = written(services)
    assert client.post(f"{path}\u2069").status_code == 200


def test_many_looks_from_one_address_must_wait(services: Services, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_link, "LOOKS_A_MINUTE_FROM_ADDRESS", 3)
    limited = TestClient(Starlette(routes=PrivatePage(services.discretion, services.speech.texts).routes()))
    assert [limited.get(f"{PAGE}{'x' * 43}").status_code for _ in range(4)] == [404, 404, 404, 429]
    _, path = written(services)
    answer = limited.post(path)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0 and "morgen" not in answer.text


def test_with_the_database_away_the_link_stays_good(
    services: Services, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = written(services)
    with monkeypatch.context() as patch:
        patch.setattr(services.discretion, "_database", None)
        assert client.get(path).status_code == 503 == client.post(path).status_code
    assert client.post(path).status_code == 200
