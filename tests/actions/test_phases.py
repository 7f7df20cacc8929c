"""The phase that somebody chose: what it changes, where it is kept, and what the texts of each phase have in common."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import base, dialogue, my_data, phases
from bot.app import Services
from bot.languages import live_languages
from bot.messages import parse_payload
from bot.services.people import PHASES
from bot.storage.persons import Person
from bot.texts import load_texts
from tests.people import again, introduced, remembered

CHECKED = (
    "ask_expectations",
    "ask_manager_role",
    "ask_manager_limits",
    "ask_plan_meaning",
    "ask_rights",
    "ask_integration_routes",
    "ask_integration_exams",
    "ask_benefit",
    "ask_interpreter",
    "ask_privacy",
)


pytestmark = pytest.mark.usefixtures("wired")


def tracker(person: Person, slots: dict[str, Any] | None = None, events: list[Any] | None = None, **entities: str) -> Tracker:
    latest = {"entities": [{"entity": name, "value": value} for name, value in entities.items()], "metadata": {}}
    return Tracker(person.conversation_id, slots or {}, latest, events or [], False, None, {}, "action_listen")


async def said(action: base.WegwijsAction, at: Tracker) -> tuple[list[str], dict[str, Any]]:
    """What an action says, and the slots that it sets."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, at, {})
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return [message["response"] for message in dispatcher.messages], slots


async def test_who_did_not_choose_a_phase_is_asked(services: Services) -> None:
    person = remembered(services)
    assert await said(phases.ActionAskNextStep(), tracker(person)) == (["utter_ask_next_step"], {})
    assert await said(phases.ActionViewPlan(), tracker(person)) == (["utter_view_plan"], {})


@pytest.mark.parametrize("phase", PHASES)
async def test_a_chosen_phase_is_known_in_the_talk_and_beside_who_is_remembered(services: Services, phase: str) -> None:
    person = remembered(services)
    at = tracker(person, topic="ask_next_step", part=phase)
    responses, slots = await said(dialogue.ActionExplainMore(), at)
    assert (responses, slots["phase"]) == ([f"utter_ask_next_step_{phase}"], phase)
    known = again(services, person)
    assert known.phase == phase
    assert (await said(phases.ActionAskNextStep(), tracker(known)))[0] == [f"utter_ask_next_step_{phase}"]
    assert (await said(phases.ActionViewPlan(), tracker(known)))[0] == ["utter_plan_phase", "utter_view_plan"]


async def test_of_who_is_not_remembered_the_phase_stands_in_the_talk_only(services: Services) -> None:
    person = introduced(services, remember=False)
    _responses, slots = await said(dialogue.ActionExplainMore(), tracker(person, topic="ask_next_step", part="plan"))
    assert slots["phase"] == "plan" and again(services, person).phase is None
    assert (await said(phases.ActionAskNextStep(), tracker(person, slots)))[0] == ["utter_ask_next_step_plan"]


async def test_to_look_at_a_card_is_not_to_choose_a_phase(services: Services) -> None:
    person = remembered(services)
    at = tracker(person, topic="ask_expectations", part="card_plan")
    responses, slots = await said(dialogue.ActionExplainMore(), at)
    assert responses == ["utter_ask_expectations_card_plan"] and "phase" not in slots
    assert again(services, person).phase is None


async def test_who_is_somewhere_else_now_is_asked_again_and_the_old_phase_is_forgotten(services: Services) -> None:
    person = remembered(services)
    services.people.keep_phase(person, "intake")
    at = tracker(again(services, person), {"phase": "intake"}, answer="again")
    assert await said(phases.ActionAskNextStep(), at) == (["utter_ask_next_step"], {"phase": None})
    assert again(services, person).phase is None


async def test_my_data_shows_the_phase(services: Services) -> None:
    person = remembered(services)
    services.people.keep_phase(person, "plan")
    dispatcher = CollectingDispatcher()
    await my_data.ActionViewMyData().run(dispatcher, tracker(person), {})
    lines = dispatcher.messages[0]["custom"]["values"]["lines"]["items"]
    assert {"response": "utter_title_phase_plan", "values": {}} in [line["values"].get("phase") for line in lines]


@pytest.mark.parametrize(
    ("response", "topic"),
    [
        ("utter_ask_rights", "ask_rights"),
        ("utter_ask_rights_simpler", "ask_rights"),
        ("utter_ask_rights_check_other", "ask_rights"),
        ("utter_ask_expectations_card_plan", "ask_expectations"),
        ("utter_ask_next_step_reception", "ask_next_step"),
        ("utter_ask_goal_text", None),
        ("utter_ask_simpler", None),
    ],
)
async def test_each_part_of_a_topic_counts_as_that_topic(services: Services, response: str, topic: str | None) -> None:
    events = [{"event": "bot", "metadata": {"utter_action": response}}]
    assert dialogue.explained_topics(tracker(remembered(services), events=events)) == ([topic] if topic else [])


# --- the texts ---


@pytest.mark.parametrize("language", live_languages())
@pytest.mark.parametrize("phase", PHASES)
def test_a_card_has_four_parts_in_three_messages_with_one_line_for_each_item(language: str, phase: str) -> None:
    text = load_texts().response(f"utter_ask_expectations_card_{phase}", language).text
    mine, managers, rest = (message.strip().splitlines() for message in text.split("\n\n"))
    assert _items(mine) == [3] and mine[1][-1] in ":፦"
    assert _items(managers) == [3]
    assert _items(rest) == [2, 2] and not rest[-1].startswith("•")


def _items(lines: list[str]) -> list[int]:
    """How many items stand below each heading."""
    counts: list[int] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("• "):
            counts = [*counts[:-1], counts[-1] + 1] if before.startswith("• ") else [*counts, 1]
    return counts


@pytest.mark.parametrize("language", live_languages())
@pytest.mark.parametrize("topic", CHECKED)
def test_a_check_question_has_three_answers_and_can_be_skipped(language: str, topic: str) -> None:
    texts = load_texts()
    offered = [parse_payload(choice.payload)[1] for choice in texts.response(f"utter_{topic}", language).choices]
    assert {"topic": topic, "part": "check"} in offered
    answers = [parse_payload(choice.payload)[1] for choice in texts.response(f"utter_{topic}_check", language).choices]
    assert [answer["part"] for answer in answers].count("check_right") == 1 and len(answers) == 4
    assert answers[-1] == {"topic": "check", "part": "skip"}
    assert all(texts.has(f"utter_{answer['topic']}_{answer['part']}", language) for answer in answers)


def test_no_more_than_two_questions_lead_to_a_step() -> None:
    texts = load_texts()
    for topic, ending in (("ask_next_step", PHASES), ("ask_expectations", tuple(f"card_{phase}" for phase in PHASES))):
        first = "utter_ask_next_step" if topic == "ask_next_step" else "utter_ask_expectations_where"
        reached = _parts(first) | _parts(f"utter_{topic}_where_plan")
        assert set(ending) <= reached and texts.has(f"utter_{topic}_where_plan")


def _parts(response: str) -> set[str]:
    return {parse_payload(choice.payload)[1].get("part", "") for choice in load_texts().response(response, "nl").choices}
