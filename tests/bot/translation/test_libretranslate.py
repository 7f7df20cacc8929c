"""The client of a translation server, against a real one on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from bot.translation.base import TranslationError
from bot.translation.libretranslate import LibreTranslate
from tests.libretranslate_server import LibreTranslateServer

WORDS = "لا أستطيع دفع الإيجار"


@pytest.fixture
def server() -> Iterator[LibreTranslateServer]:
    running = LibreTranslateServer()
    yield running
    running.close()


async def reason_of(translator: LibreTranslate, source: str | None = "ar", target: str = "nl") -> str:
    with pytest.raises(TranslationError) as failed:
        await translator.translate(WORDS, source, target)
    assert WORDS not in repr(failed.value) and failed.value.__cause__ is None
    return failed.value.reason


async def test_a_text_is_sent_as_the_api_wants_it(server: LibreTranslateServer) -> None:
    assert await LibreTranslate(f"{server.url}/", "secret").translate(WORDS, "ar", "nl") == f"[nl] {WORDS}"
    assert server.asked == [{"q": WORDS, "source": "ar", "target": "nl", "format": "text", "api_key": "secret"}]


async def test_without_a_key_none_is_sent_and_an_unknown_language_is_guessed(server: LibreTranslateServer) -> None:
    await LibreTranslate(server.url).translate(WORDS, None, "nl")
    assert server.asked == [{"q": WORDS, "source": "auto", "target": "nl", "format": "text"}]


@pytest.mark.parametrize(("source", "target"), [("ti", "nl"), ("kmr", "nl"), ("tr", "nl")])
async def test_a_language_that_the_server_lacks_is_not_sent_at_all(
    server: LibreTranslateServer, source: str, target: str
) -> None:
    assert await reason_of(LibreTranslate(server.url), source, target) == "unsupported"
    assert server.asked == []


async def test_a_language_is_found_under_the_code_that_others_give_it(server: LibreTranslateServer) -> None:
    server.languages = [{"code": "ku", "name": "Kurdish"}, {"code": "nl", "name": "Dutch"}]  # an older server: no targets
    await LibreTranslate(server.url).translate(WORDS, "kmr", "nl")
    assert server.asked[0]["source"] == "ku"
    assert await reason_of(LibreTranslate(server.url), "kmr", "en") == "unsupported"


@pytest.mark.parametrize(("status", "reason"), [(403, "refused"), (429, "refused"), (400, "refused"), (500, "away")])
async def test_what_the_server_refuses(server: LibreTranslateServer, status: int, reason: str) -> None:
    server.status = status
    assert await reason_of(LibreTranslate(server.url)) == reason


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"translatedText": ""}', b'{"translatedText": 3}'])
async def test_an_answer_that_says_nothing(server: LibreTranslateServer, answer: bytes) -> None:
    server.answer = answer
    assert await reason_of(LibreTranslate(server.url)) == "broken"


async def test_a_server_that_hangs_is_given_up(server: LibreTranslateServer) -> None:
    server.go_on.clear()
    assert await reason_of(LibreTranslate(server.url, seconds=0.3)) == "away"


async def test_a_server_that_is_not_there(server: LibreTranslateServer) -> None:
    url = server.url
    server.close()
    with structlog.testing.capture_logs() as logs:
        assert await reason_of(LibreTranslate(url)) == "away"
    assert [entry["event"] for entry in logs] == ["not_translated"] and WORDS not in str(logs)
