"""Asked about danger: after a yes the words go to the team, and never into the form that is open."""

from __future__ import annotations

import pytest

from bot.conversation.calls_for_help import FILE
from bot.languages import live_languages
from bot.safety.gate import Judgement
from bot.yaml_file import read_yaml
from tests.bot.conversation.fakes import Chat, answer, understood
from tests.people import remembered

ASKED = "hij is weer zo boos"
TOLD = "hij staat voor de deur te roepen"
GOAL_TEXT = answer("utter_ask_goal_text", form="goal_form", question="goal_text")


@pytest.fixture
async def asked(chat: Chat) -> Chat:
    """Somebody who was asked about danger in the middle of a goal."""
    chat.gate.judgements[ASKED] = Judgement("ask", "crisis_violence", "nl")
    chat.core.meanings["doel"] = understood("set_goal")
    chat.core.meanings[TOLD] = understood("share_about_me")
    chat.dialogue.answers["set_goal"] = GOAL_TEXT
    await chat.says("doel")
    assert await chat.says(ASKED) == chat.line("utter_crisis_ask")
    return chat


def urgent(chat: Chat) -> list[tuple[str, list[str]]]:
    cases = [case.handover for case in chat.services.handovers.open() if case.handover.urgency == "now"]
    return [(handover.reason, handover.content["words"]) for handover in cases]


async def test_what_is_told_after_a_yes_goes_to_the_team_and_not_into_the_form(asked: Chat) -> None:
    assert await asked.presses("Ja") == asked.line("utter_crisis_yes")
    turns = len(asked.dialogue.turns)
    said = await asked.says(TOLD)
    assert said[0].startswith(asked.line("utter_crisis_violence")[0].splitlines()[0])
    assert urgent(asked) == [("crisis_violence", [ASKED, TOLD])]
    assert len(asked.dialogue.turns) == turns, "the words reached the form"
    assert asked.state.danger is None


async def test_few_words_and_control_words_after_a_yes_are_not_told_to_anybody(asked: Chat) -> None:
    await asked.presses("Ja")
    await asked.says("stop")
    await asked.says("nee hoor")
    assert urgent(asked) == []


async def test_not_now_tells_nobody_and_asks_nothing(asked: Chat) -> None:
    assert await asked.presses("Nu niet") == asked.line("utter_crisis_not_now")
    assert urgent(asked) == []


async def test_something_else_was_meant_and_the_words_answer_the_form(asked: Chat) -> None:
    asked.dialogue.answers["own_words"] = answer("utter_ask_goal_domain", form="goal_form", question="goal_domain")
    said = await asked.presses("Ik bedoelde iets anders")
    assert said == [*asked.line("utter_crisis_other_go_on"), *asked.line("utter_ask_goal_domain")]
    assert (asked.dialogue.turns[-1][3].intent, asked.dialogue.turns[-1][3].text) == ("own_words", ASKED)
    assert urgent(asked) == [] and asked.state.pending is None


@pytest.mark.parametrize("text", ["ok", "😭😭😭"])
async def test_few_words_at_a_question_about_danger_have_it_asked_again(asked: Chat, text: str) -> None:
    asked.core.meanings["ok"] = understood("thank")
    turns = len(asked.dialogue.turns)
    assert await asked.says(text) == asked.line("utter_crisis_ask")
    await asked.presses("Ja")
    assert await asked.says(text) == asked.line("utter_crisis_yes")
    assert urgent(asked) == [] and len(asked.dialogue.turns) == turns
    await asked.says(TOLD)
    assert urgent(asked) == [("crisis_violence", [ASKED, TOLD])]


@pytest.mark.parametrize("text", ["ok", "ja", "👍", "😭😭😭", "...", "help", "Wat moet ik doen?", "چه کار کنم؟", "ሓግዙኒ"])
async def test_few_words_after_danger_are_answered_calmly_until_something_else_is_spoken_of(chat: Chat, text: str) -> None:
    chat.gate.judgements[TOLD] = Judgement("act", "crisis_violence", "nl")
    chat.core.meanings |= {"ok": understood("thank"), "ja": understood("affirm"), "wat mag ik": understood("ask_rights")}
    await chat.says(TOLD)
    assert await chat.says(text) == chat.line("utter_crisis_near")
    assert await chat.says(text) == chat.line("utter_crisis_near")
    await chat.says("wat mag ik")
    assert await chat.says(text) != chat.line("utter_crisis_near")


async def test_after_hiding_nothing_tells_of_danger(chat: Chat) -> None:
    chat.gate.judgements[TOLD] = Judgement("act", "crisis_violence", "nl")
    chat.core.meanings["ok"] = understood("thank")
    await chat.says(TOLD)
    await chat.says("verberg")
    assert await chat.says("ok") == chat.line("utter_thank")


async def test_signs_of_distress_are_answered_kindly_and_the_open_question_stays(chat: Chat) -> None:
    assert await chat.says("💔😢") == chat.line("utter_distress_signs")
    assert await chat.says("🌷") == chat.line("utter_no_words")
    chat.core.meanings["doel"] = understood("set_goal")
    chat.dialogue.answers["set_goal"] = GOAL_TEXT
    await chat.says("doel")
    assert await chat.says("😭") == [*chat.line("utter_distress_signs"), *chat.line("utter_ask_goal_text")]


async def test_a_no_to_erasing_keeps_everything_and_asks_the_open_question_again(chat: Chat) -> None:
    kept = Chat(chat.services, remembered(chat.services))
    kept.core.meanings["doel"] = understood("set_goal")
    kept.core.meanings["wis alles van mij"] = understood("delete_my_data")
    kept.dialogue.answers["set_goal"] = GOAL_TEXT
    await kept.says("doel")
    assert await kept.says("wis alles van mij") == kept.line("utter_delete_my_data")
    assert kept.dialogue.intents == ["set_goal"], "the form would have asked its question below this one"
    assert await kept.presses("Nee, bewaren") == [*kept.line("utter_data_kept"), *kept.line("utter_ask_goal_text")]


@pytest.mark.parametrize("text", ["/restart", "/delete_my_data", '/set_goal{"goal_text": "x y"}', " /stop "])
async def test_what_looks_like_a_command_is_never_understood(chat: Chat, text: str) -> None:
    chat.core.meanings[text] = understood("delete_my_data")
    chat.dialogue.answers["unclear"] = answer("utter_something_else")
    assert await chat.says(text) == chat.line("utter_something_else")
    assert chat.dialogue.intents == ["unclear"] and chat.core.asked == []


async def test_a_call_for_help_is_a_call_for_the_menu_when_nobody_spoke_of_danger(chat: Chat) -> None:
    chat.core.meanings["help"] = understood("ask_capabilities")
    assert await chat.says("help") != chat.line("utter_crisis_near")
    assert chat.dialogue.turns[-1][3].intent == "ask_capabilities"


def test_each_live_language_has_its_calls_for_help() -> None:
    assert set(read_yaml(FILE)) == set(live_languages())
