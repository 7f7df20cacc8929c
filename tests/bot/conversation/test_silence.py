"""The gate asked and no answer comes: nothing reaches the phone, and of likely danger the team is told, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from bot.conversation.timers import Timers
from bot.messages import now
from bot.safety.gate import Judgement
from tests.bot.conversation.fakes import Chat, FakeDialogue, understood
from tests.people import texts_told

ASKED = "ik kan dit niet langer"
TOLD = "hij staat voor de deur te roepen"
MINUTES = 15


@pytest.fixture
async def asked(chat: Chat) -> Chat:
    """Somebody whose words are likely danger, and who was asked."""
    chat.gate.judgements[ASKED] = Judgement("ask", "crisis_suicide", "nl", likely=True)
    chat.core.meanings["wat mag ik"] = understood("ask_rights")
    assert await chat.says(ASKED) == chat.line("utter_crisis_ask")
    return chat


async def later(chat: Chat, minutes: float = MINUTES + 0.1) -> list[str]:
    """Let the clock go round after some minutes; what came to the phone meanwhile."""
    before = len(texts_told(chat.services, chat.person))
    with time_machine.travel(now() + timedelta(minutes=minutes)):
        await Timers(chat.services, FakeDialogue()).round()
    return texts_told(chat.services, chat.person)[before:]


def urgent(chat: Chat) -> list[tuple[str, list[str]]]:
    cases = [case.handover for case in chat.services.handovers.open() if case.handover.urgency == "now"]
    return [(handover.reason, handover.content["words"]) for handover in cases]


def happened(chat: Chat) -> list[str]:
    (case,) = chat.services.handovers.open()
    found = chat.services.handovers.look(case.handover.id)
    assert found is not None
    return [event.kind for event in found.history]


async def test_silence_tells_the_team_once_and_the_phone_nothing(asked: Chat) -> None:
    assert await later(asked, MINUTES - 1) == [] and urgent(asked) == []
    assert await later(asked) == []
    assert urgent(asked) == [("crisis_suicide", [ASKED])]
    assert await later(asked, 2 * MINUTES) == []
    assert urgent(asked) == [("crisis_suicide", [ASKED])]
    assert [kind for kind in happened(asked) if kind in ("sent", "unanswered", "cried")] == ["sent", "unanswered"]


async def test_what_may_hardly_be_danger_is_told_to_nobody(chat: Chat) -> None:
    chat.gate.judgements[ASKED] = Judgement("ask", "crisis_suicide", "nl")
    await chat.says(ASKED)
    assert await later(chat) == [] and urgent(chat) == []


async def test_something_else_said_is_no_silence(asked: Chat) -> None:
    await asked.says("wat mag ik")
    await later(asked)
    assert urgent(asked) == []


async def test_a_message_that_is_still_to_be_understood_is_no_silence(asked: Chat) -> None:
    await asked.arrives("wat mag ik")
    await later(asked)
    assert urgent(asked) == []


@pytest.mark.parametrize("title", ["Ja", "Nu niet", "Iemand leest mee"])
async def test_who_says_that_they_will_write_and_does_not_is_silent_too(asked: Chat, title: str) -> None:
    await asked.presses(title)
    assert await later(asked) == []
    assert urgent(asked) == [("crisis_suicide", [ASKED])]


async def test_hiding_the_chat_is_no_answer(asked: Chat) -> None:
    await asked.says("verberg")
    assert await later(asked) == []
    assert urgent(asked) == [("crisis_suicide", [ASKED])]


async def test_something_else_was_meant_ends_the_question(asked: Chat) -> None:
    await asked.presses("Ik bedoelde iets anders")
    await later(asked)
    assert urgent(asked) == []


async def test_who_writes_again_is_told_first_that_the_team_has_it(asked: Chat) -> None:
    await later(asked)
    said = await asked.says("wat mag ik")
    assert said == [*asked.line("utter_crisis_told_later"), *asked.line("utter_ask_rights")]
    assert await asked.says("wat mag ik") == asked.line("utter_ask_rights")


async def test_who_may_be_read_along_with_is_not_told_of_it(asked: Chat) -> None:
    await asked.presses("Iemand leest mee")
    await later(asked)
    assert await asked.says("wat mag ik") == asked.line("utter_ask_rights")


async def test_more_that_is_told_after_silence_comes_to_the_same_request(asked: Chat) -> None:
    await later(asked)
    await asked.presses("Ja")
    await asked.says(TOLD)
    assert urgent(asked) == [("crisis_suicide", [ASKED])]
    (case,) = asked.services.handovers.open()
    found = asked.services.handovers.look(case.handover.id)
    assert found is not None and [message.text for message in found.messages] == [TOLD]


async def test_something_else_was_meant_marks_what_the_team_has_and_closes_nothing(asked: Chat) -> None:
    await later(asked)
    assert await asked.presses("Ik bedoelde iets anders") == asked.line("utter_crisis_other_marked")
    assert urgent(asked) == [("crisis_suicide", [ASKED])]
    assert happened(asked)[-1] == "meant_other"


async def test_help_that_was_not_needed_can_be_told_as_well(chat: Chat) -> None:
    chat.gate.judgements[TOLD] = Judgement("act", "crisis_violence", "nl")
    await chat.says(TOLD)
    assert await chat.presses("Ik bedoelde iets anders") == chat.line("utter_crisis_other_marked")
    assert urgent(chat) == [("crisis_violence", [TOLD])]
    assert happened(chat)[-1] == "meant_other"


async def test_words_that_were_asked_about_go_to_the_team_with_more_distress(asked: Chat) -> None:
    asked.gate.judgements[TOLD] = Judgement("ask", "crisis_suicide", "nl")
    await asked.says(TOLD)
    assert urgent(asked) == [("crisis_suicide", [ASKED, TOLD])]
    await later(asked)
    assert urgent(asked) == [("crisis_suicide", [ASKED, TOLD])]


async def test_nothing_is_left_of_the_question_with_the_chat(asked: Chat) -> None:
    await asked.presses("Nu niet")
    asked.services.erasure.forget_chat(asked.person)
    await later(asked)
    assert urgent(asked) == []
