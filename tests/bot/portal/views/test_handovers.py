"""The list of open handovers, and of the closed ones."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from starlette.testclient import TestClient

from bot.messages import now
from bot.services.dutch_time import AMSTERDAM
from tests.bot.portal.world import World, field, press


def test_urgent_first_then_the_longest_waiting(world: World) -> None:
    late = world.handover(reason="request_human")
    early = world.handover(reason="complain_manager")
    urgent = world.urgent()
    page = world.log_in().get("/portal/").text
    assert re.findall(r'id="case-(\w+)"', page) == [urgent.id, late.id, early.id]
    assert page.index("Mogelijk gevaar: 1 aanvraag") < page.index("2 open aanvragen")


def test_what_a_row_tells(world: World) -> None:
    person = world.person("ar", "telegram")
    handover = world.handover(person)
    anna, bea = world.log_in("Anna"), world.log_in("Bea")
    assert _row(anna.get("/portal/").text) == ["Vandaag of morgen", "Nieuw", "Arabisch", "Telegram", "0"]
    anna.get(f"/portal/handovers/{handover.id}")
    assert _row(bea.get("/portal/").text)[1] == "Gelezen"
    press(anna, handover, "take")
    world.says(person, "شكرا")
    assert _row(bea.get("/portal/").text) == [
        "Vandaag of morgen",
        "Bij Anna",
        "Wacht op antwoord",
        "Arabisch",
        "Telegram",
        "1",
    ]
    assert _row(anna.get("/portal/").text)[1] == "Bij u"
    press(anna, handover, "return")
    assert _row(bea.get("/portal/").text)[1] == "Teruggegeven aan Wegwijs"


def test_attention_counts_what_is_new_and_what_waits_for_me(world: World) -> None:
    person = world.person()
    handover = world.handover(person)
    anna, bea = world.log_in("Anna"), world.log_in("Bea")
    assert 'data-attention="1"' in anna.get("/portal/list").text
    press(anna, handover, "take")
    assert 'data-attention="0"' in anna.get("/portal/list").text
    world.says(person, "hallo?")
    assert 'data-attention="1"' in anna.get("/portal/list").text
    assert 'data-attention="0"' in bea.get("/portal/list").text


def test_drafts_and_cancelled_requests_are_not_shown(world: World) -> None:
    person = world.person()
    world.services.requests.draft(person, "inbound", "request_human", {"topic": "request_human"})
    assert "Niemand wacht op antwoord" in world.log_in().get("/portal/").text


def test_closed(world: World) -> None:
    anna, handover = world.log_in(), world.handover()
    assert "nog geen aanvraag gesloten" in anna.get("/portal/closed").text
    press(anna, handover, "take")
    press(anna, handover, "close", outcome="appointment")
    page = anna.get("/portal/closed").text
    assert "Afspraak gemaakt" in page and "Schulden of geen geld" in page
    assert handover.id not in anna.get("/portal/").text


def test_the_rules(world: World) -> None:
    page = world.log_in().get("/portal/what-you-see").text
    assert "Niets uit Wegwijs mag de grond zijn voor een maatregel of een boete" in page


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM)


def test_a_row_is_overdue_while_nobody_looks(world: World) -> None:
    person = world.person()
    with time_machine.travel(at("2026-11-24T10:00")):
        handover = world.urgent(person)
        assert "Wacht te lang" not in world.log_in().get("/portal/").text
    with time_machine.travel(at("2026-11-24T10:16")):
        anna = world.log_in()
        page = anna.get("/portal/").text
        assert _row(page)[:3] == ["Nu: mogelijk gevaar", "Nieuw", "Wacht te lang"] and "16 minuten" in page
        anna.get(f"/portal/handovers/{handover.id}")
        assert "Wacht te lang" not in anna.get("/portal/list").text


def test_becoming_overdue_renews_the_list_and_stands_in_the_history(world: World) -> None:
    with time_machine.travel(at("2026-11-24T10:00")):
        handover = world.urgent()
        before = world.services.handovers.newest_event()
    with time_machine.travel(at("2026-11-24T10:16")):
        world.services.escalation.round()
        assert world.services.handovers.newest_event() > before
        page = world.log_in().get(f"/portal/handovers/{handover.id}").text
    assert "Te lang niet gelezen: het team is gewaarschuwd" in page


def test_figures_of_the_last_days_are_there_when_there_are_any(world: World) -> None:
    with time_machine.travel(at("2026-11-24T10:00")):
        handover = world.handover()
        assert "mediaan" not in world.log_in().get("/portal/").text
    with time_machine.travel(at("2026-11-24T12:00")):
        anna = world.log_in()
        anna.get(f"/portal/handovers/{handover.id}")
        page = anna.get("/portal/").text
        assert "voor het eerst gelezen na 2 uur" in page and "eerste antwoord" not in page
        press(anna, handover, "take")
    with time_machine.travel(at("2026-11-24T14:05")):
        world.services.handovers.write(handover.id, _taker(world, handover.id), "Dag!", "form")
        assert "eerste antwoord na 4 uur" in world.log_in().get("/portal/list").text


def test_alerts_that_could_not_be_sent_are_said_at_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = {"smtp_url": "smtp://localhost", "smtp_from": "w@gemeente.nl", "alert_emails": "a@gemeente.nl,b@gemeente.nl"}
    world = World(tmp_path, monkeypatch, **mail)
    world.handover()
    assert "waarschuwing" not in world.log_in().get("/portal/").text
    with time_machine.travel(now() + timedelta(minutes=11)):
        page = world.log_in().get("/portal/").text
        assert "2 waarschuwingen konden niet worden verstuurd" in page
        assert page.index("waarschuwingen") < page.index("open aanvraag") and "a@gemeente.nl" not in page
        assert "2 alerts could not be sent" in _in_english(world).get("/portal/list").text
    world.close()


def _taker(world: World, handover_id: str) -> str:
    case = world.services.handovers.look(handover_id)
    assert case is not None and case.handover.taken_by
    return case.handover.taken_by


def _in_english(world: World) -> TestClient:
    browser = world.log_in("Cees")
    browser.post("/portal/locale", data={"csrf": field(browser.get("/portal/"), "csrf"), "locale": "en", "back": "/portal/"})
    return browser


@pytest.mark.parametrize(("moment", "shown"), [("2026-11-24T12:00", False), ("2026-11-24T20:00", True)])
def test_outside_office_hours_staff_read_who_is_on_duty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, shown: bool
) -> None:
    with time_machine.travel(at(moment)):
        world = World(tmp_path, monkeypatch, duty_roster="Bea <06 12 34 56 78>")
        page = world.log_in().get("/portal/").text
        assert ("Bea &lt;06 12 34 56 78&gt;" in page) is shown
        world.close()


def test_without_a_roster_nobody_is_named(world: World) -> None:
    with time_machine.travel(at("2026-11-24T20:00")):
        assert "Dienst heeft" not in world.log_in().get("/portal/").text


def _row(page: str) -> list[str]:
    """The badges and the facts of the only row, but since when."""
    badges = re.findall(r'<span class="utrecht-status-badge[^>]*>\s*(.*?)\s*</span>', page)
    return [*badges, *re.findall(r"<dd>([^<]*)</dd>", page)]
