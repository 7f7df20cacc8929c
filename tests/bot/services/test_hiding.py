"""The conversation is taken off the phone: what is deleted, what is not said any more, and what the team keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from bot.app import Services
from bot.conversation.outbox_worker import MOST_ATTEMPTS, OutboxWorker
from bot.languages import live_languages
from bot.messages import Inbound, now
from bot.services.hiding import asks_to_hide
from bot.storage.persons import Person
from bot.storage.tables import inbox, outbox
from tests.bot.conversation.fakes import TROUBLES, FakeChannel
from tests.bot.conversation.test_outbox_worker import make_due, send_all
from tests.bot.services.requests import line, sent
from tests.people import again, introduced


def wrote(services: Services, person: Person, shown_id: str) -> str:
    with services.database.write() as connection:
        return services.inbox.add(
            connection, person, Inbound("web", person.address, shown_id, "text", "hoi", shown_id=shown_id), "none"
        )


def says(services: Services, person: Person, text: str) -> None:
    with services.database.write() as connection:
        services.outbox.add(connection, person, text, [{"text": text}])


def hide(services: Services, person: Person, cause: str = "hide") -> None:
    with services.database.write() as connection:
        services.hiding.hide(connection, person, cause)


def ids(services: Services) -> list[str]:
    """All provider ids that are still kept."""
    with services.database.read() as connection:
        rows = [*connection.execute(select(inbox.c.shown_id)), *connection.execute(select(outbox.c.provider_message_id))]
    return [row[0] for row in rows if row[0]]


@pytest.mark.parametrize("code", live_languages())
def test_the_word_of_every_language_and_its_button_ask_for_it(services: Services, code: str) -> None:
    for word in live_languages()[code].control_words["hide"]:
        assert asks_to_hide(word) and asks_to_hide(f"/{word.upper()}!")
    buttons = services.speech.texts.response("utter_discreet_on", code).choices
    (title,) = [choice.title for choice in buttons if choice.payload == "/hide"]
    assert asks_to_hide(title), "typing the title must do as pressing it"


def test_a_sentence_with_the_word_in_it_asks_for_nothing() -> None:
    assert not asks_to_hide("I must hide from him") and not asks_to_hide("") and not asks_to_hide("waar kan ik mij verbergen")


async def test_both_sides_go_in_order_and_what_was_queued_is_never_said(services: Services, person: Person) -> None:
    channel, worker = FakeChannel(), None
    worker = OutboxWorker(services, {"web": channel})
    wrote(services, person, "in 1")
    says(services, person, "een")
    await send_all(worker)
    says(services, person, "twee")
    hide(services, person)
    says(services, person, "daarna")
    await send_all(worker)
    assert channel.texts == ["een", "daarna"]
    assert channel.cleared == [(["in 1", "provider 1"], False)]
    assert again(services, person).discreet
    assert ids(services) == ["provider 2"]
    with services.database.read() as connection:
        kept = [content.get("text") for _, content in services.outbox.after(connection, person, 0)]
    assert kept == ["", "daarna"], "nothing of before is given to a page that asks again"


async def test_what_cannot_be_deleted_now_is_tried_again_and_holds_up_what_follows(services: Services, person: Person) -> None:
    channel = FakeChannel(trouble=[TROUBLES["later"]()])
    worker = OutboxWorker(services, {"web": channel})
    wrote(services, person, "in 1")
    hide(services, person)
    says(services, person, "daarna")
    await send_all(worker)
    assert channel.cleared == [] and channel.texts == []
    make_due(services)
    await send_all(worker)
    assert channel.cleared == [(["in 1"], False)] and channel.texts == ["daarna"]


@pytest.mark.parametrize("old", [True, False])
async def test_who_has_older_messages_is_told_once_how_to_delete_them(services: Services, person: Person, old: bool) -> None:
    channel = FakeChannel()
    worker = OutboxWorker(services, {"web": channel})
    with time_machine.travel(now() - timedelta(hours=49 if old else 47)):
        wrote(services, person, "old")
    hide(services, person, "first")
    await send_all(worker)
    assert channel.texts == ([line(services, "utter_hidden_by_hand")] if old else [])
    hide(services, person, "second")
    await send_all(worker)
    assert [older for _, older in channel.cleared] == [old, False]
    assert channel.cleared[1][0] == (["provider 1"] if old else []), "the explanation goes as well"


async def test_what_the_provider_left_is_explained(services: Services, person: Person) -> None:
    channel = FakeChannel(keeps=True)
    wrote(services, person, "a dice")
    hide(services, person)
    await send_all(OutboxWorker(services, {"web": channel}))
    assert channel.texts == [line(services, "utter_hidden_by_hand")]


async def test_after_too_many_tries_the_person_is_told_how_to_do_it_by_hand(services: Services, person: Person) -> None:
    channel = FakeChannel(trouble=[TROUBLES["later"]() for _ in range(MOST_ATTEMPTS)])
    worker = OutboxWorker(services, {"web": channel})
    wrote(services, person, "in 1")
    hide(services, person)
    for _ in range(MOST_ATTEMPTS):
        await send_all(worker)
        make_due(services)
    await send_all(worker)
    assert channel.cleared == [] and channel.texts == [line(services, "utter_hidden_by_hand")]


async def test_what_is_written_before_the_phone_is_cleared_can_be_hidden_later(services: Services, person: Person) -> None:
    channel = FakeChannel()
    worker = OutboxWorker(services, {"web": channel})
    wrote(services, person, "in 1")
    hide(services, person, "first")
    wrote(services, person, "in 2")
    await send_all(worker)
    hide(services, person, "second")
    await send_all(worker)
    assert [shown for shown, _ in channel.cleared] == [["in 1"], ["in 2"]]


def test_ids_are_forgotten_when_they_are_of_no_use(services: Services, person: Person) -> None:
    wrote(services, person, "old")
    with time_machine.travel(now() + timedelta(hours=47)):
        wrote(services, person, "new")
        services.hiding.purge()
        assert sorted(ids(services)) == ["new", "old"]
    with time_machine.travel(now() + timedelta(hours=49)):
        services.hiding.purge()
    assert ids(services) == ["new"]


def test_the_team_keeps_what_it_has(services: Services, anna: str) -> None:
    person = introduced(services, discreet=True)
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, "Kom morgen", "form 1")
    hide(services, person)
    case = services.handovers.look(handover.id)
    assert case is not None and [message.text for message in case.messages] == ["Kom morgen"]
    assert services.discretion.waiting(person), "what waits behind the line is not lost with the line"
