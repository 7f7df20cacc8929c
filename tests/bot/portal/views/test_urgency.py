"""Changing how soon a request must be dealt with."""

from __future__ import annotations

from tests.bot.portal.world import World, press, words


def test_raising_needs_no_note_and_stands_in_the_history(world: World) -> None:
    browser, handover = world.log_in(), world.handover(reason="request_human")
    path = f"/portal/handovers/{handover.id}"
    assert press(browser, handover, "urgency", urgency="soon").headers["location"].endswith("notice=urgency")
    page = words(browser.get(path).text)
    assert "Dringender gemaakt door Anna: Vandaag of morgen" in page
    assert "Neem vandaag of morgen contact op over" in page
    assert "Vandaag of morgen" in words(browser.get("/portal/").text)


def test_lowering_asks_for_a_note_which_everybody_sees(world: World) -> None:
    browser, handover = world.log_in(), world.handover(reason="sensitive_debt")
    answer = press(browser, handover, "urgency", urgency="week")
    assert answer.status_code == 422 and "Schrijf kort waarom het minder dringend is." in answer.text
    assert '<option value="week" selected>' in answer.text
    press(browser, handover, "urgency", urgency="week", note="huur is <betaald>")
    page = world.log_in("Bea").get(f"/portal/handovers/{handover.id}").text
    assert "Minder dringend gemaakt door Anna: Deze week" in words(page) and "huur is &lt;betaald&gt;" in page


def test_what_cannot_be_kept(world: World) -> None:
    browser, handover = world.log_in(), world.handover()
    answer = press(browser, handover, "urgency", urgency="week", note="x" * 301)
    assert answer.status_code == 422 and "hoogstens 300 tekens" in answer.text
    assert press(browser, handover, "urgency", urgency="later", note="x").status_code == 400
    press(browser, handover, "take")
    press(browser, handover, "close", outcome="other")
    assert 'id="urgency"' not in browser.get(f"/portal/handovers/{handover.id}").text
    assert press(browser, handover, "urgency", urgency="now").headers["location"].endswith("notice=not_yours")


def test_what_a_client_manager_made_urgent_was_still_approved_by_the_person(world: World) -> None:
    browser, handover = world.log_in(), world.handover()
    press(browser, handover, "urgency", urgency="now")
    page = browser.get(f"/portal/handovers/{handover.id}").text
    assert "De persoon heeft deze samenvatting vooraf gezien" in page and "Verstuurd zonder goedkeuring" not in page
    assert "Verstuurd zonder goedkeuring" in browser.get(f"/portal/handovers/{world.urgent().id}").text
