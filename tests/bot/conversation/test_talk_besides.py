"""A talk while a client manager has the conversation, and a talk that ends with erasing everything."""

from __future__ import annotations

import pytest

from bot.dialogue.rasa import DialogueAway
from bot.storage.own_words import goal_entries
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


def heard(chat: Chat, handover_id: str) -> list[str]:
    case = chat.services.handovers.look(handover_id)
    assert case is not None
    return [message.text for message in case.messages]


async def test_while_a_client_manager_has_the_conversation_the_assistant_is_silent(chat: Chat) -> None:
    handover_id = await taken(chat)
    for text in ("wat mag ik", "stop", "/restart", "  "):
        assert await chat.says(text) == []
    assert heard(chat, handover_id) == ["wat mag ik", "stop", "/restart"]
    assert chat.dialogue.turns == chat.core.asked == chat.waiting() == []


async def test_a_button_that_is_pressed_then_reaches_the_client_manager_by_its_title(chat: Chat) -> None:
    await chat.says(button="made up")
    (offer,) = (button for button in chat.shown[-1]["buttons"] if button["title"] == "Mijn rechten")
    handover_id = await taken(chat)
    assert await chat.says(button=offer["id"]) == []
    assert heard(chat, handover_id) == ["Mijn rechten"]


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


async def test_erasing_waits_until_rasa_can_forget_as_well(chat: Chat) -> None:
    await ask_to_erase(chat)
    before, yes = chat.person, chat.shown[-1]["buttons"][0]["id"]
    chat.dialogue.away = True
    await chat.arrives(button=yes)
    with pytest.raises(DialogueAway):
        await chat.answer_all()
    assert chat.person.id == before.id
    chat.dialogue.away = False
    await chat.answer_all()
    assert chat.person.id != before.id and chat.dialogue.forgotten == [before.conversation_id]


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
