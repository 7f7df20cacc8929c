"""Asking for an interpreter, and telling a person that a message is in Dutch."""

from __future__ import annotations

from uuid import uuid4

from tests.bot.portal.world import World, field, press, words

LINE = "\n\u2068هذه الرسالة بالهولندية.\u2069"


def test_one_click_is_noted_once_with_who_asked(world: World) -> None:
    person = world.person()
    handover = world.handover(person)
    anna, bea, path = world.log_in("Anna"), world.log_in("Bea"), f"/portal/handovers/{handover.id}"
    page = anna.get(path).text
    assert "Een tolk vragen" in page and "Wegwijs belt zelf geen tolk" in page
    told = world.queued(person)
    assert press(anna, handover, "interpreter").headers["location"].endswith("notice=interpreter")
    assert "Genoteerd: er is een tolk gevraagd." in anna.get(f"{path}?notice=interpreter").text
    press(bea, handover, "interpreter")
    for address in (path, f"{path}/part"):
        page = bea.get(address).text
        assert "Tolk gevraagd door Anna" in page and "Door Anna, " in page
        assert "Een tolk vragen" not in page and "Tolk gevraagd door Bea" not in page
    case = world.services.handovers.look(handover.id)
    assert case is not None and [event.kind for event in case.history].count("interpreter") == 1
    assert world.queued(person) == told  # nobody tells the person


def test_not_for_who_speaks_dutch_and_not_after_it_was_closed(world: World) -> None:
    browser, dutch, arabic = world.log_in(), world.handover(world.person("nl")), world.handover()
    assert "/interpreter" not in browser.get(f"/portal/handovers/{dutch.id}").text
    press(browser, arabic, "take")
    press(browser, arabic, "close", outcome="other")
    assert "/interpreter" not in browser.get(f"/portal/handovers/{arabic.id}").text
    assert press(browser, arabic, "interpreter").headers["location"].endswith("notice=not_yours")


def test_dutch_words_carry_a_line_in_the_language_of_the_person(world: World) -> None:
    browser, person = world.log_in(), world.person()
    handover = world.handover(person)
    press(browser, handover, "take")
    page = browser.get(f"/portal/handovers/{handover.id}")
    assert "Mijn bericht is niet in het Nederlands" in page.text
    press(browser, handover, "write", text="Ik bel u morgen.", form_id=field(page, "form_id"))
    assert world.queued(person)[-1] == f"Ik bel u morgen.{LINE}"
    page = browser.get(f"/portal/handovers/{handover.id}")
    assert "Ik bel u morgen." in page.text and "بالهولندية" not in page.text
    press(browser, handover, "write", text="سأتصل بكم غدًا.", not_dutch="yes", form_id=field(page, "form_id"))
    assert world.queued(person)[-1] == "سأتصل بكم غدًا."


def test_who_speaks_dutch_is_not_told_so(world: World) -> None:
    browser, person = world.log_in(), world.person("nl")
    handover = world.handover(person)
    press(browser, handover, "take")
    assert "not_dutch" not in browser.get(f"/portal/handovers/{handover.id}").text
    press(browser, handover, "write", text="Ik bel u morgen.", form_id=uuid4().hex)
    assert world.queued(person)[-1] == "Ik bel u morgen."


def test_the_choice_of_language_stays_when_a_message_cannot_be_sent(world: World) -> None:
    browser, handover = world.log_in(), world.handover()
    press(browser, handover, "take")
    answer = press(browser, handover, "write", text=" ", not_dutch="yes", form_id=uuid4().hex)
    assert answer.status_code == 422 and 'id="not-dutch" checked' in answer.text
    assert "Typ eerst een bericht." in words(answer.text)
