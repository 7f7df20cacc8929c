"""The page before any script runs, its texts in every language, and the headers of every answer."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.web_pages import FOLDER, ChatPage, preferred_language
from bot.languages import live_languages
from bot.texts import read_numbers
from tests.bot.channels.web_client import OutboxedWebChannel, page_texts

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=OutboxedWebChannel().routes()))


class Elements(HTMLParser):
    """All elements of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("", "nl"),
        ("ar-SY,ar;q=0.9,en;q=0.8", "ar"),
        ("de, en;q=0.5", "en"),
        ("ku-TR, en;q=0.5", "kmr"),
        ("prs", "fa"),
        ("en;q=0.2, AR ;q=0.7", "ar"),
        ("de, fr", "nl"),
        ("ar;q=0, en;q=0.1", "en"),
        ("*;;;q=9,\x00", "nl"),
        ("en;q=x", "en"),
        ("," * 100_000, "nl"),
    ],
)
def test_the_language_that_a_browser_likes_best(wish: str, language: str) -> None:
    assert preferred_language(wish) == language


@pytest.mark.parametrize("code", live_languages())
def test_the_page_speaks_before_any_script(client: TestClient, code: str) -> None:
    page = client.get("/", headers={"Accept-Language": code})
    elements = Elements(page.text).found
    assert elements[0] == ("html", {"lang": code, "dir": live_languages()[code].direction})
    assert ("a", {"href": f"tel:{read_numbers()['112']}", "dir": "ltr"}) in elements
    assert ChatPage(page_texts()).content(code)["texts"]["no_script"] in html.unescape(page.text)


def test_nothing_in_the_page_is_inline(client: TestClient) -> None:
    for tag, attributes in Elements(client.get("/").text).found:
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_everything_that_the_page_names_is_there(client: TestClient) -> None:
    named = re.findall(r'(?:src|href)="(chat/[^"]+)"', client.get("/").text)
    imported = [
        f"chat/static/{name}" for file in FOLDER.glob("*.js") for name in re.findall(r"from '\./(.+?)'", file.read_text())
    ]
    assert len(named) >= 3 and len(imported) >= 6
    for path in {*named, *imported}:
        assert client.get(path).status_code == 200, path


def test_every_word_of_the_page_is_written() -> None:
    """And nothing is written that the page does not say."""
    html = (FOLDER / "index.html").read_text()
    scripts = "".join(file.read_text() for file in FOLDER.glob("*.js"))
    written = {name.removeprefix("utter_web_") for name in page_texts().responses["nl"]}
    used = set(re.findall(r"texts\.([a-z_]+)", html)) | set(re.findall(r'data-[a-z]+="([a-z_]+)"', html))
    assert used <= written
    assert not [key for key in written - used if f"'{key}'" not in scripts]
    assert set(re.findall(r"\btext\('([a-z_]+)'\)", scripts)) <= written


@pytest.mark.parametrize("code", live_languages())
def test_every_live_language_has_all_texts(code: str) -> None:
    mine, dutch = page_texts().responses[code], page_texts().responses["nl"]
    assert set(mine) == set(dutch)
    for name, response in mine.items():
        assert re.findall(r"\[\[.+?\]\]", response.text) == re.findall(r"\[\[.+?\]\]", dutch[name].text), name


def test_texts_are_served(client: TestClient) -> None:
    content = client.get("/chat/texts/ar.json").json()
    assert (content["language"], content["direction"]) == ("ar", "rtl")
    assert content["texts"]["send"] == "إرسال"
    assert "\u2066112\u2069" in content["texts"]["emergency"]
    assert read_numbers()["veilig_thuis"] in content["numbers"]


def test_a_language_without_texts_gets_dutch_in_dutch_direction() -> None:
    texts = page_texts()
    del texts.responses["fa"]
    content = ChatPage(texts).content("fa")
    assert (content["language"], content["direction"]) == ("nl", "ltr")


@pytest.mark.parametrize("path", ["/chat/texts/xx.json", "/chat/texts/..%2Fnl.json", "/chat/static/../web.py", "/chat/nothing"])
def test_what_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "no-store"),
        ("/chat/static/chat.js", "no-cache"),
        ("/chat/texts/nl.json", "no-cache"),
        ("/chat/stream", "no-store"),
        ("/chat/messages", "no-store"),
        ("/chat/nothing", "no-store"),
    ],
)
def test_headers_of_every_answer(client: TestClient, path: str, kept: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'self'" in policy and "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == kept
