"""The list of open handovers, and of the closed ones."""

from __future__ import annotations

import re

from tests.bot.portal.world import World, press


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
    assert _row(anna.get("/portal/").text) == ["Zo snel mogelijk", "Nieuw", "Arabisch", "Telegram", "0"]
    anna.get(f"/portal/handovers/{handover.id}")
    assert _row(bea.get("/portal/").text)[1] == "Gelezen"
    press(anna, handover, "take")
    world.says(person, "شكرا")
    assert _row(bea.get("/portal/").text) == [
        "Zo snel mogelijk",
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
    world.services.handovers.draft(person, "inbound", "request_human", {"topic": "request_human"})
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


def _row(page: str) -> list[str]:
    """The badges and the facts of the only row, but since when."""
    badges = re.findall(r'<span class="utrecht-status-badge[^>]*>\s*(.*?)\s*</span>', page)
    return [*badges, *re.findall(r"<dd>([^<]*)</dd>", page)]
