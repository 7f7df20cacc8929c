"""Codes that are typed, and the one question to somebody in danger of whom nothing is known."""

from __future__ import annotations

import pytest

from bot.safety.gate import Judgement
from tests.bot.conversation.fakes import Chat, answer, understood
from tests.bot.services.requests import sent
from tests.people import linked, manager

HELP, WHERE = "ik wil dood", "Fatima, Ermelo, 06 12 34 56 78"


@pytest.fixture(autouse=True)
def danger(chat: Chat) -> None:
    chat.gate.judgements = {HELP: Judgement("act", "crisis_suicide", "nl")}


def told_to_team(chat: Chat) -> list[str]:
    (case,) = chat.services.handovers.open()
    return [message.text for message in case.messages]


async def test_who_and_where_go_to_the_team(chat: Chat) -> None:
    assert (await chat.says(HELP))[-1:] == chat.line("utter_crisis_where")
    assert await chat.says(WHERE) == chat.line("utter_crisis_where_thanks")
    assert told_to_team(chat) == [WHERE]
    await chat.says("iets heel anders")
    assert told_to_team(chat) == [WHERE]


async def test_thanks_are_not_taken_for_it_and_a_question_is_answered(chat: Chat) -> None:
    chat.core.meanings = {"dank u": understood("thank"), "wat is inburgering?": understood("ask_integration_general")}
    await chat.says(HELP)
    await chat.says("dank u")
    assert chat.state.asks_where
    await chat.says("wat is inburgering?")
    assert told_to_team(chat) == [] and chat.dialogue.intents == ["ask_integration_general"]


async def test_it_is_asked_once_and_may_be_refused(chat: Chat) -> None:
    await chat.says(HELP)
    assert await chat.presses("Liever niet") == chat.line("utter_crisis_where_no")
    assert chat.line("utter_crisis_where")[0] not in await chat.says(HELP)
    assert told_to_team(chat) == [HELP]


async def test_who_has_a_client_manager_of_their_own_is_not_asked(chat: Chat) -> None:
    linked(chat.services, chat.person, manager(chat.services))
    assert chat.line("utter_crisis_where")[0] not in await chat.says(HELP)


async def test_what_comes_after_the_team_closed_it_is_not_said_to_have_arrived(chat: Chat) -> None:
    anna = manager(chat.services)
    await chat.says(HELP)
    (case,) = chat.services.handovers.open()
    chat.services.handovers.take(case.handover.id, anna)
    chat.services.handovers.close(case.handover.id, anna, "answered")
    assert (await chat.says(WHERE))[-1:] == chat.line("utter_crisis_where_late")


async def test_a_code_of_a_client_manager_asks_and_a_yes_links(chat: Chat) -> None:
    manager(chat.services, "Bea")
    code = chat.services.linking.make_code(manager(chat.services)) or ""
    assert await chat.says(code) == chat.line("utter_link_ask", manager="Anna")
    chat.core.meanings = {"ja": understood("affirm")}
    assert await chat.says("ja") == chat.line("utter_link_on", manager="Anna")
    assert chat.dialogue.turns == []


async def test_a_code_in_a_start_link_waits_until_somebody_knows_what_this_is(stranger: Chat) -> None:
    manager(stranger.services, "Bea")
    code = stranger.services.linking.make_code(manager(stranger.services)) or ""
    await stranger.says(code.replace(" ", ""), kind="start")
    assert stranger.services.linking.of(stranger.person) is None
    await stranger.presses("Nederlands")
    assert stranger.line("utter_link_ask", manager="Anna")[0] in await stranger.presses("Nee, niet onthouden")


async def test_eight_digits_as_own_words_are_no_code(chat: Chat) -> None:
    chat.set_state(form="goal_form", question="goal_text")
    chat.dialogue.answers = {"own_words": answer("utter_greet")}
    await chat.says("01012024")
    assert chat.dialogue.intents == ["own_words"]


async def test_a_request_from_a_browser_gives_a_code_that_a_stranger_opens(chat: Chat, stranger: Chat) -> None:
    anna, handover = manager(chat.services), sent(chat.services, chat.person)
    chat.dialogue.answers = {"send_handover": answer("utter_handover_sent")}
    chat.core.meanings = {"stuur het": understood("send_handover")}
    said = await chat.says("stuur het")
    code = said[-1].splitlines()[1]
    assert said[:-1] == chat.line("utter_handover_sent") and len(code.strip("\u2068\u2069").split()) == 4
    chat.services.handovers.take(handover.id, anna)
    chat.services.handovers.write(handover.id, anna, "Kom morgen.", "form")
    opened = await stranger.says(code)
    assert opened[0] == stranger.line("utter_return_answer", words="Kom morgen.")[0]
