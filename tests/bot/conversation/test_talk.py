"""One message and its effect, once, whatever is open and whoever has the conversation."""

from __future__ import annotations

import pytest

from bot.conversation.state import State
from bot.dialogue.rasa import DialogueAway
from bot.messages import Choice, Reply
from bot.safety.gate import Judgement
from tests.bot.conversation.fakes import Chat, answer, understood
from tests.people import again, remembered, told

GOAL_TEXT = answer("utter_ask_goal_text", form="goal_form", question="goal_text")
GOAL_SHARE = answer("utter_ask_goal_share", form="goal_form", question="goal_share")


async def test_rasa_gets_what_was_understood_under_an_opaque_name(chat: Chat) -> None:
    chat.core.meanings["wat mag ik"] = understood("ask_rights", confidence=0.7)
    assert await chat.says("wat mag ik") == chat.line("utter_ask_rights")
    ((conversation_id, _, language, turn),) = chat.dialogue.turns
    assert (conversation_id, language) == (chat.person.conversation_id, "nl")
    assert (turn.intent, turn.text, turn.confidence) == ("ask_rights", "wat mag ik", 0.7)
    assert chat.waiting() == []


async def test_the_same_message_answered_twice_speaks_once(chat: Chat) -> None:
    chat.core.meanings["wat mag ik"] = understood("ask_rights")
    await chat.arrives("wat mag ik")
    (received,) = chat.waiting()
    await chat.talk.answer(received)
    await chat.talk.answer(received)
    assert [content["text"] for content in told(chat.services, chat.person)] == chat.line("utter_ask_rights")
    assert len({message_id for _, message_id, *_ in chat.dialogue.turns}) == 1


@pytest.mark.parametrize("kind", ["edited", "voice", "photo", "video", "sticker", "location", "document", "contact", "other"])
async def test_what_is_not_text_is_answered_kindly_and_the_open_question_asked_again(chat: Chat, kind: str) -> None:
    chat.dialogue.answers["set_goal"] = GOAL_TEXT
    chat.core.meanings["doel"] = understood("set_goal")
    await chat.says("doel")
    said = await chat.says(kind=kind)  # type: ignore[arg-type]
    assert said == [*chat.line(f"utter_{kind}"), *chat.line("utter_ask_goal_text")]
    assert chat.state.question == "goal_text"


async def test_blanks_are_an_empty_message(chat: Chat) -> None:
    assert await chat.says("  \n ") == chat.line("utter_empty")


async def test_after_a_button_of_before_the_choice_that_waits_is_offered_again(chat: Chat) -> None:
    chat.core.meanings["doel"] = understood("set_goal")
    chat.dialogue.answers["set_goal"] = GOAL_SHARE
    await chat.says("doel")
    old = chat.shown[-1]["buttons"][0]["id"]
    chat.dialogue.answers["request_human"] = answer("utter_handover_summary", "utter_ask_handover_send")
    chat.core.meanings["een mens"] = understood("request_human")
    await chat.says("een mens")
    assert await chat.says(button=old) == [*chat.line("utter_button_old"), *chat.line("utter_ask_handover_send")]
    chat.dialogue.answers["send_handover"] = answer("utter_handover_sent")
    await chat.presses("Ja, sturen")
    assert chat.dialogue.intents[-1] == "send_handover"


async def test_after_a_button_of_before_an_explanation_is_not_said_again_but_its_buttons_are(chat: Chat) -> None:
    chat.core.meanings |= {"doel": understood("set_goal"), "wat mag ik": understood("ask_rights")}
    chat.dialogue.answers["set_goal"] = GOAL_SHARE
    await chat.says("doel")
    old = chat.shown[-1]["buttons"][0]["id"]
    await chat.says("wat mag ik")
    titles = [button["title"] for button in chat.shown[-1]["buttons"]]
    assert await chat.says(button=old) == chat.line("utter_button_old")
    assert [button["title"] for button in chat.shown[-1]["buttons"]] == titles


async def test_a_button_that_answers_an_older_question_is_never_taken_for_the_open_one(chat: Chat) -> None:
    chat.core.meanings["doel"] = understood("set_goal")
    chat.dialogue.answers["set_goal"] = GOAL_SHARE
    await chat.says("doel")
    old = chat.shown[-1]["buttons"][0]["id"]
    chat.dialogue.answers["set_goal"] = GOAL_TEXT
    await chat.says("doel")
    before = len(chat.dialogue.turns)
    assert await chat.says(button=old) == [*chat.line("utter_button_old"), *chat.line("utter_ask_goal_text")]
    assert len(chat.dialogue.turns) == before


async def test_a_button_that_nobody_offered_is_old_and_the_menu_is_shown(chat: Chat) -> None:
    said = await chat.says(button="made up")
    assert said == [*chat.line("utter_button_old"), *chat.line("utter_ask_capabilities")]
    assert chat.dialogue.turns == []


async def test_a_button_of_somebody_else_does_nothing(chat: Chat) -> None:
    services, other = chat.services, remembered(chat.services)
    with services.database.write() as connection:
        offer = services.offers.add(connection, other, "/erase answer=yes", "Ja, alles wissen", None)
    assert (await chat.says(button=offer.id))[0] == chat.line("utter_button_old")[0]
    assert again(services, other) == other


