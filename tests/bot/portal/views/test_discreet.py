"""A person who may be read along with, as a client manager sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

import time_machine

from bot.messages import now
from bot.services.dutch_time import AMSTERDAM, clock
from bot.services.safe_contact import SafeContact
from tests.bot.portal.world import World, field, press, words

WARNING = "Deze persoon wordt misschien meegelezen: uw bericht komt achter een neutrale regel."


def test_a_line_says_so_only_for_a_discreet_person(world: World) -> None:
    person = world.person("nl")
    handover = world.handover(person)
    browser = world.log_in()
    assert WARNING not in words(browser.get(f"/portal/handovers/{handover.id}").text)
    with world.services.database.write() as connection:
        world.services.discretion.notice(connection, person, "sensitive_family")
    for path in ("", "/part"):
        assert WARNING in words(browser.get(f"/portal/handovers/{handover.id}{path}").text)


def test_when_a_message_was_opened_stands_beside_it(world: World) -> None:
    person = world.person("nl")
    handover = world.urgent(person)
    with world.services.database.write() as connection:
        world.services.discretion.notice(connection, person, "crisis_violence")
    browser = world.log_in()
    press(browser, handover, "take")
    page = browser.get(f"/portal/handovers/{handover.id}")
    token = field(page, "form_id")
    before = world.queued(person)
    assert press(browser, handover, "write", text="Kom morgen", form_id=token).status_code == 303
    assert world.queued(person)[len(before) :] == [world.services.speech.texts.line("utter_discreet_line", "nl")]
    assert "geopend om" not in browser.get(f"/portal/handovers/{handover.id}").text
    link = str(world.services.discretion.link(person).values["link"])
    assert world.services.discretion.open(link.rpartition("/")[2])
    case = world.services.handovers.look(handover.id)
    assert case is not None and case.messages[0].opened_at is not None
    hour = clock(case.messages[0].opened_at)
    for path in ("", "/part"):
        assert f"geopend om {hour}" in words(browser.get(f"/portal/handovers/{handover.id}{path}").text)


def test_how_the_person_may_be_reached_stands_on_top_and_until_when_words_wait(world: World) -> None:
    person = world.person("nl")
    handover = world.urgent(person)
    with world.services.database.write() as connection:
        world.services.discretion.notice(connection, person, "crisis_violence")
        contact = SafeContact("morning", "phone", "partner", "<b>roos")
        world.services.discretion._contacts.keep(connection, person, contact.given)
    with time_machine.travel(datetime(2026, 3, 2, 13, tzinfo=AMSTERDAM)):
        browser = world.log_in()
        press(browser, handover, "take")
        page = browser.get(f"/portal/handovers/{handover.id}")
        shown = words(page.text)
        for line in ("alleen tussen 09:00 en 12:00 uur", "alleen telefonisch", "op de telefoon leest de partner soms mee"):
            assert line in shown and shown.index(line) < shown.index("Samenvatting"), "on top of it"
        assert "&lt;b&gt;roos" in page.text and "<b>roos" not in page.text
        assert "Wat u nu stuurt, wacht tot di 3 mrt 09:00" in shown
        before = world.queued(person)
        press(browser, handover, "write", text="Kom morgen", form_id=field(page, "form_id"))
        assert world.queued(person) == before
    with time_machine.travel(datetime(2026, 3, 3, 9, 5, tzinfo=AMSTERDAM)):
        browser = world.log_in()
        assert "wacht tot" not in words(browser.get(f"/portal/handovers/{handover.id}").text)
        world.services.discretion.round()
        assert len(world.queued(person)) == len(before) + 1


def test_who_gave_no_answers_gets_no_lines(world: World) -> None:
    person = world.person("nl")
    handover = world.handover(person)
    assert "Zo mag u deze persoon bereiken" not in words(world.log_in().get(f"/portal/handovers/{handover.id}").text)


def test_a_message_that_nobody_opened_says_so_and_may_be_asked_for_again(world: World) -> None:
    person = world.person("nl")
    handover = world.urgent(person)
    with world.services.database.write() as connection:
        world.services.discretion.notice(connection, person, "crisis_violence")
    browser = world.log_in()
    press(browser, handover, "take")
    page = browser.get(f"/portal/handovers/{handover.id}")
    assert "Opent de persoon het niet binnen 24 uur, dan wordt het gewist." in words(page.text)
    press(browser, handover, "write", text="Kom morgen", form_id=field(page, "form_id"))
    with time_machine.travel(now() + timedelta(hours=25)):
        browser = world.log_in()
        assert "niet geopend binnen 24 uur: gewist voor de persoon" in words(
            browser.get(f"/portal/handovers/{handover.id}").text
        )
        assert world.services.discretion.ask_again(person).response == "utter_private_asked"
        assert "De persoon vraagt om het gewiste bericht" in words(browser.get(f"/portal/handovers/{handover.id}").text)
