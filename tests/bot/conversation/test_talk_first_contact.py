"""Somebody writes for the first time: language, introduction, being remembered, and what they wanted is not lost."""

from __future__ import annotations

import pytest

from bot.dialogue.rasa import DialogueAway
from bot.languages import live_languages
from tests.bot.conversation.fakes import UNREAD, Chat, answer, understood

QUESTION = "wat zijn mijn rechten"
NAMES = [entry.name for entry in live_languages().values()]


def titles(chat: Chat) -> list[str]:
    return [button["title"] for button in chat.shown[-1]["buttons"]]


async def test_opening_the_chat_asks_for_a_language(stranger: Chat) -> None:
    assert await stranger.says(kind="start") == stranger.line("utter_choose_language")
    assert titles(stranger) == NAMES
    assert stranger.dialogue.turns == []


@pytest.mark.parametrize("code", live_languages())
async def test_the_chosen_language_is_spoken_from_then_on(stranger: Chat, code: str) -> None:
    await stranger.says(kind="start")
    said = await stranger.presses(live_languages()[code].name)
    assert said == [*stranger.line("utter_introduction", code, unread=UNREAD), *stranger.line("utter_ask_remember", code)]
    assert {content["language"] for content in stranger.shown} == {code}


async def test_the_name_of_a_language_chooses_it(stranger: Chat) -> None:
    said = await stranger.says("عربي")
    assert said[0] == stranger.line("utter_introduction", "ar")[0]