async def test_a_button_is_answered_by_what_it_stands_for(chat: Chat) -> None:
    await chat.says(button="made up")  # the menu
    await chat.presses("Mijn rechten")
    assert chat.dialogue.intents == ["ask_rights"]


async def test_a_text_that_may_mean_danger_is_asked_about(chat: Chat) -> None:
    chat.core.meanings["hij slaat mij"] = understood("crisis_violence")
    assert await chat.says("hij slaat mij") == chat.line("utter_crisis_ask")
    assert chat.state.asked_in_danger and chat.dialogue.turns == []


async def test_what_the_gate_noted_meanwhile_is_not_lost_by_an_answer_that_took_longer(chat: Chat) -> None:
    sad = "ik kan niet meer"
    chat.gate.judgements[sad] = Judgement("ask", "crisis_suicide", "nl")
    chat.core.meanings["wat mag ik"] = understood("ask_rights")
    slow = chat.dialogue.answer

    async def meanwhile(*arguments: object) -> object:
        await chat.arrives(sad)
        return await slow(*arguments)  # type: ignore[arg-type]

    chat.talk._dialogue.answer = meanwhile  # type: ignore[method-assign, assignment]
    await chat.arrives("wat mag ik")
    await chat.talk.answer(chat.waiting()[0])
    assert chat.state.asked_in_danger
    await chat.arrives(sad)
    assert [case.handover.urgency for case in chat.services.handovers.open()] == ["now"]


async def test_a_clear_question_among_own_words_is_asked_about_and_both_answers_work(chat: Chat) -> None:
    question = "mag ik werken?"
    chat.core.meanings[question] = understood("ask_rights")
    chat.dialogue.answers["own_words"] = GOAL_SHARE
    for title, intent in (("Schrijf dit op", "own_words"), ("Geef hier antwoord op", "ask_rights")):
        chat.set_state(form="goal_form", question="goal_text")
        assert await chat.says(question) == chat.line("utter_write_or_answer", words=question)
        await chat.presses(title)
        assert (chat.dialogue.turns[-1][3].intent, chat.dialogue.turns[-1][3].text) == (intent, question)
        assert chat.state.pending is None


async def test_own_words_reach_rasa_as_they_were_written(chat: Chat) -> None:
    words = " Ik wil {leren} [[x]]\n\n/restart "
    chat.dialogue.answers["own_words"] = GOAL_SHARE
    chat.set_state(form="goal_form", question="goal_text")
    await chat.says(words)
    assert (chat.dialogue.turns[0][3].intent, chat.dialogue.turns[0][3].text) == ("own_words", words)


async def test_another_language_is_asked_about_once_and_never_switched_silently(chat: Chat) -> None:
    text = "what are my rights here please"
    chat.core.meanings[text] = understood("ask_rights", language="en")
    first, second = await chat.says(text), await chat.says(text)
    asked = [*chat.line("utter_language_guess"), *chat.line("utter_language_guess", "en")]
    assert first == [*chat.line("utter_ask_rights"), *asked]
    assert [content["text"] for content in told(chat.services, chat.person) if content.get("aside")] == asked[1:]
    assert second == chat.line("utter_ask_rights")
    assert chat.person.language == "nl"


async def test_changing_the_language_asks_the_open_question_again_in_it(chat: Chat) -> None:
    chat.core.meanings["doel"] = understood("set_goal")
    chat.dialogue.answers["set_goal"] = GOAL_TEXT
    await chat.says("doel")
    await chat.says("taal")
    said = await chat.presses("English")
    assert said == [*chat.line("utter_language_chosen", "en"), *chat.line("utter_ask_goal_text", "en")]
    assert (chat.person.language, chat.state.question) == ("en", "goal_text")


async def test_a_turn_without_a_reply_is_a_failure_with_a_kind_answer(chat: Chat) -> None:
    chat.core.meanings["wat mag ik"] = understood("ask_rights")
    chat.dialogue.answers["ask_rights"] = answer()
    assert await chat.says("wat mag ik") == chat.line("utter_failed")


# --- Rasa is away ---


async def test_while_rasa_is_away_nothing_is_stored_and_later_the_message_is_answered(chat: Chat) -> None:
    chat.core.meanings["wat mag ik"] = understood("ask_rights")
    chat.dialogue.away = True
    await chat.arrives("wat mag ik")
    with pytest.raises(DialogueAway):
        await chat.answer_all()
    assert len(chat.waiting()) == 1 and chat.new() == []
    chat.dialogue.away = False
    await chat.answer_all()
    assert [content["text"] for content in chat.new()] == chat.line("utter_ask_rights")


async def test_while_rasa_is_away_a_stranger_is_still_received(stranger: Chat) -> None:
    stranger.dialogue.away = True
    await stranger.says(kind="start")
    await stranger.presses("Nederlands")
    assert await stranger.presses("Ja, onthouden") == stranger.line("utter_remember_yes")


def test_a_reply_that_is_kept_to_be_asked_again_comes_back_whole() -> None:
    ask = Reply("utter_x", {"words": "a", "n": {"response": "utter_y", "values": {}}}, (Choice("/a b=c", "t"),))
    state = State()
    state.ask("q", [Reply("utter_first"), ask], "goal_form")
    assert State.read({**state.as_dict(), "a field of another version": 1}).asked_again() == [ask]
