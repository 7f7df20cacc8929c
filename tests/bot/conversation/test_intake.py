"""Every message is judged and stored before it is confirmed; danger is answered in every state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from bot.app import Services, build_services
from bot.channels.telegram import TelegramChannel
from bot.conversation.intake import NotStored
from bot.messages import Inbound, Outbound
from bot.safety.gate import Judgement
from bot.settings import Settings
from tests.bot.conversation.fakes import Chat, answer, understood
from tests.bot_api import BotApi
from tests.migrated import make_tables
from tests.people import manager, texts_told

HELP, SAD, HALLO = "help hij slaat mij", "ik kan niet meer", "hallo"
JUDGEMENTS = {HELP: Judgement("act", "crisis_violence", "nl"), SAD: Judgement("ask", "crisis_suicide", "nl")}
OFFICE_HOURS, AT_NIGHT = "2026-11-24 10:00 +0000", "2026-11-24 23:00 +0000"  # a Tuesday


@pytest.fixture(autouse=True)
def danger(chat: Chat, stranger: Chat) -> None:
    chat.gate.judgements = stranger.gate.judgements = JUDGEMENTS


async def test_a_message_is_stored_and_the_workers_are_woken(chat: Chat) -> None:
    await chat.arrives(HALLO)
    assert [received.content["text"] for received in chat.waiting()] == [HALLO]
    assert chat.woken == 1


async def test_a_message_that_comes_twice_is_stored_once(chat: Chat) -> None:
    for _ in range(3):
        await chat.arrives(HALLO, provider_id="7")
    assert len(chat.waiting()) == 1 and chat.woken == 1


async def test_danger_that_comes_twice_is_answered_and_told_once(chat: Chat) -> None:
    await chat.arrives(HELP, provider_id="7")
    said = texts_told(chat.services, chat.person)
    await chat.arrives(HELP, provider_id="7")
    assert texts_told(chat.services, chat.person) == said
    (case,) = chat.services.handovers.open()
    assert case.messages == []


@time_machine.travel(OFFICE_HOURS, tick=True)
async def test_danger_makes_an_urgent_handover_with_the_words_and_an_answer_before_rasa(chat: Chat) -> None:
    chat.dialogue.away = True
    said = await chat.says(HELP)
    (case,) = chat.services.handovers.open()
    assert (case.handover.urgency, case.handover.reason) == ("now", "crisis_violence")
    assert case.handover.content["words"] == [HELP]
    assert said == chat.line("utter_crisis_violence", sent={"response": "utter_crisis_told"})
    assert chat.person.owner == "waiting" and chat.waiting() == []


@time_machine.travel(AT_NIGHT, tick=True)
async def test_at_night_nobody_is_promised_a_colleague_at_work(chat: Chat) -> None:
    said = await chat.says(HELP)
    assert said == chat.line("utter_crisis_violence", sent={"response": "utter_crisis_told_closed"})
    assert said != chat.line("utter_crisis_violence", sent={"response": "utter_crisis_told"})


async def test_danger_of_somebody_unknown_is_answered_in_the_language_of_the_danger(stranger: Chat) -> None:
    stranger.gate.judgements = {HELP: Judgement("act", "crisis_violence", "ar")}
    said = await stranger.says(HELP)
    assert said[0].startswith(stranger.line("utter_crisis_violence", "ar")[0])
    assert len(stranger.services.handovers.open()) == 1


async def test_what_follows_danger_of_somebody_unknown_is_said_in_the_same_language(stranger: Chat) -> None:
    stranger.gate.judgements = {SAD: Judgement("ask", "crisis_suicide", "tr")}
    assert await stranger.says(SAD) == stranger.line("utter_crisis_ask", "tr")
    assert await stranger.presses("Evet") == stranger.line("utter_crisis_yes", "tr")
    assert (stranger.person.language, stranger.person.introduced_at) == ("tr", None), "they choose for themselves afterwards"
    chosen = stranger.person.language
    stranger.gate.judgements[HELP] = Judgement("act", "crisis_violence", "ar")
    await stranger.says(HELP)
    assert stranger.person.language == chosen, "nobody is taken for a speaker of another language"


async def test_danger_is_answered_in_the_middle_of_a_form_which_is_put_aside_before_anything_else_is_said(chat: Chat) -> None:
    chat.set_state(form="goal_form", question="goal_text")
    said = await chat.says(HELP)
    assert said[0].startswith(chat.line("utter_crisis_violence")[0])
    assert (chat.state.form, chat.state.question, chat.dialogue.turns) == ("goal_form", None, [])
    chat.core.meanings["en wat nu"] = understood("ask_rights")
    chat.dialogue.answers["stop"] = answer("utter_form_parked")
    assert await chat.says("en wat nu") == chat.line("utter_ask_rights"), "that the form was put aside is not said"
    assert chat.dialogue.intents == ["stop", "ask_rights"]
    await chat.says("en wat nu")
    assert chat.dialogue.intents == ["stop", "ask_rights", "ask_rights"]


async def test_danger_is_answered_while_a_client_manager_has_the_conversation_and_they_read_it_too(chat: Chat) -> None:
    services = chat.services
    services.requests.draft(chat.person, "a", "request_human", {"words": []})
    sent = services.requests.send(chat.person)
    assert sent is not None and services.handovers.take(sent.id, manager(services))
    chat.new()
    assert (await chat.says(HELP))[0].startswith(chat.line("utter_crisis_violence")[0])
    case = services.handovers.look(sent.id)
    assert case is not None and [message.text for message in case.messages] == [HELP]
    assert [open_case.handover.urgency for open_case in services.handovers.open()] == ["now", "week"]


async def test_a_word_that_may_mean_danger_is_asked_about_and_nobody_is_told(chat: Chat) -> None:
    assert await chat.says(SAD) == chat.line("utter_crisis_ask")
    assert chat.services.handovers.open() == []
    assert chat.state.asked_in_danger and chat.dialogue.turns == []


async def test_asking_twice_becomes_acting(chat: Chat) -> None:
    await chat.says(SAD)
    assert (await chat.says(SAD))[0].startswith(chat.line("utter_crisis_suicide")[0])
    assert [case.handover.reason for case in chat.services.handovers.open()] == ["crisis_suicide"]


async def test_two_quick_lines_become_acting_though_no_worker_came_between(chat: Chat) -> None:
    await chat.arrives(SAD)
    await chat.arrives(SAD)
    assert [case.handover.reason for case in chat.services.handovers.open()] == ["crisis_suicide"]


async def test_after_a_no_a_word_that_may_mean_danger_is_asked_about_again(chat: Chat) -> None:
    await chat.says(SAD)
    for button in chat.shown[-1]["buttons"]:
        chat.set_state(asked_in_danger=True)
        await chat.says(button=button["id"])
        if not chat.state.asked_in_danger:
            break
    assert await chat.says(SAD) == chat.line("utter_crisis_ask")


async def test_what_is_not_text_is_not_judged(chat: Chat) -> None:
    chat.gate.judgements = {"": Judgement("act", "crisis_violence", "nl")}
    await chat.arrives(kind="photo")
    assert chat.services.handovers.open() == []


async def test_the_caption_of_a_photo_is_judged(chat: Chat) -> None:
    await chat.arrives(HELP, kind="photo")
    assert len(chat.services.handovers.open()) == 1


async def test_a_message_of_somebody_who_is_erased_meanwhile_is_not_lost(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    before, services = chat.person, chat.services
    real = services.people.meet

    def meet_and_erase(channel: str, address: str) -> object:
        met = real(channel, address)
        if met.id == before.id:
            services.erasure.erase(met, "cause", "an older message")
        return met

    monkeypatch.setattr(services.people, "meet", meet_and_erase)
    await chat.arrives(HALLO)
    assert [received.content["text"] for received in chat.waiting()] == [HALLO]


# --- the database is away ---


@pytest.fixture
def away(settings: Settings, tmp_path: Path) -> Iterator[Chat]:
    """A chat whose database cannot be opened."""
    services: Services = build_services(settings.copy(update={"database_url": f"sqlite:///{tmp_path}/no/such/a.db"}))
    chat = Chat(services)
    chat.gate.judgements = JUDGEMENTS
    yield chat


async def test_without_a_database_nothing_is_confirmed(away: Chat) -> None:
    with pytest.raises(NotStored):
        await away.arrives(HALLO)
    assert away.sent_now == [] and away.woken == 0


@pytest.mark.parametrize(("text", "response"), [(HELP, "utter_crisis_violence"), (SAD, "utter_crisis_ask")])
async def test_without_a_database_danger_is_answered_straight_through_the_channel(away: Chat, text: str, response: str) -> None:
    with pytest.raises(NotStored):
        await away.arrives(text)
    assert {(channel, address) for channel, address, _ in away.sent_now} == {("web", away.address)}
    said = [message.text for _, _, message in away.sent_now]
    assert said == [*away.line(response), *away.line("utter_gate_only")]


async def test_without_a_database_a_message_that_is_delivered_again_is_answered_once(away: Chat) -> None:
    for _ in range(3):
        with pytest.raises(NotStored):
            await away.arrives(HELP, provider_id="7")
        assert [message.text for _, _, message in away.sent_now][-1:] == away.line("utter_gate_only")[-1:]
    assert [message.text for _, _, message in away.sent_now].count(away.line("utter_gate_only")[0]) == 1


async def test_without_a_database_staff_is_alerted_of_danger_and_of_nothing_else(away: Chat) -> None:
    for text in (HALLO, SAD, HELP):
        with pytest.raises(NotStored):
            await away.arrives(text)
    assert away.alerted == [f"web:{away.address}"]


async def test_alerts_that_break_do_not_silence_the_gate(away: Chat) -> None:
    def broken(_: str) -> None:
        raise RuntimeError("geheim")

    away.intake._alert_now = broken
    with pytest.raises(NotStored):
        await away.arrives(HELP)
    assert away.sent_now


async def test_when_the_database_is_back_telegram_gives_the_message_again_and_the_handover_is_made(
    away: Chat, bot_api: BotApi
) -> None:
    bot_api.reset()
    services, user = away.services, bot_api.user(1001)
    channel = TelegramChannel(bot_api.token, bot_api.url)

    async def send_now(_: str, address: str, message: Outbound) -> None:
        await channel.send(address, message)

    away.intake._send_now = send_now
    await channel.start(away.intake.receive)
    user.says(HELP)
    try:
        nobody_read_it = away.line("utter_gate_only")[0]
        await user.until(lambda message: message.text == nobody_read_it, seconds=20)
        assert bot_api.unconfirmed
        Path(services.database.address.removeprefix("sqlite:///")).parent.mkdir(parents=True)
        make_tables(services.database)
        await bot_api.until(lambda api: not api.unconfirmed, seconds=40)
    finally:
        await channel.stop()
    (case,) = services.handovers.open()
    assert (case.handover.urgency, case.handover.content["words"]) == ("now", [HELP])
    assert [message.text for message in user.messages].count(nobody_read_it) == 1
    services.database.close()


async def test_without_a_database_and_a_channel_the_message_is_still_refused(away: Chat) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("geheim")

    away.intake._send_now = broken
    with pytest.raises(NotStored):
        await away.arrives(HELP)


async def test_without_a_database_the_answer_speaks_the_language_of_the_danger(away: Chat) -> None:
    away.gate.judgements = {HELP: Judgement("act", "crisis_violence", "ar")}
    with pytest.raises(NotStored):
        await away.intake.receive(Inbound("web", "a", "1", "text", HELP))
    assert away.sent_now[0][2].text == away.line("utter_crisis_violence", "ar")[0]
    assert (away.sent_now[0][2].language, away.sent_now[0][2].direction) == ("ar", "rtl")


async def test_a_dialogue_that_answers_is_not_asked_about_danger(chat: Chat) -> None:
    chat.dialogue.answers["crisis_violence"] = answer("utter_greet")
    await chat.says(HELP)
    assert chat.dialogue.turns == []
