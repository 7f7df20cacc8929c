"""A person who may be read along with, as a client manager sees it."""

from __future__ import annotations

from bot.services.dutch_time import clock
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
