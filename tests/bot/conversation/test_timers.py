"""Overdue requests are escalated and content whose time is over is erased, in Rasa too, by one leader."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from bot.app import Services
from bot.conversation.timers import Timers
from bot.messages import now
from bot.services.escalation import Escalation
from bot.storage.persons import Person
from tests.bot.conversation.fakes import FakeDialogue
from tests.people import again, introduced, remembered, texts_told


def silent(services: Services, days: float, **values: Any) -> Person:
    """Somebody whose last message came some days ago, with an answer in their chat."""
    person = introduced(services, last_message_at=now() - timedelta(days=days), **values)
    with services.database.write() as connection:
        services.outbox.add(connection, person, "a", [{"text": "een antwoord"}])
    assert texts_told(services, person) == ["een antwoord"]
    return person


async def test_a_round_erases_the_chats_that_are_due_here_and_in_rasa(services: Services) -> None:
    dialogue = FakeDialogue()
    due, recent = silent(services, 1.1), silent(services, 0.9)
    kept = silent(services, 2, remember=True, age_group="adult")
    await Timers(services, dialogue).round()
    assert dialogue.forgotten == [due.conversation_id]
    assert texts_told(services, due) == []
    assert texts_told(services, recent) == texts_told(services, kept) == ["een antwoord"]


async def test_who_was_silent_for_a_year_is_gone(services: Services) -> None:
    dialogue = FakeDialogue()
    gone, still = silent(services, 366, remember=True), silent(services, 364, remember=True)
    never_asked = silent(services, 366)
    await Timers(services, dialogue).round()
    assert services.people.known("web", gone.address) is services.people.known("web", never_asked.address) is None
    assert again(services, still).id == still.id
    assert sorted(dialogue.forgotten) == sorted(p.conversation_id for p in (gone, still, never_asked))


async def test_what_rasa_cannot_forget_now_is_left_whole_for_the_next_round(services: Services) -> None:
    dialogue = FakeDialogue(away=True)
    due = silent(services, 2)
    await Timers(services, dialogue).round()
    assert texts_told(services, due) == ["een antwoord"]
    dialogue.away = False
    await Timers(services, dialogue).round()
    assert (texts_told(services, due), dialogue.forgotten) == ([], [due.conversation_id])


def test_one_of_two_gateways_leads(services: Services) -> None:
    one, two = Timers(services, FakeDialogue()), Timers(services, FakeDialogue())
    assert (one._lead(), two._lead(), one._lead()) == (True, False, True)


async def test_a_round_does_not_take_up_again_what_it_erased(services: Services) -> None:
    dialogue = FakeDialogue()
    silent(services, 2)
    timers = Timers(services, dialogue)
    await timers.round()
    await timers.round()
    assert len(dialogue.forgotten) == 1


async def test_who_writes_while_a_round_is_at_work_is_not_erased(services: Services) -> None:
    due, gone = silent(services, 2), silent(services, 400)

    class Slow(FakeDialogue):
        async def forget(self, conversation_id: str) -> None:
            for person in (due, gone):
                with services.database.write() as connection:
                    services.people.heard(connection, person, now())

    await Timers(services, Slow()).round()
    assert texts_told(services, due) == texts_told(services, gone) == ["een antwoord"]


@pytest.mark.parametrize("days", [1, 40])
async def test_what_somebody_wanted_kept_is_kept_by_the_clock(services: Services, days: float) -> None:
    person = remembered(services)
    services.goals.add(person, "a", "Nederlands leren", "mind", None, None, shared=False)
    with services.database.write() as connection:
        services.persons.change(connection, person.id, last_message_at=now() - timedelta(days=days))
    await Timers(services, FakeDialogue()).round()
    assert [goal.content["text"] for goal in services.goals.of(person)] == ["Nederlands leren"]


def unread_for_a_month(services: Services) -> str:
    person = introduced(services)
    with time_machine.travel(now() - timedelta(days=30)):
        services.requests.draft(person, "a", "request_human", {"words": ["help"]})
        sent = services.requests.send(person)
    assert sent is not None
    return sent.id


def escalated(services: Services, handover_id: str) -> int:
    case = services.handovers.look(handover_id)
    assert case is not None
    return [event.kind for event in case.history].count("escalated")


@pytest.mark.parametrize("away", [False, True])
async def test_a_round_escalates_what_is_overdue_once_also_while_rasa_is_away(services: Services, away: bool) -> None:
    silent(services, 2)
    handover = unread_for_a_month(services)
    timers = Timers(services, FakeDialogue(away=away))
    await timers.round()
    await timers.round()
    assert escalated(services, handover) == 1


async def test_when_escalating_fails_erasing_goes_on(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    dialogue, due = FakeDialogue(), silent(services, 2)

    class Broken(Escalation):
        def round(self) -> int:
            raise RuntimeError("geheim")

    broken = replace(services, escalation=Broken.__new__(Broken))
    await Timers(broken, dialogue).round()
    assert dialogue.forgotten == [due.conversation_id]
    logged = capsys.readouterr().out
    assert "escalation_failed" in logged and "geheim" not in logged
