"""A talk while a client manager has the conversation, and a talk that ends with erasing everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.conversation.timers import Timers
from bot.safety.gate import Judgement
from bot.storage.own_words import goal_entries
from bot.storage.session import Database
from bot.storage.trackers import Trackers
from tests.bot.conversation.fakes import UNREAD, Chat, answer, understood
from tests.people import manager, told


async def taken(chat: Chat) -> str:
    """Let a client manager take the conversation; returns the handover's id."""
    services = chat.services
    services.requests.draft(chat.person, "a", "request_human", {"words": ["hallo"]})
    sent = services.requests.send(chat.person)
    assert sent is not None and services.handovers.take(sent.id, manager(services))
    chat.new()
    return sent.id


def taken_while_answering(chat: Chat) -> str:
    """Let a client manager take the conversation as soon as an answer is made; returns the handover's id."""
    services = chat.services
    services.requests.draft(chat.person, "a", "request_human", {"words": []})
    sent = services.requests.send(chat.person)
    assert sent is not None
    anna, real = manager(services), chat.dialogue.answer

    async def slow(*asked: Any) -> Any:
        answered = await real(*asked)
        assert services.handovers.take(sent.id, anna)
        return answered

    chat.dialogue.answer = slow  # type: ignore[method-assign]
    return sent.id


def heard(chat: Chat, handover_id: str) -> list[str]:
    case = chat.services.handovers.look(handover_id)
    assert case is not None
    return [message.text for message in case.messages]


async def test_while_a_client_manager_has_the_conversation_the_assistant_is_silent(chat: Chat) -> None:
    handover_id = await taken(chat)
    for text in ("wat mag ik", "stop", "/restart", "  "):
        assert await chat.says(text) == []
    assert heard(chat, handover_id) == ["wat mag ik", "stop", "/restart"]
    assert chat.dialogue.turns == chat.waiting() == []


def authors(chat: Chat, handover_id: str) -> list[tuple[str, str]]:
    case = chat.services.handovers.look(handover_id)
    assert case is not None
    return [(message.author, message.text) for message in case.messages]


async def menu(chat: Chat) -> dict[str, str]:
    """The ids of the buttons of the menu, by their titles; also of those that wait."""
    await chat.says(button="made up")
    first = chat.shown[-1]["buttons"]
    await chat.presses("Meer keuzes")
    return {button["title"]: button["id"] for button in (*first, *chat.shown[-1]["buttons"])}


async def test_a_button_that_asks_for_something_then_reaches_the_client_manager_by_its_title(chat: Chat) -> None:
    offer = (await menu(chat))["Een doel opschrijven"]
    handover_id = await taken(chat)
    assert await chat.says(button=offer) == []
    assert heard(chat, handover_id) == ["Een doel opschrijven"]


async def test_an_explanation_is_answered_then_and_the_client_manager_sees_its_topic(chat: Chat) -> None:
    offer = (await menu(chat))["Mijn rechten"]
    handover_id = await taken(chat)
    assert await chat.says(button=offer) == chat.line("utter_ask_rights")
    assert authors(chat, handover_id) == [("topic", "ask_rights")]
    case = chat.services.handovers.look(handover_id)
    assert case is not None and case.history[-1].kind == "topic" and case.handover.unread_since is None


async def test_the_menu_and_own_data_are_answered_then_and_nobody_is_told(chat: Chat) -> None:
    offers = await menu(chat)
    handover_id = await taken(chat)
    chat.dialogue.answers["view_my_data"] = answer("utter_remember_no")
    assert await chat.says(button=offers["Mijn gegevens en privacy"]) == chat.line("utter_remember_no")
    (taken_over,) = [content for content in told(chat.services, chat.person) if "praat nu met u" in content["text"]]
    (button,) = taken_over["buttons"]
    assert await chat.says(button=button["id"]) == chat.line("utter_ask_capabilities")
    assert authors(chat, handover_id) == []


async def test_a_yes_to_the_gate_is_heard_then_and_what_follows_is_told_to_the_team_at_once(chat: Chat) -> None:
    chat.gate.judgements = {"ik kan niet meer": Judgement("ask", "crisis_suicide", "nl")}
    handover_id = await taken(chat)
    await chat.says("ik kan niet meer")
    yes = chat.shown[-1]["buttons"][0]["id"]
    assert await chat.says(button=yes) == chat.line("utter_crisis_yes")
    said = await chat.says("ik heb veel pillen hier")
    assert said[0].startswith(chat.line("utter_crisis_suicide")[0])
    assert heard(chat, handover_id) == ["ik kan niet meer", "ik heb veel pillen hier"]
    assert [case.handover.urgency for case in chat.services.handovers.open()] == ["now", "week"]


async def test_who_takes_over_while_an_answer_is_made_gets_the_words_instead(chat: Chat) -> None:
    chat.core.meanings["wat mag ik"] = understood("ask_rights")
    handover_id = taken_while_answering(chat)
    assert await chat.says("wat mag ik") == chat.line("utter_handover_taken", manager="Anna")
    assert heard(chat, handover_id) == ["wat mag ik"] and chat.waiting() == []


