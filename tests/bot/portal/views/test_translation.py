"""A machine translation: by a click for one text, noted, shown with a warning, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.handovers import Handover
from tests.bot.portal.world import World, press, words
from tests.libretranslate_server import LibreTranslateServer

ARABIC = "لا أستطيع دفع الإيجار"


@pytest.fixture
def server() -> Iterator[LibreTranslateServer]:
    running = LibreTranslateServer()
    yield running
    running.close()


@pytest.fixture
def translating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: LibreTranslateServer) -> Iterator[World]:
    world = World(tmp_path, monkeypatch, translator_url=server.url, translator_key="sleutel")
    yield world
    world.close()
    world.services.database.close()


def asked(world: World, handover: Handover) -> int:
    case = world.services.handovers.look(handover.id)
    assert case is not None
    return sum(event.kind == "translated" for event in case.history)


def test_off_unless_the_team_set_a_server(world: World) -> None:
    browser, handover = world.log_in(), world.handover()
    page = browser.get(f"/portal/handovers/{handover.id}").text
    assert "/translate" not in page and "Wegwijs heeft hiervan geen vertaling" in page
    assert press(browser, handover, "translate", what="words-0").status_code == 404
    assert asked(world, handover) == 0


def test_nothing_is_sent_before_the_click(translating: World, server: LibreTranslateServer) -> None:
    browser, handover = translating.log_in(), translating.handover()
    page = browser.get(f"/portal/handovers/{handover.id}").text
    assert "Vertalen met een machine" in page and 'value="words-0"' in page
    assert server.asked == []


def test_one_click_shows_it_beside_the_original_and_notes_who_asked(translating: World, server: LibreTranslateServer) -> None:
    browser, handover = translating.log_in(), translating.handover()
    answer = press(browser, handover, "translate", what="words-0")
    assert answer.status_code == 200
    page = words(answer.text)
    assert "machinevertaling en kan fout zijn" in page and f"[nl] {ARABIC}" in page and "Origineel (Arabisch)" in page
    assert [(one["q"], one["source"], one["target"]) for one in server.asked] == [(ARABIC, "ar", "nl")]
    assert asked(translating, handover) == 1
    page = browser.get(f"/portal/handovers/{handover.id}").text
    assert "Machinevertaling gevraagd door Anna" in page and "[nl]" not in page
    with translating.services.database.read() as connection:
        assert "[nl]" not in str(connection.exec_driver_sql("select * from handover_events").fetchall())


def test_a_message_of_the_conversation_and_a_goal(translating: World, server: LibreTranslateServer) -> None:
    browser, person = translating.log_in(), translating.person()
    handover = translating.handover(person, goals=[{"text": "أريد عملا", "language": "ar"}])
    press(browser, handover, "take")
    translating.services.handovers.write(handover.id, handover.taken_by or _anna(translating), "Dag!", "form")
    translating.says(person, "شكرا")
    page = browser.get(f"/portal/handovers/{handover.id}").text
    assert 'value="messages-0"' in page and 'value="goals-0"' in page and 'value="messages-1"' not in page
    assert "[nl] شكرا" in press(browser, handover, "translate", what="messages-0").text
    assert "[nl] أريد عملا" in press(browser, handover, "translate", what="goals-0").text


def _anna(world: World) -> str:
    case = world.services.handovers.open()[0]
    assert case.handover.taken_by
    return case.handover.taken_by


@pytest.mark.parametrize("what", ["", "words-", "words-x", "topic-0", "words--1"])
def test_what_is_no_text_is_refused(translating: World, server: LibreTranslateServer, what: str) -> None:
    browser, handover = translating.log_in(), translating.handover()
    assert press(browser, handover, "translate", what=what).status_code == 400
    assert press(browser, handover, "translate", what="words-7").status_code == 404
    assert server.asked == [] and asked(translating, handover) == 0


def test_what_goes_wrong_is_told_in_one_line_with_the_original(translating: World, server: LibreTranslateServer) -> None:
    browser, handover = translating.log_in(), translating.handover()
    server.status = 500
    page = press(browser, handover, "translate", what="words-0").text
    assert "antwoordt nu niet" in page and ARABIC in page
    server.languages = []
    assert "kent deze taal niet (Arabisch)" in press(browser, handover, "translate", what="words-0").text
    assert asked(translating, handover) == 2


def test_dutch_words_need_none(translating: World) -> None:
    handover = translating.handover(translating.person("nl"), words=["Dag"])
    assert 'value="words-0"' not in translating.log_in().get(f"/portal/handovers/{handover.id}").text
