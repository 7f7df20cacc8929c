"""What a browser may send: everything a person can type is taken in, everything else is refused with a code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.requests import Request

from bot.channels import web_intake
from bot.channels.rate_limit import RateLimit
from tests.bot.channels.contract import Received
from tests.bot.channels.web_client import TOKEN, Browser, OutboxedWebChannel, served

pytestmark = pytest.mark.integration

ID = "0b6b0c5e-54f4-4b36-8f0c-3a51a2b0f7d1"


@pytest.fixture
def channel() -> OutboxedWebChannel:
    return OutboxedWebChannel()


@pytest.fixture
async def received(channel: OutboxedWebChannel) -> Received:
    received = Received()
    await channel.start(received)
    return received


@pytest.fixture
async def browser(channel: OutboxedWebChannel, received: Received) -> AsyncIterator[Browser]:
    async with served(channel) as url:
        browser = Browser(url)
        yield browser
        await browser.close()


async def raw(browser: Browser, body: bytes, content_type: str = "application/json") -> httpx.Response:
    headers = {**browser.authorized, "Content-Type": content_type}
    return await browser.http.post("/chat/messages", content=body, headers=headers)


async def test_a_text_is_taken_in(browser: Browser, received: Received) -> None:
    response = await browser.say("Hallo", ID)
    assert (response.status_code, response.json()) == (202, {"ok": True})
    (inbound,) = received
    assert (inbound.channel, inbound.sender, inbound.kind) == ("web", TOKEN, "text")
    assert (inbound.text, inbound.button) == ("Hallo", "")
    assert inbound.provider_id.endswith(ID)
    assert TOKEN not in inbound.provider_id
    assert len(inbound.provider_id) <= 128


async def test_the_same_id_is_the_same_message_of_the_same_person_only(browser: Browser, received: Received) -> None:
    await browser.say("Hallo", ID)
    await browser.say("Hallo", ID.upper())
    browser.address = "u" * 43
    await browser.say("Hallo", ID)
    first, again, other = [inbound.provider_id for inbound in received]
    assert first == again != other


async def test_a_start_and_a_button_carry_no_text(browser: Browser, received: Received) -> None:
    await browser.post({"id": str(uuid4()), "kind": "start", "text": "/restart", "button": "x"})
    await browser.post({"id": str(uuid4()), "kind": "button", "button": "b:1", "text": "/restart"})
    assert [(i.kind, i.text, i.button) for i in received] == [("start", "", ""), ("button", "", "b:1")]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "ሰላም" * 20_000,
        "a\x00b",
        "\x00",
        "😀👍🏽",
        "👨‍👩‍👧",
        "\u202eabc",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "\ufeffhi",
    ],
    ids=lambda text: ascii(text)[:16],
)
async def test_whatever_a_person_types_is_taken_in(browser: Browser, received: Received, text: str) -> None:
    assert (await browser.say(text)).status_code == 202
    assert received[0].text == text


@pytest.mark.parametrize("escaped", [r"\ud800", r"a\udc00b", r"\udc00\ud800"])
async def test_half_a_character_is_taken_in_and_can_be_written(browser: Browser, received: Received, escaped: str) -> None:
    body = f'{{"id":"{uuid4()}","kind":"text","text":"{escaped}"}}'
    assert (await raw(browser, body.encode())).status_code == 202
    assert "\ufffd" in received[0].text.encode().decode()


async def test_a_whole_character_in_two_halves_stays_whole(browser: Browser, received: Received) -> None:
    await raw(browser, f'{{"id":"{uuid4()}","kind":"text","text":"\\ud83d\\ude00"}}'.encode())
    assert received[0].text == "😀"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"null", "not_json"),
        (b'"text"', "not_json"),
        (b"[" * 200_000, "not_json"),
        (b"9" * 5_000, "not_json"),
        (b'{"id": "\xff\xfe"}', "not_utf8"),
        (json.dumps({"id": ID}).encode("utf-16"), "not_utf8"),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_rubbish_is_refused(browser: Browser, received: Received, body: bytes, code: str) -> None:
    response = await raw(browser, body)
    assert (response.status_code, response.json()) == (400, {"code": code})
    assert received.attempts == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": None}, "bad_id"),
        ({"id": 7}, "bad_id"),
        ({"id": "x" * 36}, "bad_id"),
        ({"id": ID + "0"}, "bad_id"),
        ({"id": ID + "\n"}, "bad_id"),
        ({"kind": "edited"}, "bad_kind"),
        ({"kind": ["text"]}, "bad_kind"),
        ({"kind": None}, "bad_kind"),
        ({"text": None}, "no_text"),
        ({"text": {"a": 1}}, "no_text"),
        ({"kind": "button"}, "no_button"),
        ({"kind": "button", "button": ""}, "no_button"),
        ({"kind": "button", "button": 3}, "no_button"),
        ({"kind": "button", "button": "x" * 1000}, "no_button"),
    ],
    ids=str,
)
async def test_what_is_no_message_is_refused(browser: Browser, received: Received, change: dict[str, Any], code: str) -> None:
    response = await browser.post({"id": ID, "kind": "text", "text": "hello", **change})
    assert (response.status_code, response.json()) == (400, {"code": code})
    assert received.attempts == []


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "text/json"])
async def test_a_form_on_another_site_is_refused(browser: Browser, received: Received, content_type: str) -> None:
    body = json.dumps({"id": ID, "kind": "text", "text": "hello"}).encode()
    assert (await raw(browser, body, content_type)).status_code == 415
    assert received.attempts == []


async def test_a_content_type_with_a_charset_is_good(browser: Browser) -> None:
    body = json.dumps({"id": ID, "kind": "text", "text": "hello"}).encode()
    assert (await raw(browser, body, "application/json; charset=utf-8")).status_code == 202


async def test_too_large_is_refused_also_without_a_length(browser: Browser, received: Received) -> None:
    assert (await raw(browser, b" " * (web_intake.LARGEST_BODY + 1))).status_code == 413

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    headers = {**browser.authorized, "Content-Type": "application/json"}
    response = await browser.http.post("/chat/messages", content=pieces(), headers=headers)
    assert (response.status_code, response.json()) == (413, {"code": "too_large"})
    assert received.attempts == []


@pytest.mark.parametrize("token", ["x", "t" * 42, "t" * 44, "t" * 42 + "=", "t" * 42 + "/", "../" * 14 + "t"])
async def test_no_message_without_a_token(browser: Browser, received: Received, token: str) -> None:
    browser.address = token
    response = await browser.say("hello")
    assert (response.status_code, response.json()) == (401, {"code": "no_token"})
    assert response.headers["www-authenticate"] == "Bearer"
    assert received.attempts == []


async def test_what_could_not_be_stored_may_come_again(browser: Browser, received: Received) -> None:
    received.refuse_next = 1
    response = await browser.say("hello", ID)
    assert (response.status_code, response.json()) == (503, {"code": "try_later"})
    assert int(response.headers["retry-after"]) > 0
    assert (await browser.say("hello", ID)).status_code == 202


async def test_before_the_start_nothing_is_taken_in(browser: Browser, channel: OutboxedWebChannel) -> None:
    await channel.stop()
    assert (await browser.say("hello")).status_code == 503


async def test_who_sends_too_much_waits(browser: Browser, received: Received) -> None:
    answers = [await browser.say("hello") for _ in range(31)]
    assert [answer.status_code for answer in answers] == [202] * 30 + [429]
    assert answers[-1].json() == {"code": "too_many"}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    browser.address = "u" * 43
    assert (await browser.say("hello")).status_code == 202


async def test_many_persons_from_one_address_wait_too(browser: Browser, channel: OutboxedWebChannel) -> None:
    channel._limit_address = RateLimit(3, 60)
    statuses = []
    for letter in "abcd":
        browser.address = letter * 43
        statuses.append((await browser.say("hello")).status_code)
    assert statuses == [202, 202, 202, 429]


async def test_a_browser_that_goes_in_the_middle(browser: Browser, received: Received) -> None:
    url = browser.http.base_url
    _reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        f"POST /chat/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
        'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"id":'.encode()
    )
    await writer.drain()
    writer.close()
    assert (await browser.say("hello")).status_code == 202
    assert len(received.attempts) == 1


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_the_address_of_a_browser(host: str, address: str) -> None:
    assert web_intake.address_of(Request({"type": "http", "client": (host, 1), "headers": []})) == address