async def test_who_gives_back_just_before_leaves_the_words_to_the_assistant(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = chat.services
    chat.core.meanings["wat mag ik"] = understood("ask_rights")
    handover_id = await taken(chat)
    real = chat.talk._record.to_manager

    def given_back_first(*asked: Any) -> bool:
        case = services.handovers.look(handover_id)
        assert case is not None and case.handover.taken_by
        services.handovers.give_back(handover_id, case.handover.taken_by)
        return real(*asked)

    monkeypatch.setattr(chat.talk._record, "to_manager", given_back_first)
    assert await chat.says("wat mag ik") == [*chat.line("utter_handover_returned"), *chat.line("utter_ask_rights")]
    assert heard(chat, handover_id) == [] and chat.waiting() == []


async def test_a_photo_that_the_client_manager_cannot_see_is_not_passed_over_in_silence(chat: Chat) -> None:
    await taken(chat)
    assert await chat.says(kind="photo") == chat.line("utter_photo")


async def ask_to_erase(chat: Chat) -> None:
    chat.dialogue.answers["delete_my_data"] = answer("utter_delete_my_data")
    chat.core.meanings["wis alles"] = understood("delete_my_data")
    await chat.says("wis alles")


async def test_erasing_forgets_the_person_here_and_in_rasa_and_says_so(chat: Chat) -> None:
    await ask_to_erase(chat)
    before = chat.person
    await chat.presses("Ja, alles wissen")
    assert chat.dialogue.forgotten == [before.conversation_id]
    assert chat.person.id != before.id and chat.person.introduced_at is None
    assert [content["text"] for content in told(chat.services, chat.person)] == chat.line("utter_data_erased")


async def test_a_no_erases_nothing(chat: Chat) -> None:
    await ask_to_erase(chat)
    before = chat.person
    assert await chat.presses("Nee, bewaren") == chat.line("utter_data_kept")
    assert chat.person.id == before.id and chat.dialogue.forgotten == []


async def test_erasing_does_not_wait_for_rasa_and_says_what_is_left(chat: Chat, tmp_path: Path) -> None:
    await ask_to_erase(chat)
    services, before = chat.services, chat.person
    trackers = Trackers(Database(f"sqlite:///{tmp_path}/tracker.db"), services.database, services.vault)
    assert trackers.write(before.conversation_id, "[]")
    chat.dialogue.away = True
    await chat.presses("Ja, alles wissen")
    assert chat.person.id != before.id
    said = [content["text"] for content in told(services, chat.person)]
    assert said == [*chat.line("utter_data_erased"), *chat.line("utter_data_erased_rest")]
    assert services.erasure.trackers_left() == [before.conversation_id]
    # What Rasa still has nobody can read, and a turn that was under way writes nothing.
    assert trackers.read(before.conversation_id) is None and not trackers.write(before.conversation_id, "[]")


async def test_what_rasa_still_had_is_forgotten_once_when_it_is_back_also_after_a_restart(chat: Chat) -> None:
    await ask_to_erase(chat)
    services, before = chat.services, chat.person
    chat.dialogue.away = True
    await chat.presses("Ja, alles wissen")
    await Timers(services, chat.dialogue).round()
    assert services.erasure.trackers_left() == [before.conversation_id]
    chat.dialogue.away = False
    for _ in range(2):
        await Timers(services, chat.dialogue).round()
    assert chat.dialogue.forgotten == [before.conversation_id] and services.erasure.trackers_left() == []
    assert chat.person.id != before.id


async def test_with_rasa_there_nothing_is_left(chat: Chat) -> None:
    await ask_to_erase(chat)
    await chat.presses("Ja, alles wissen")
    assert chat.services.erasure.trackers_left() == []


async def test_of_a_client_managers_talk_all_is_erased_too_while_rasa_is_away(chat: Chat) -> None:
    await ask_to_erase(chat)
    before, yes = chat.person, chat.shown[-1]["buttons"][0]["id"]
    handover_id = await taken(chat)
    chat.dialogue.away = True
    await chat.says(button=yes)
    assert chat.person.id != before.id and chat.services.handovers.look(handover_id) is None


async def test_the_message_that_asked_to_erase_does_not_come_in_again(chat: Chat) -> None:
    await ask_to_erase(chat)
    yes = chat.shown[-1]["buttons"][0]["id"]
    await chat.arrives(button=yes, provider_id="7")
    await chat.answer_all()
    await chat.arrives(button=yes, provider_id="7")
    assert chat.waiting() == []


async def test_who_asked_for_something_first_gets_it_kept_under_their_own_key_after_erasing(chat: Chat) -> None:
    services = chat.services
    await ask_to_erase(chat)
    await chat.presses("Ja, alles wissen")
    with services.database.read() as connection:
        assert goal_entries(services.vault).of(connection, chat.person) == []
    assert await chat.says("Nederlands") == [*chat.line("utter_introduction", unread=UNREAD), *chat.line("utter_ask_remember")]