async def test_a_language_that_is_being_written_is_said_to_come_later(stranger: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = {code: entry for code, entry in live_languages().items() if code != "ti"}
    monkeypatch.setattr("bot.conversation.reception.live_languages", lambda: draft)
    not_yet = [*stranger.line("utter_language_not_yet"), *stranger.line("utter_choose_language")]
    assert await stranger.says("tigrinya") == not_yet
    assert titles(stranger) == NAMES and stranger.person.introduced_at is None


async def test_first_words_are_held_and_answered_once_after_the_questions(stranger: Chat) -> None:
    stranger.core.meanings[QUESTION] = understood("ask_rights")
    assert await stranger.says(QUESTION) == stranger.line("utter_choose_language")
    await stranger.presses("Nederlands")
    assert stranger.dialogue.turns == []
    said = await stranger.presses("Ja, onthouden")
    assert said == [*stranger.line("utter_remember_yes"), *stranger.line("utter_ask_rights")]
    await stranger.says(QUESTION)
    assert [turn.text for *_, turn in stranger.dialogue.turns] == [QUESTION, QUESTION]
    assert stranger.state.held is None


async def test_first_words_are_answered_also_to_who_is_not_to_be_remembered(stranger: Chat) -> None:
    stranger.core.meanings[QUESTION] = understood("ask_rights")
    await stranger.says(QUESTION)
    await stranger.presses("Nederlands")
    said = await stranger.presses("Nee, niet onthouden")
    assert said == [*stranger.line("utter_remember_no"), *stranger.line("utter_ask_rights")]
    assert stranger.person.remember is False


async def test_a_greeting_is_no_question_that_waits(stranger: Chat) -> None:
    stranger.core.meanings["hallo"] = understood("greet")
    await stranger.says("hallo")
    assert stranger.state.held is None


async def test_who_writes_on_without_choosing_is_met_in_the_language_they_write(stranger: Chat) -> None:
    more = "en wie kan mij helpen"
    stranger.core.meanings = {
        QUESTION: understood("ask_rights"),
        more: understood("ask_other_roles"),
        f"{QUESTION}\n{more}": understood("ask_rights"),
    }
    await stranger.says(QUESTION)
    said = await stranger.says(more)
    assert said[:2] == stranger.line("utter_introduction", unread=UNREAD)[:2]
    assert said[-1:] == stranger.line("utter_ask_rights")[-1:]
    assert [turn.text for *_, turn in stranger.dialogue.turns] == [f"{QUESTION}\n{more}"]
    assert stranger.person.language == "nl"


async def test_the_introduction_is_not_lost_while_the_dialogue_is_away(stranger: Chat) -> None:
    stranger.core.meanings = {QUESTION: understood("ask_rights"), f"wat\n{QUESTION}": understood("ask_rights")}
    await stranger.says("wat")
    stranger.dialogue.away = True
    with pytest.raises(DialogueAway):
        await stranger.says(QUESTION)
    stranger.dialogue.away = False
    await stranger.answer_all()
    said = [str(content["text"]) for content in stranger.new()]
    assert said == [
        line
        for name in ("introduction", "ask_remember", "ask_rights")
        for line in stranger.line(f"utter_{name}", unread=UNREAD)
    ]
    assert stranger.person.introduced_at is not None


async def test_who_writes_on_without_choosing_can_still_say_whether_to_be_remembered(stranger: Chat) -> None:
    stranger.core.meanings = {QUESTION: understood("ask_rights"), "nou": understood("deny")}
    await stranger.says("wat")
    await stranger.says(QUESTION)
    stranger.shown = [content for content in stranger.shown if content["buttons"] and "onthouden" in str(content["buttons"])]
    await stranger.presses("Ja, onthouden")
    assert stranger.person.remember is True


async def test_an_old_button_before_a_language_is_chosen_still_asks_for_one(stranger: Chat) -> None:
    await stranger.says(kind="start")
    with stranger.services.database.write() as connection:
        offer = stranger.services.offers.add(connection, stranger.person, "/ask_rights", "Mijn rechten", None)
    assert await stranger.says(button=offer.id) == stranger.line("utter_choose_language")


async def test_what_was_wanted_is_done_after_consent_and_age(chat: Chat) -> None:
    wish = "ik wil Nederlands leren"
    chat.core.meanings[wish] = understood("set_goal")
    chat.dialogue.answers["set_goal"] = answer("utter_ask_remember_first")
    assert await chat.says(wish) == chat.line("utter_ask_remember_first")
    assert await chat.presses("Ja, onthouden") == chat.line("utter_ask_age_group")
    chat.dialogue.answers["set_goal"] = answer("utter_ask_goal_text", form="goal_form", question="goal_text")
    assert await chat.presses("Ik ben 18 of ouder") == chat.line("utter_ask_goal_text")
    assert [(turn.intent, turn.text) for *_, turn in chat.dialogue.turns] == [("set_goal", wish), ("set_goal", wish)]
    assert len({message_id for _, message_id, *_ in chat.dialogue.turns}) == 2  # Rasa must not take it for a repeat
    assert (chat.state.form, chat.state.question, chat.state.wanted) == ("goal_form", "goal_text", None)
    assert (chat.person.remember, chat.person.age_group) == (True, "adult")


async def test_what_was_wanted_is_let_go_after_a_no(chat: Chat) -> None:
    chat.core.meanings["doel"] = understood("set_goal")
    chat.dialogue.answers["set_goal"] = answer("utter_ask_remember_first")
    await chat.says("doel")
    assert await chat.presses("Nee, niet onthouden") == chat.line("utter_not_kept")
    assert (chat.state.wanted, chat.dialogue.intents) == (None, ["set_goal"])


@pytest.mark.parametrize(("title", "group"), [("Ik ben jonger", "child"), ("Ik help iemand", "helper")])
async def test_of_children_and_helpers_nothing_is_kept(chat: Chat, title: str, group: str) -> None:
    chat.core.meanings["doel"] = understood("set_goal")
    chat.dialogue.answers["set_goal"] = answer("utter_ask_remember_first")
    await chat.says("doel")
    await chat.presses("Ja, onthouden")
    assert await chat.presses(title) == chat.line(f"utter_not_kept_{group}")
    assert (chat.person.remember, chat.state.wanted, chat.dialogue.intents) == (False, None, ["set_goal"])


async def test_yes_in_words_answers_whether_to_be_remembered(stranger: Chat) -> None:
    stranger.core.meanings["ja"] = understood("affirm")
    await stranger.says("Nederlands")
    assert await stranger.says("ja") == stranger.line("utter_remember_yes")
    assert stranger.person.remember is True and stranger.dialogue.turns == []
