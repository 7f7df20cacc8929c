"""One handover: what is shown, and what a client manager does with it."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from tests.bot.portal.world import World, field, press, words


def test_own_words_stand_there_escaped_and_as_they_were_written(world: World) -> None:
    person = world.person()
    evil = "<script>alert(1)</script> \"' {{ 7*7 }} %(name)s"
    handover = world.handover(
        person, words=[evil], contact={"how": evil}, goals=[{"text": evil, "domain": evil, "first_step": evil}]
    )
    browser = world.log_in()
    press(browser, handover, "take")
    world.says(person, evil)
    for path in ("", "/part"):
        page = browser.get(f"/portal/handovers/{handover.id}{path}").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "{{ 7*7 }} %(name)s" in page


def test_half_a_character_breaks_no_page(world: World) -> None:
    person = world.person()
    handover = world.handover(person, words=["\ud800 hello \0"])
    browser = world.log_in()
    press(browser, handover, "take")
    world.says(person, "\udfff")
    page = browser.get(f"/portal/handovers/{handover.id}")
    assert page.status_code == 200 and "? hello" in page.text


def test_arabic_has_its_language_and_direction(world: World) -> None:
    handover = world.handover()
    page = world.log_in().get(f"/portal/handovers/{handover.id}").text
    assert re.search(r'<blockquote class="portal-words" lang="ar">\s*<p dir="rtl">لا أستطيع دفع الإيجار</p>', page)
    assert "Origineel, taal: Arabisch." in page
    assert "geen vertaling" in page and "Een tolk is aan te raden." in page


def test_dutch_needs_no_interpreter(world: World) -> None:
    handover = world.handover(world.person("nl"), words=["Ik kan de huur niet betalen"])
    page = world.log_in().get(f"/portal/handovers/{handover.id}").text
    assert "tolk" not in page and "geen vertaling" not in page


def test_what_was_left_out_is_nowhere(world: World) -> None:
    person = world.person("nl")
    content = {"language": "nl", "channel": "web", "topic": "request_human", "words": ["geheim"], "left_out": ["words"]}
    world.services.requests.draft(person, "inbound", "request_human", content)
    handover = world.services.requests.send(person)
    assert handover is not None
    page = world.log_in().get(f"/portal/handovers/{handover.id}").text
    assert "geheim" not in page and "In eigen woorden" not in page and "left_out" not in page


def test_neither_address_nor_ids_of_the_person_are_shown(world: World) -> None:
    person = world.person("ar", "telegram")
    handover = world.handover(person)
    page = world.log_in().get(f"/portal/handovers/{handover.id}").text
    for secret in (person.address, person.id, person.conversation_id, person.data_key):
        assert secret not in page


def test_approved_or_sent_because_of_danger(world: World) -> None:
    browser, calm, urgent = world.log_in(), world.handover(), world.urgent()
    assert "gezien en goedgekeurd" in browser.get(f"/portal/handovers/{calm.id}").text
    page = browser.get(f"/portal/handovers/{urgent.id}").text
    assert "zonder goedkeuring" in page and "gezien en goedgekeurd" not in page
    assert "Doe dit eerst" in page and "Bel nu 112." in words(page)


def test_silence_and_something_else_that_was_meant_stand_above_the_summary(world: World) -> None:
    person = world.person("nl")
    with world.services.database.write() as connection:
        world.services.requests.unanswered(connection, person, "a", "crisis_suicide", "ik ben iedereen tot last")
    handover = world.services.requests.current(person)[0]
    browser = world.log_in()
    page = browser.get(f"/portal/handovers/{handover.id}").text
    assert page.count("Daarop kwam geen antwoord") == 2 and "ik bedoelde iets anders" not in page
    with world.services.database.write() as connection:
        assert world.services.requests.mark_meant_other(connection, person)
    page = browser.get(f"/portal/handovers/{handover.id}").text
    assert page.count("koos: ik bedoelde iets anders") == 2
    assert world.queued(person) == []


def test_opening_tells_the_person_once_that_it_was_read(world: World) -> None:
    person = world.person("nl")
    handover, urgent = world.handover(person), world.urgent(other := world.person("nl"))
    browser = world.log_in()
    browser.get(f"/portal/handovers/{handover.id}/part")
    assert world.queued(person) == []
    for _ in range(2):
        browser.get(f"/portal/handovers/{handover.id}")
        browser.get(f"/portal/handovers/{urgent.id}")
    assert [re.sub(r"\d\d:\d\d", "…", text) for text in world.queued(person)] == ["Gelezen om \u2068…\u2069."]
    assert world.queued(other) == []  # somebody may look along
    assert "Voor het eerst gelezen door Anna" in browser.get(f"/portal/handovers/{handover.id}").text


def test_of_two_who_take_one_wins_and_the_other_is_told_who(world: World) -> None:
    anna, bea, handover = world.log_in("Anna"), world.log_in("Bea"), world.handover()
    tokens = {browser: field(browser.get(f"/portal/handovers/{handover.id}"), "csrf") for browser in (anna, bea)}
    path = f"/portal/handovers/{handover.id}/take"
    won = anna.post(path, data={"csrf": tokens[anna]})
    lost = bea.post(path, data={"csrf": tokens[bea]})
    assert "U heeft het gesprek overgenomen" in won.text
    assert "Anna was u net voor" in lost.text and 'name="text"' not in lost.text
    again = anna.post(path, data={"csrf": tokens[anna]})  # a second click
    assert "U heeft het gesprek overgenomen" in again.text


def test_a_form_sent_twice_is_one_message(world: World) -> None:
    browser, person, handover = _taken(world)
    form_id = field(browser.get(f"/portal/handovers/{handover}"), "form_id")
    for _ in range(2):
        answer = _write(browser, handover, "Kunt u morgen\r\nom 10 uur bellen?", form_id)
        assert answer.status_code == 303
    _write(browser, handover, "Of om 11 uur?", form_id)  # went back, wrote something else
    assert world.queued(person)[-2:] == ["Kunt u morgen\nom 10 uur bellen?", "Of om 11 uur?"]
    page = browser.get(f"/portal/handovers/{handover}").text
    assert page.count("om 10 uur bellen?") == 1
    assert field(browser.get(f"/portal/handovers/{handover}"), "form_id") != form_id


def test_only_who_took_it_can_write_and_no_text_is_lost(world: World) -> None:
    _anna, person, handover = _taken(world)
    bea = world.log_in("Bea")
    before = world.queued(person)
    answer = _write(bea, handover, "Ik ben Bea <b>", uuid4().hex)
    assert answer.status_code == 409
    assert "niet verstuurd" in answer.text and "Ik ben Bea &lt;b&gt;</textarea>" in answer.text
    assert world.queued(person) == before


@pytest.mark.parametrize(
    ("text", "said"), [(" \n", "Typ eerst"), ("", "Typ eerst"), ("x" * 4001, "te lang")], ids=["blank", "empty", "long"]
)
def test_what_cannot_be_sent_stays_on_the_page(world: World, text: str, said: str) -> None:
    browser, person, handover = _taken(world)
    before = world.queued(person)
    answer = _write(browser, handover, text, uuid4().hex)
    assert answer.status_code == 422
    assert said in answer.text and f"{text.strip()}" in answer.text
    assert world.queued(person) == before


def test_a_form_without_its_id_is_refused(world: World) -> None:
    browser, _person, handover = _taken(world)
    assert _write(browser, handover, "Hallo", "x").status_code == 400


def test_giving_back_and_taking_again(world: World) -> None:
    browser, person, handover = _taken(world)
    _post(browser, handover, "return")
    page = browser.get(f"/portal/handovers/{handover}").text
    assert "Teruggegeven aan Wegwijs door Anna" in page and 'name="text"' not in page
    assert f"{handover}/take" in page and f"{handover}/close" in page
    assert world.queued(person)[-1] == "Wegwijs antwoordt weer."
    _post(browser, handover, "take")
    assert 'name="text"' in browser.get(f"/portal/handovers/{handover}").text


def test_closing_needs_an_outcome(world: World) -> None:
    browser, person, handover = _taken(world)
    for outcome in ("", "fired"):
        refused = _post(browser, handover, "close", outcome=outcome)
        assert refused.status_code == 422 and "Kies eerst een uitkomst" in refused.text
    assert _post(browser, handover, "close", outcome="referred").status_code == 303
    page = browser.get(f"/portal/handovers/{handover}").text
    assert "Uitkomst: Doorverwezen." in page and "Gesloten door Anna" in page and "/write" not in page
    assert world.queued(person)[-1] == "De aanvraag is klaar."


def test_another_cannot_give_back_or_close(world: World) -> None:
    _anna, _person, handover = _taken(world)
    bea = world.log_in("Bea")
    for action in ("return", "close"):
        answer = _post(bea, handover, action, outcome="other")
        assert answer.headers["location"].endswith("notice=not_yours")
    case = world.services.handovers.look(handover)
    assert case is not None and case.handover.state == "taken"


def test_undelivered_messages_are_said_clearly(world: World) -> None:
    browser, _person, handover = _taken(world)
    with world.services.database.write() as connection:
        queued = world.services.outbox.claim(connection, "test", 60)
        assert queued is not None
        world.services.outbox.failed(connection, queued.seq)
    assert "1 bericht aan deze persoon is niet aangekomen" in browser.get(f"/portal/handovers/{handover}").text


def test_in_english(world: World) -> None:
    browser, handover = world.log_in(), world.urgent()
    csrf = field(browser.get("/portal/"), "csrf")
    browser.post("/portal/locale", data={"csrf": csrf, "locale": "en"})
    page = browser.get(f"/portal/handovers/{handover.id}").text
    assert "Sent without the person’s approval because of possible danger." in page
    assert "Is life in danger? Call 112 now." in words(page)


def _taken(world: World) -> tuple:  # type: ignore[type-arg]
    """Anna has taken over a conversation with somebody who reads Dutch."""
    browser, person = world.log_in("Anna"), world.person("nl")
    handover = world.handover(person)
    press(browser, handover, "take")
    return browser, person, handover.id


def _post(browser, handover_id: str, action: str, **fields: str):  # type: ignore[no-untyped-def]
    csrf = field(browser.get("/portal/"), "csrf")
    return browser.post(f"/portal/handovers/{handover_id}/{action}", data={"csrf": csrf, **fields}, follow_redirects=False)


def _write(browser, handover_id: str, text: str, form_id: str):  # type: ignore[no-untyped-def]
    return _post(browser, handover_id, "write", text=text, form_id=form_id)
