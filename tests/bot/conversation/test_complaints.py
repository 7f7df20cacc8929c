"""While a client manager has the conversation: a complaint about them is kept from them, and a return code is opened."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.complaints import SURE
from bot.services.return_codes import words
from bot.storage.handovers import Handover
from tests.bot.conversation.fakes import Chat, answer, understood
from tests.bot.conversation.test_talk_besides import authors, heard, taken, taken_while_answering
from tests.people import linked, manager, remembered

COMPLAINT, AGAIN = "zij schreeuwt altijd tegen mij", "en ze lacht mij uit"


@pytest.fixture(autouse=True)
def complains(chat: Chat) -> None:
    chat.core.meanings = {COMPLAINT: understood("complain_manager", confidence=SURE)}


def others(chat: Chat, handover_id: str) -> list[Handover]:
    return [case.handover for case in chat.services.handovers.open() if case.handover.id != handover_id]


def seen(chat: Chat, manager_id: str) -> set[str]:
    return {case.handover.id for case in chat.services.handovers.seen_by(manager_id).open()}


def held(chat: Chat, text: str = COMPLAINT) -> list[str]:
    return chat.line("utter_complaint_held", words=text)


async def test_a_complaint_is_kept_from_who_has_the_conversation_until_the_person_decides(chat: Chat) -> None:
    handover_id = await taken(chat)
    assert await chat.says(COMPLAINT) == held(chat)
    assert heard(chat, handover_id) == [] and others(chat, handover_id) == []


async def test_it_goes_to_the_team_and_never_to_them(chat: Chat) -> None:
    bea = manager(chat.services, "Bea")
    handover_id = await taken(chat)
    await chat.says(COMPLAINT)
    said = await chat.presses("Ja, naar iemand anders")
    assert said[0] in (*chat.line("utter_handover_sent"), *chat.line("utter_handover_sent_closed"))
    (complaint,) = others(chat, handover_id)
    assert (complaint.reason, complaint.content["words"], complaint.state) == ("complain_manager", [COMPLAINT], "waiting")
    anna = taker(chat, handover_id)
    assert complaint.id in seen(chat, bea) and seen(chat, anna) == {handover_id}
    assert heard(chat, handover_id) == [] and chat.person.owner == "manager"


def taker(chat: Chat, handover_id: str) -> str:
    case = chat.services.handovers.look(handover_id)
    assert case is not None and case.handover.taken_by
    return case.handover.taken_by


async def test_neither_who_has_the_conversation_nor_the_own_client_manager_sees_it(chat: Chat) -> None:
    own, other = manager(chat.services, "Oda"), manager(chat.services, "Bea")
    linked(chat.services, chat.person, own)
    handover_id = await taken(chat)
    await chat.says(COMPLAINT)
    await chat.presses("Ja, naar iemand anders")
    (complaint,) = others(chat, handover_id)
    assert [complaint.id in seen(chat, who) for who in (own, taker(chat, handover_id), other)] == [False, False, True]


async def test_a_typed_yes_sends_it_and_is_not_given_to_them_either(chat: Chat) -> None:
    manager(chat.services, "Bea")
    handover_id = await taken(chat)
    chat.core.meanings["ja"] = understood("affirm")
    await chat.says(COMPLAINT)
    await chat.says("ja")
    assert len(others(chat, handover_id)) == 1 and heard(chat, handover_id) == []


async def test_what_was_no_complaint_reaches_them_after_all_once(chat: Chat) -> None:
    handover_id = await taken(chat)
    await chat.says(COMPLAINT)
    (mine,) = [button["id"] for button in chat.shown[-1]["buttons"] if button["title"] == "Nee, naar mijn klantmanager"]
    assert await chat.says(button=mine) == chat.line("utter_complaint_to_manager")
    assert heard(chat, handover_id) == [COMPLAINT]
    assert chat.line("utter_button_old")[0] in (await chat.says(button=mine))[0]
    assert heard(chat, handover_id) == [COMPLAINT] and others(chat, handover_id) == []


async def test_it_can_be_thrown_away(chat: Chat) -> None:
    handover_id = await taken(chat)
    await chat.says(COMPLAINT)
    assert await chat.presses("Niet sturen") == chat.line("utter_handover_cancelled")
    assert heard(chat, handover_id) == [] and others(chat, handover_id) == [] and chat.state.complaint is None


async def test_other_words_go_to_them_meanwhile_and_a_second_complaint_joins_the_first(chat: Chat) -> None:
    manager(chat.services, "Bea")
    handover_id = await taken(chat)
    chat.core.meanings[AGAIN] = chat.core.meanings[COMPLAINT]
    await chat.says(COMPLAINT)
    assert await chat.says("hoe laat is de afspraak?") == []
    assert heard(chat, handover_id) == ["hoe laat is de afspraak?"]
    assert await chat.says(AGAIN) == held(chat, f"{COMPLAINT}\n{AGAIN}")
    await chat.presses("Ja, naar iemand anders")
    await chat.says(AGAIN)
    await chat.presses("Ja, naar iemand anders")
    (complaint,) = others(chat, handover_id)
    assert heard(chat, complaint.id) == [AGAIN]


@pytest.mark.parametrize("meant", [{"confidence": SURE - 0.01}, {"decision": "choose"}])
async def test_what_is_not_surely_a_complaint_goes_to_them(chat: Chat, meant: dict[str, Any]) -> None:
    handover_id = await taken(chat)
    chat.core.meanings[COMPLAINT] = understood("complain_manager", **meant)
    assert await chat.says(COMPLAINT) == [] and heard(chat, handover_id) == [COMPLAINT]


async def test_to_who_took_a_complaint_one_may_complain(chat: Chat) -> None:
    services = chat.services
    lead = manager(services, "Lies", "lead")
    services.requests.draft(chat.person, "a", "complain_manager", {"words": ["hallo"]})
    sent = services.requests.send(chat.person)
    assert sent is not None and services.handovers.take(sent.id, lead)
    chat.new()
    assert await chat.says(COMPLAINT) == [] and heard(chat, sent.id) == [COMPLAINT]


async def test_whether_a_complaint_was_read_is_asked_past_them(chat: Chat) -> None:
    manager(chat.services, "Bea")
    chat.dialogue.answers = {"handover_status": answer("utter_handover_unread")}
    handover_id = await taken(chat)
    await chat.says(COMPLAINT)
    await chat.presses("Ja, naar iemand anders")
    assert await chat.presses("Is het al gelezen?") == chat.line("utter_handover_unread")
    assert heard(chat, handover_id) == []


async def test_rather_somebody_else_asks_for_the_words_and_tells_them_nothing(chat: Chat) -> None:
    manager(chat.services, "Bea")
    chat.dialogue.answers = {"complain_manager": answer("utter_complain_manager")}
    await chat.says(COMPLAINT)
    (shown,) = [button["id"] for button in chat.shown[-1]["buttons"] if button["title"].startswith("Liever niet mijn eigen")]
    handover_id = await taken(chat)
    assert await chat.says(button=shown) == chat.line("utter_complaint_words")
    assert await chat.says("ik wil graag een ander") == held(chat, "ik wil graag een ander")
    await chat.presses("Ja, naar iemand anders")
    assert len(others(chat, handover_id)) == 1 and heard(chat, handover_id) == []


async def test_what_was_asked_for_is_kept_also_from_who_took_a_complaint(chat: Chat) -> None:
    services = chat.services
    chat.dialogue.answers = {"complain_manager": answer("utter_complain_manager")}
    await chat.says(COMPLAINT)
    (shown,) = [button["id"] for button in chat.shown[-1]["buttons"] if button["title"].startswith("Liever niet mijn eigen")]
    lead = manager(services, "Lies", "lead")
    services.requests.draft(chat.person, "a", "complain_manager", {"words": ["hallo"]})
    sent = services.requests.send(chat.person)
    assert sent is not None and services.handovers.take(sent.id, lead)
    await chat.says(button=shown)
    assert await chat.says("ook u helpt niet") == held(chat, "ook u helpt niet")
    assert heard(chat, sent.id) == []


async def test_words_of_a_request_for_somebody_else_are_kept_when_they_take_over_in_between(chat: Chat) -> None:
    handover_id = await taken(chat)
    prompt = {"response": "utter_ask_handover_words_team", "values": {}, "choices": []}
    chat.set_state(form="handover_form", question="handover_words", prompt=[prompt])
    assert await chat.says("ik vind het niet eerlijk") == held(chat, "ik vind het niet eerlijk")
    assert heard(chat, handover_id) == []


async def test_who_takes_over_while_a_complaint_is_answered_does_not_get_it(chat: Chat) -> None:
    handover_id = taken_while_answering(chat)
    said = await chat.says(COMPLAINT)
    assert said[-1:] == chat.line("utter_complain_manager")[-1:] and heard(chat, handover_id) == []


async def test_given_back_meanwhile_it_can_still_go_to_the_team_and_to_nobody_else(chat: Chat) -> None:
    manager(chat.services, "Bea")
    handover_id = await taken(chat)
    await chat.says(COMPLAINT)
    anna = taker(chat, handover_id)
    buttons = {button["title"]: button["id"] for button in chat.shown[-1]["buttons"]}
    chat.services.handovers.give_back(handover_id, anna)
    chat.new()
    await chat.says(button=buttons["Ja, naar iemand anders"])
    (complaint,) = others(chat, handover_id)
    assert complaint.id not in seen(chat, anna)
    assert await chat.says(button=buttons["Nee, naar mijn klantmanager"])
    assert heard(chat, handover_id) == []


async def test_a_return_code_opens_its_answer_and_tells_them_nothing(chat: Chat) -> None:
    services = chat.services
    other = Chat(services, remembered(services))
    other.dialogue.answers = {"send_handover": answer("utter_handover_sent")}
    other.core.meanings = {"stuur": understood("send_handover")}
    services.requests.draft(other.person, "b", "request_human", {"words": []})
    assert services.requests.send(other.person) is not None
    code = (await other.says("stuur"))[-1].splitlines()[1].strip("\u2068\u2069")
    handover_id = await taken(chat)
    assert await chat.says(code) == chat.line("utter_return_waiting")
    assert heard(chat, handover_id) == []


async def test_words_of_a_code_that_opens_nothing_are_told_and_digits_go_to_them(chat: Chat) -> None:
    handover_id = await taken(chat)
    assert await chat.says(" ".join(words()[:4])) == chat.line("utter_return_unknown")
    assert await chat.says("001 002 003 004") == []
    assert authors(chat, handover_id) == [("person", "001 002 003 004")]
