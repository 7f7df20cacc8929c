"""Somebody who speaks Arabic and a client manager who reads Dutch, each in a browser, through the whole chain."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot.storage.persons import Person
from tests.chain.browsing import ARGUMENTS, CHROMIUM, SOON, PortalReader, WebPerson, photograph
from tests.chain.conftest import EMAIL, PASSWORD
from tests.chain.inside import inside
from tests.chain.running import Chain
from tests.chain.talking import WAIT, Talker, TelegramPerson

GOAL = "بدي افتح محل حلويات صغير متل ما كان عندي بحلب، خلال سنتين!"
WORDS = "بدي أسأل عن دورة اللغة: هل بقدر أغيّر الوقت لأن عندي ولد صغير؟"
ANSWER = "Dag! Ja, dat kan. Kom maandag om 10:00 naar het gemeentehuis."
THANKS = "شكرًا كتير، بكون هناك الاثنين"
EXPECTED_OF_ME = "شو المطلوب مني"
READ_AT = re.compile(r"\b[0-2]\d:[0-5]\d\b")
OTHER_EMAIL = "bilal@gemeente.example"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed"),
]


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def manager(chain: Chain, browser: Browser) -> PortalReader:
    """The client manager with the open list before them."""
    return PortalReader(browser, chain.address, EMAIL, PASSWORD)


@pytest.fixture(scope="module")
def other_account(chain: Chain) -> None:
    chain.manage(OTHER_EMAIL, "Bilal de Wit", PASSWORD)


def person_behind(chain: Chain, talker: Talker) -> Person:
    if isinstance(talker, WebPerson):
        channel, address = "web", talker.page.evaluate("JSON.parse(sessionStorage.getItem('wegwijs')).token")
    else:
        assert isinstance(talker, TelegramPerson)
        channel, address = "telegram", str(talker.id)
    with inside(chain) as services:
        person = services.people.known(channel, address)
    assert person is not None
    return person


def handover_of(chain: Chain, talker: Talker) -> str:
    """The id of the newest open request of this person."""
    with inside(chain) as services:
        return services.requests.current(person_behind(chain, talker))[0].id


def test_from_a_question_in_arabic_to_an_answer_of_a_person(
    chain: Chain, browser: Browser, manager: PortalReader, tmp_path: Path
) -> None:
    person = WebPerson(browser, chain.address, "ar")
    person.begins()
    expect(person.page.locator("html")).to_have_attribute("dir", "rtl")
    person.says(EXPECTED_OF_ME, "utter_ask_expectations")
    photograph(person.page, tmp_path, "chat-explanation")

    person.records_a_goal(GOAL)
    person.presses("/view_goals", "utter_view_goals")
    assert GOAL in person.hears("utter_goal_item"), "the goal stands there as it was written"
    photograph(person.page, tmp_path, "chat-goals")

    person.writes_to_the_manager(WORDS)
    person.hears_words(WORDS)
    with inside(chain) as services:
        assert services.requests.current(person_behind(chain, person)) == [], "nothing is sent without a yes"
    person.sends_it()
    handover_id = handover_of(chain, person)
    manager.case(handover_id)
    photograph(manager.page, tmp_path, "portal-list")

    manager.opens(handover_id)
    own = manager.page.locator(".portal-words").filter(has_text=WORDS)
    assert own.get_attribute("lang") == "ar"
    assert own.locator("p").get_attribute("dir") == "rtl"
    for dutch in ("Samenvatting", "In eigen woorden", "Arabisch", "webchat"):
        expect(manager.page.locator("#main")).to_contain_text(dutch)
    expect(manager.page.locator("#main")).not_to_contain_text(GOAL)
    photograph(manager.page, tmp_path, "portal-case")
    assert READ_AT.search(person.hears("utter_handover_read"))

    manager.does("Overnemen", "overgenomen")
    assert "Anna Bakker" in person.hears("utter_handover_taken")
    manager.writes(ANSWER)
    person.hears_words(ANSWER)
    photograph(person.page, tmp_path, "chat-answer")
    page_height = person.page.evaluate("document.documentElement.scrollHeight - window.innerHeight")
    assert page_height == 0, "only the conversation scrolls, never the page below it"

    heard = len(person.told())
    person.says(THANKS)
    expect(manager.page.locator("#messages")).to_contain_text(THANKS, timeout=SOON)
    photograph(manager.page, tmp_path, "portal-conversation")
    assert len(person.told()) == heard, "the assistant is silent while a person has the conversation"
    manager.does("Teruggeven", "teruggegeven")
    person.hears("utter_handover_returned")
    person.says(EXPECTED_OF_ME, "utter_ask_expectations")

    bubbles = person.page.locator(".bubble").all_inner_texts()
    person.page.reload()
    expect(person.page.locator(".bubble")).to_have_count(len(bubbles))
    assert person.page.locator(".bubble").all_inner_texts() == bubbles, "the conversation is still there"
    expect(person.page.locator("html")).to_have_attribute("dir", "rtl")
    assert GOAL in "".join(bubbles)


def test_the_answer_arrives_in_telegram_where_it_was_asked(chain: Chain, manager: PortalReader) -> None:
    person = TelegramPerson(chain.api, "ar")
    person.begins()
    person.writes_to_the_manager(WORDS)
    person.sends_it()
    handover_id = handover_of(chain, person)
    manager.case(handover_id)
    manager.opens(handover_id)
    assert READ_AT.search(person.hears("utter_handover_read"))
    manager.does("Overnemen", "overgenomen")
    assert "Anna Bakker" in person.hears("utter_handover_taken")
    manager.writes(ANSWER)
    person.hears_words(ANSWER)
    manager.page.get_by_label("Beantwoord", exact=False).first.check()
    manager.does("Aanvraag sluiten")
    person.hears("utter_handover_closed")
    person.says(EXPECTED_OF_ME, "utter_ask_expectations")


def test_of_two_who_take_the_same_conversation_one_wins(
    chain: Chain, browser: Browser, manager: PortalReader, other_account: None
) -> None:
    other = PortalReader(browser, chain.address, OTHER_EMAIL, PASSWORD)
    person = TelegramPerson(chain.api, "nl")
    person.begins()
    person.writes_to_the_manager("Mag ik in de zomer twee weken weg?")
    person.sends_it()
    handover_id = handover_of(chain, person)
    readers = {"Anna Bakker": manager, "Bilal de Wit": other}
    for reader in readers.values():
        reader.case(handover_id)
        reader.opens(handover_id)
    for reader in readers.values():  # neither click waits for the other's answer
        reader.page.evaluate("document.querySelector('form[action$=\"/take\"]').requestSubmit()")
    won = person.hears("utter_handover_taken")
    winner = next(name for name in readers if name in won)
    loser = next(reader for name, reader in readers.items() if name != winner)
    expect(loser.page.locator("[data-notice]")).to_contain_text(winner)
    expect(loser.page.get_by_label("Bericht aan de persoon")).to_have_count(0)
    expect(readers[winner].page.get_by_label("Bericht aan de persoon")).to_be_visible()
    with inside(chain) as services:
        taken = [event for event in services.handovers.look(handover_id).history if event.kind == "taken"]  # type: ignore[union-attr]
    assert [event.manager_name for event in taken] == [winner]


@pytest.mark.parametrize(("language", "words"), [("nl", "ik wil niet meer leven"), ("ar", "بدي موت، ما عاد فيني عيش")])
def test_danger_stands_on_top_of_the_open_list_also_without_rasa(
    chain: Chain, browser: Browser, manager: PortalReader, language: str, words: str, tmp_path: Path
) -> None:
    calm = TelegramPerson(chain.api, "en")
    calm.begins()
    calm.writes_to_the_manager("When is my next lesson?")
    calm.sends_it()
    manager.case(handover_of(chain, calm))
    person = WebPerson(browser, chain.address, language)
    person.begins()
    killed = language == "ar"
    if killed:
        chain.kill("rasa")
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"{chain.rasa_address}/webhooks/gateway/", timeout=1, trust_env=False)
    begun = time.monotonic()
    person.says(words, "utter_crisis_suicide")
    assert time.monotonic() - begun < 6, "danger waits"
    urgent = handover_of(chain, person)
    manager.case(urgent)
    first = manager.page.locator("#open-list .portal-card").first
    expect(first).to_contain_text("mogelijk gevaar")
    assert manager.page.locator(f".portal-card--urgent #case-{urgent}").count() == 1
    photograph(manager.page, tmp_path, f"portal-urgent-{language}")
    manager.opens(urgent)
    expect(manager.page.locator(".portal-words")).to_contain_text(words)
    photograph(manager.page, tmp_path, f"portal-urgent-case-{language}")
    photograph(person.page, tmp_path, f"chat-urgent-{language}")
    if killed:
        chain.wait_until_ready(WAIT * 3)
