"""Somebody may read along: who becomes discreet, the two buttons about the phone, and what they bring about."""

from __future__ import annotations

import pytest

from bot.messages import Inbound
from bot.safety.gate import Judgement
from tests.bot.conversation.fakes import Chat, answer, understood
from tests.people import manager, texts_told

HIT, DEATH = "mijn man slaat mij", "ik wil dood"


@pytest.mark.parametrize("decision", ["act", "ask"])
@pytest.mark.parametrize(
    ("kind", "discreet"),
    [
        ("crisis_violence", True),
        ("crisis_exploitation", True),
        ("crisis_child", True),
        ("crisis_suicide", False),
        ("crisis_emergency", False),
    ],
)
async def test_the_gate_makes_discreet_before_anything_is_answered(
    chat: Chat, decision: str, kind: str, discreet: bool
) -> None:
    chat.gate.judgements = {HIT: Judgement(decision, kind, "nl")}  # type: ignore[arg-type]
    await chat.arrives(HIT)
    assert chat.person.discreet is discreet


async def test_family_matters_make_discreet_once_they_are_answered(chat: Chat) -> None:
    chat.core.meanings = {"thuis is het moeilijk": understood("sensitive_family"), "hoi": understood("greet")}
    await chat.says("hoi")
    assert not chat.person.discreet
    await chat.says("thuis is het moeilijk")
    assert chat.person.discreet


async def test_danger_that_only_understanding_sees_makes_discreet(chat: Chat) -> None:
    chat.core.meanings = {HIT: understood("crisis_violence", ranking=("crisis_violence",))}
    assert await chat.says(HIT) == chat.line("utter_crisis_ask")
    assert chat.person.discreet


async def test_a_button_below_the_question_makes_discreet_and_another_ends_it(chat: Chat) -> None:
    chat.gate.judgements = {DEATH: Judgement("ask", "crisis_suicide", "nl")}
    await chat.says(DEATH)
    assert not chat.person.discreet
    assert await chat.presses("Iemand leest mee") == chat.line("utter_discreet_on")
    assert chat.person.discreet and chat.dialogue.turns == []
    assert await chat.presses("Niemand leest mee") == chat.line("utter_discreet_off")
    assert not chat.person.discreet


@pytest.mark.parametrize("kind", ["crisis_violence", "crisis_exploitation", "crisis_child"])
async def test_the_button_stands_below_the_help(chat: Chat, kind: str) -> None:
    chat.gate.judgements = {HIT: Judgement("act", kind, "nl")}
    await chat.says(HIT)
    await chat.presses("Iemand leest mee")
    assert chat.person.discreet


async def written(chat: Chat, text: str = "Kom morgen") -> None:
    """Somebody told of violence; a client manager took it over and wrote."""
    chat.gate.judgements = {HIT: Judgement("act", "crisis_violence", "nl")}
    await chat.says(HIT)
    (case,) = chat.services.handovers.open()
    anna = manager(chat.services)
    assert chat.services.handovers.take(case.handover.id, anna)
    assert chat.services.handovers.write(case.handover.id, anna, text, "form 1", "nl")


async def test_opening_gives_a_link_also_while_a_client_manager_has_the_conversation(chat: Chat) -> None:
    await written(chat)
    (line,) = chat.new()
    assert [line["text"]] == chat.line("utter_discreet_line")
    (said,) = await chat.presses("Openen")
    token = said.split("/private/")[1].strip("\u2069")
    assert chat.person.owner == "manager"
    (case,) = chat.services.handovers.open()
    assert [message.author for message in case.messages] == ["manager"], "the button is no message to the client manager"
    opened = chat.services.discretion.open(token)
    assert opened is not None and [message.text for message in opened.messages] == ["Kom morgen"]
    assert await chat.says(button=line["buttons"][0]["id"]) == chat.line("utter_private_none")


async def test_its_title_typed_is_the_button_whatever_the_gate_makes_of_two_words(chat: Chat) -> None:
    await written(chat)
    chat.new()
    chat.gate.judgements["Openen"] = Judgement("ask", "crisis_violence")
    (said,) = await chat.says("Openen")
    assert "/private/" in said
    chat.gate.judgements["Openen ze slaan mij"] = Judgement("act", "crisis_violence")
    assert "112" in (await chat.says("Openen ze slaan mij"))[0]


async def test_other_buttons_still_go_to_the_client_manager(chat: Chat) -> None:
    chat.core.meanings = {"hoi": understood("greet")}
    await chat.says("hoi")
    await written(chat)
    chat.new()
    assert await chat.says("dank u") == []
    (case,) = chat.services.handovers.open()
    assert [message.author for message in case.messages] == ["manager", "person"]


async def test_the_same_press_that_comes_twice_answers_once(chat: Chat) -> None:
    await written(chat)
    (content,) = chat.new()
    for _ in range(2):
        await chat.intake.receive(Inbound("web", chat.address, "press", "button", "", content["buttons"][0]["id"]))
        await chat.answer_all()
    assert len(chat.new()) == 1


@pytest.mark.parametrize("returned", [True, False])
async def test_an_old_button_leads_to_what_waits(chat: Chat, returned: bool) -> None:
    await written(chat)
    chat.new()
    (case,) = chat.services.handovers.open()
    taken_by = case.handover.taken_by or ""
    assert not returned or chat.services.handovers.give_back(case.handover.id, taken_by)
    said = await chat.says(button="forgotten")
    assert said == [*chat.line("utter_button_old"), *chat.line("utter_discreet_line")]
    (link,) = await chat.presses("Openen")
    assert "/private/" in link


async def test_answers_to_what_they_send_go_on(chat: Chat) -> None:
    await written(chat)
    (case,) = chat.services.handovers.open()
    assert case.handover.taken_by and chat.services.handovers.close(case.handover.id, case.handover.taken_by, "answered")
    before = texts_told(chat.services, chat.person)
    chat.core.meanings = {"wat zijn mijn rechten": understood("ask_rights")}
    chat.dialogue.answers = {"ask_rights": answer("utter_ask_rights")}
    chat.new()
    said = await chat.says("wat zijn mijn rechten")
    assert said[0] == chat.line("utter_ask_rights")[0] and len(texts_told(chat.services, chat.person)) > len(before)
