"""The page of a handover tells who had the conversation, what the person read about meanwhile, and what a colleague may do."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import time_machine

from tests.bot.portal.world import World, press, words

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=timezone.utc)


def test_every_change_of_owner_is_shown(world: World) -> None:
    handover, anna = world.handover(), world.log_in()
    press(anna, handover, "take")
    press(anna, handover, "return")
    page = words(anna.get(f"/portal/handovers/{handover.id}").text)
    assert "Van wie het gesprek was" in page
    assert "Wegwijs, aanvraag wacht → Klantmanager: overgenomen door Anna" in page
    assert "Klantmanager → Wegwijs, aanvraag nog open: teruggegeven door Anna" in page


def test_a_topic_that_the_person_read_about_stands_in_the_conversation_and_waits_for_no_answer(world: World) -> None:
    person = world.person()
    handover, anna = world.handover(person), world.log_in()
    press(anna, handover, "take")
    current = world.services.people.in_conversation(person.conversation_id)
    assert current is not None
    with world.services.database.write() as connection:
        world.services.requests.read_about(connection, current, "a", "ask_rights")
    page = words(anna.get(f"/portal/handovers/{handover.id}").text)
    assert "Statushouder las uitleg over" in page and "Mijn rechten" in page
    assert "Wacht op antwoord" not in anna.get("/portal/").text


def test_who_cannot_take_a_second_request_of_the_same_person_is_told_why(world: World) -> None:
    person = world.person()
    first, second = world.handover(person), world.handover(person, "request_human")
    press(world.log_in(), first, "take")
    bram = world.log_in("Bram", "192.0.2.2")
    answer = press(bram, second, "take")
    assert answer.headers["location"].endswith("notice=held")
    assert "Een collega heeft het gesprek met deze persoon al" in bram.get(answer.headers["location"]).text


def test_danger_that_a_colleague_left_unread_can_be_taken_over(world: World) -> None:
    with time_machine.travel(TUESDAY, tick=True) as clock:
        person = world.person()
        handover = world.urgent(person)
        press(world.log_in(), handover, "take")
        bram = world.log_in("Bram", "192.0.2.2")
        address = f"/portal/handovers/{handover.id}"
        assert f'action="{address}/take"' not in bram.get(address).text
        clock.shift(timedelta(minutes=10))
        world.urgent(person, words="nog een keer")
        clock.shift(timedelta(minutes=16))
        page = bram.get(address).text
        assert f'action="{address}/take"' in page and "U mag het gesprek overnemen" in page
        assert "Wacht te lang" in bram.get("/portal/").text
        assert press(bram, handover, "take").headers["location"].endswith("notice=taken")
