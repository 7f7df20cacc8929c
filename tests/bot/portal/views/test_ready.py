"""Ready sentences on the page of a handover: both languages are shown, then the person gets their own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from httpx import Response as Answer
from starlette.testclient import TestClient

from bot.storage.handover_tables import handover_messages
from bot.storage.persons import Person
from tests.bot.portal.world import World, field, press, words

COME = {"key": "come", "blank_date": "2026-12-01", "blank_time": "10:30", "blank_place": "Raadhuisplein 2", "blank_who": "Anna"}
ARABIC = (
    "هل يمكنكم أن تأتوا يوم \u206801-12-2026\u2069 الساعة \u206810:30\u2069 إلى \u2068Raadhuisplein 2\u2069؟"
    " \u2068Anna\u2069 هناك أيضًا."
)
DUTCH = (
    "Kunt u op \u206801-12-2026\u2069 om \u206810:30\u2069 komen naar \u2068Raadhuisplein 2\u2069? \u2068Anna\u2069 is er ook."
)


def test_the_panel_stands_there_while_the_conversation_is_mine(world: World) -> None:
    browser, handover = world.log_in(), world.handover()
    path = f"/portal/handovers/{handover.id}"
    assert "Kant-en-klare zinnen" not in browser.get(path).text
    press(browser, handover, "take")
    for address in (path, f"{path}/part"):
        page = browser.get(address).text
        assert "Kant-en-klare zinnen" in page and "in de eigen taal: Arabisch" in page
        assert re.findall(r'portal-ready__name">([^<]*)', page) == ["Contact", "Afspraak", "Veiligheid"]
        assert page.count("Zet in mijn bericht") == 3
        assert re.findall(r'name="blank_(\w+)" type="(\w+)"', page) == [
            ("date", "date"),
            ("time", "time"),
            ("place", "text"),
            ("who", "text"),
        ]
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
        assert {f"ready-come-{blank}" for blank in ("date", "time", "place", "who")} <= labelled
    assert "Kant-en-klare zinnen" not in world.log_in("Bea").get(path).text
    press(browser, handover, "return")
    assert "Kant-en-klare zinnen" not in browser.get(path).text


def test_both_languages_are_shown_before_anything_is_sent(world: World) -> None:
    browser, person, handover = _taken(world)
    before = world.queued(person)
    page = _pick(browser, handover, "ready", **COME)
    assert page.status_code == 200
    assert DUTCH in words(page.text) and ARABIC in words(page.text)
    assert '<blockquote class="portal-words" lang="ar">' in page.text and '<p dir="rtl">' in page.text
    assert world.queued(person) == before


def test_sent_it_arrives_in_the_language_of_the_person_and_staff_see_both(world: World) -> None:
    browser, person, handover = _taken(world)
    page = _pick(browser, handover, "ready", **COME)
    fields = {name: field(page, name) for name in ("form_id", *COME)}
    for _ in range(2):  # a second click
        answer = _post(browser, handover, "ready/send", **fields)
        assert answer.status_code == 303 and answer.headers["location"].endswith("?notice=written#conversation")
    assert world.queued(person).count(ARABIC) == 1
    case = world.services.handovers.look(handover)
    assert case is not None and [event.kind for event in case.history].count("answer") == 1
    (said,) = case.messages
    assert (said.author, said.text, said.language, said.beside["nl"]) == ("manager", ARABIC, "ar", DUTCH)
    with world.services.database.read() as connection:
        content = world.services.outbox.after(connection, person, 0)[-1][1]
    assert (content["author"], content["language"]) == ("manager", "ar")
    conversation = browser.get(f"/portal/handovers/{handover}").text.split('id="messages"')[1].split("</section>")[0]
    assert ARABIC in conversation and DUTCH in conversation
    assert 'class="portal-message__text" lang="ar"><p dir="rtl">' in conversation and '<div lang="nl">' in conversation


def test_an_english_reader_sees_english_and_the_dutch_where_english_misses(world: World) -> None:
    browser, person, handover = _taken(world)
    _post(browser, handover, "../../locale", locale="en")
    assert "I have read your message." in browser.get(f"/portal/handovers/{handover}").text
    page = _pick(browser, handover, "ready", key="read")
    assert "I have read your message." in page.text and "What the person gets (Arabic)" in page.text
    _post(browser, handover, "ready/send", key="read", form_id=field(page, "form_id"))
    assert "I have read your message." in browser.get(f"/portal/handovers/{handover}").text
    assert world.queued(person)[-1] == "لقد قرأت رسالتكم."


def test_a_sentence_that_misses_in_the_language_of_the_person_is_said_to_be_dutch(world: World) -> None:
    browser, person, handover = _taken(world)
    page = _pick(browser, handover, "ready", key="danger")
    assert "De persoon krijgt de Nederlandse zin." in page.text and "Wat de zin zegt" not in page.text
    _post(browser, handover, "ready/send", key="danger", form_id=field(page, "form_id"))
    assert world.queued(person)[-1] == "Bent u in gevaar? Bel \u2066112\u2069.\n\u2068هذه الرسالة بالهولندية.\u2069"


def test_who_reads_dutch_is_shown_one_sentence(world: World) -> None:
    browser, person, handover = _taken(world, "nl")
    page = _pick(browser, handover, "ready", key="read")
    assert page.text.count("Ik heb uw bericht gelezen.") == 1
    _post(browser, handover, "ready/send", key="read", form_id=field(page, "form_id"))
    assert world.queued(person)[-1] == "Ik heb uw bericht gelezen."


@pytest.mark.parametrize("action", ["ready", "ready/send"])
def test_blanks_that_are_not_filled_are_asked_again(world: World, action: str) -> None:
    browser, person, handover = _taken(world)
    before = world.queued(person)
    page = _pick(browser, handover, action, **{**COME, "blank_date": "morgen", "blank_who": "", "text": "Al <b>getypt"})
    assert page.status_code == 422
    assert "Vul een datum in" in page.text and "Vul dit in" in page.text
    assert field(page, "text") == "Al &lt;b&gt;getypt" and 'value="Raadhuisplein 2"' in page.text
    assert 'id="blank-date" name="blank_date" type="date" value="morgen"' in page.text
    assert 'aria-describedby="blank-date-problem"' in page.text and 'id="blank-date-problem"' in page.text
    assert world.queued(person) == before


def test_what_was_typed_meanwhile_is_not_lost(world: World) -> None:
    browser, person, handover = _taken(world)
    page = _pick(browser, handover, "ready", key="read", text="Ik wilde <b>nog")
    fields = {name: field(page, name) for name in ("form_id", "key")}
    kept = _post(browser, handover, "ready/send", text="Ik wilde <b>nog", do="back", **fields)
    assert kept.status_code == 200 and "Ik wilde &lt;b&gt;nog</textarea>" in kept.text
    assert not any("قرأت" in text for text in world.queued(person))
    sent = _post(browser, handover, "ready/send", text="Ik wilde <b>nog", **fields)
    assert sent.status_code == 200 and "Ik wilde &lt;b&gt;nog</textarea>" in sent.text
    assert "Uw bericht staat klaar" in sent.text and "لقد قرأت رسالتكم." in sent.text
    nothing = _post(browser, handover, "ready/send", do="back", **fields)
    assert nothing.headers["location"] == f"/portal/handovers/{handover}#ready"


@pytest.mark.parametrize("action", ["ready", "ready/send"])
def test_only_who_took_it_sends_and_what_they_typed_is_given_back(world: World, action: str) -> None:
    _anna, person, handover = _taken(world)
    bea, before = world.log_in("Bea"), world.queued(person)
    assert _pick(bea, handover, action, key="read").headers["location"].endswith("notice=not_yours")
    answer = _pick(bea, handover, action, key="read", text="Ik ben Bea")
    assert answer.status_code == 409 and "Ik ben Bea</textarea>" in answer.text
    assert world.queued(person) == before


@pytest.mark.parametrize(
    "fields",
    [{"key": "nothing"}, {"key": ""}, {"key": "../x"}, {"key": "read", "form_id": "x"}, {"key": "read", "form_id": ""}],
)
def test_a_form_that_no_page_gave_is_refused(world: World, fields: dict[str, str]) -> None:
    browser, person, handover = _taken(world)
    before = world.queued(person)
    for action in ("ready", "ready/send"):
        assert _pick(browser, handover, action, **fields).status_code == 400
    assert world.queued(person) == before


def test_blanks_are_shown_escaped(world: World) -> None:
    browser, person, handover = _taken(world)
    page = _pick(browser, handover, "ready", **{**COME, "blank_who": "<script>[[manager]]%s"})
    assert "<script>[[" not in page.text and "&lt;script&gt;[[manager]]%s" in page.text
    _post(browser, handover, "ready/send", **{**COME, "blank_who": "<script>[[manager]]%s", "form_id": field(page, "form_id")})
    assert "<script>[[manager]]%s" in world.queued(person)[-1]


def test_in_danger_safety_stands_first_and_open(world: World) -> None:
    browser, handover = world.log_in(), world.urgent()
    press(browser, handover, "take")
    page = browser.get(f"/portal/handovers/{handover.id}").text
    assert re.findall(r'portal-ready__name">([^<]*)', page)[0] == "Veiligheid"
    assert page.count('<details class="portal-ready__group" open>') == 1
    assert "iemand die meekijkt" in _pick(browser, handover.id, "ready", key="danger").text


def test_a_message_that_was_kept_as_text_alone_is_still_shown(world: World) -> None:
    browser, person, handover = _taken(world)
    world.says(person, "oud bericht")
    with world.services.database.write() as connection:
        sealed = world.services.vault.seal(person.data_key, "oud bericht")
        connection.execute(handover_messages.update().values(content_enc=sealed))
    page = browser.get(f"/portal/handovers/{handover}")
    assert page.status_code == 200 and "oud bericht" in page.text


def _taken(world: World, language: str = "ar") -> tuple[TestClient, Person, str]:
    """Anna has taken over a conversation."""
    browser, person = world.log_in("Anna"), world.person(language)
    handover = world.handover(person)
    press(browser, handover, "take")
    return browser, person, handover.id


def _post(browser: TestClient, handover_id: str, action: str, **fields: str) -> Answer:
    data: dict[str, Any] = {"csrf": field(browser.get("/portal/"), "csrf"), **fields}
    path = "/portal/locale" if action.endswith("locale") else f"/portal/handovers/{handover_id}/{action}"
    answer: Answer = browser.post(path, data=data, follow_redirects=False)
    return answer


def _pick(browser: TestClient, handover_id: str, action: str, **fields: str) -> Answer:
    """Send the form of one sentence."""
    return _post(browser, handover_id, action, **{"form_id": "0123456789abcdef" * 2, **fields})
