"""The summary says what the person approved, in the reader's language, and adds nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.portal.locale import load_locales
from bot.portal.summary import LONGEST_REQUEST, Summary, own_words, summarise
from bot.storage.handovers import Handover
from tests.bot.portal.world import TEXTS, World

DUTCH, ENGLISH = load_locales()["nl"], load_locales()["en"]


def _summary(world: World, handover: Handover, english: bool = False) -> Summary:
    case = world.services.handovers.look(handover.id)
    assert case is not None
    return summarise(case, TEXTS, ENGLISH if english else DUTCH)


def test_request_in_one_line(world: World) -> None:
    handover = world.handover(reason="request_human", contact={"how": "phone", "when": "morning"})
    line = _summary(world, handover).request
    assert line.startswith("Neem deze week contact op over: Wil een mens spreken. Wens: ")
    assert line.endswith("Wens: \u2068in de ochtend\u2069, \u2068bellen\u2069.")


def test_urgent_request_names_the_danger(world: World) -> None:
    assert _summary(world, world.urgent()).request == "Lees dit nu en handel: mogelijk gevaar (Geweld of bedreiging)."


@pytest.mark.parametrize("reason", ["sensitive_debt", "request_human", "x" * 32])
def test_request_is_never_longer_than_the_model_allows(world: World, reason: str) -> None:
    handover = world.handover(reason=reason, topic="t" * 500, contact={"how": "ا" * 500, "when": "no\n" * 100})
    for english in (False, True):
        line = _summary(world, handover, english).request
        assert 100 < len(line) <= LONGEST_REQUEST
        assert "\n" not in line


def test_titles_in_the_language_of_the_reader(world: World) -> None:
    handover = world.handover(explained=["ask_rights", "ask_unknown"])
    assert _summary(world, handover).topic == "Schulden of geen geld"
    english = _summary(world, handover, english=True)
    assert english.topic == "Debts or no money"
    assert english.explained == ["Mijn rechten", "ask_unknown"]  # nobody wrote them in English
    assert (english.language, _summary(world, handover).language) == ("Arabic", "Arabisch")


@pytest.mark.parametrize(("language", "interpreter"), [("nl", False), ("ar", True), (None, True)])
def test_interpreter_is_advised_unless_dutch(world: World, language: str | None, interpreter: bool) -> None:
    assert _summary(world, world.handover(world.person(language))).interpreter is interpreter


def test_lines_that_are_not_there_are_not_mentioned(world: World) -> None:
    person = world.person()
    content = {
        "language": "ar",
        "channel": "web",
        "topic": "sensitive_debt",
        "words": ["secret"],
        "left_out": ["words"],
    }
    world.services.requests.draft(person, "inbound", "sensitive_debt", content)
    sent = world.services.requests.send(person)
    assert sent is not None
    summary = _summary(world, sent)
    assert (summary.words, summary.explained, summary.goals, summary.contact) == ([], [], [], [])


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [
        ("لا أستطيع", "ar", "rtl"),
        ("DUO كتب لي", "ar", "rtl"),  # begins with a Dutch name
        ("ana ma fhemt", "ar", "auto"),  # Arabic typed in Latin letters
        ("Ik begrijp het niet", "nl", "auto"),
        ("ኣይተረድኣንን", "ti", "auto"),
        ("?", None, "auto"),
    ],
)
def test_direction_of_own_words(text: str, language: str | None, direction: str) -> None:
    assert own_words(text, language).direction == direction


def test_goals_in_own_words_and_nothing_more_than_the_person_saw(world: World) -> None:
    goal = {"text": "أريد العمل", "domain": "society", "first_step": "een diploma", "language": "ar"}
    handover = world.handover(world.person("en"), goals=[goal, {"text": "a house"}])
    first, second = _summary(world, handover).goals
    assert (first.text, first.language, first.direction) == ("أريد العمل", "ar", "rtl")
    assert (second.text, second.language) == ("a house", "en")
    page = world.log_in().get(f"/portal/handovers/{handover.id}").text
    assert "أريد العمل" in page and "een diploma" not in page and "society" not in page


def test_what_was_tapped_stands_in_the_language_of_the_reader(world: World) -> None:
    tapped: dict[str, Any] = {"topic": "basics", "since": "today", "heavy": "cannot_wait", "help": "letter", "not_to_own": True}
    handover = world.handover(reason="request_human", **tapped, contact={"how": "phone", "when": "morning"})
    dutch, english = _summary(world, handover), _summary(world, handover, english=True)
    assert (dutch.topic, dutch.since, dutch.heavy) == (
        "Geen eten, medicijnen of stroom",
        "vandaag",
        "heel zwaar: kan niet wachten",
    )
    assert (english.help, english.not_to_own) == ("somebody who explains a letter", True)
    assert dutch.request.startswith("Neem vandaag of morgen contact op over: Geen eten, medicijnen of stroom. Wens: ")
    assert "iemand die een brief uitlegt" in dutch.request and "liever iemand anders" in dutch.request
    assert len(dutch.request) <= LONGEST_REQUEST


def test_a_way_of_contact_is_asked_once(world: World) -> None:
    line = _summary(world, world.handover(help="phone", contact={"how": "phone", "when": "any"})).request
    assert line.endswith("Wens: \u2068tijd maakt niet uit\u2069, \u2068bellen\u2069.")


def test_the_number_to_call_stands_with_the_contact_and_not_in_the_line_of_the_request(world: World) -> None:
    contact = {"how": "phone", "when": "morning", "phone": "06 98 76 54 32"}
    summary = _summary(world, world.handover(reason="request_human", contact=contact))
    assert [part.text for part in summary.contact] == ["in de ochtend", "bellen", "06 98 76 54 32"]
    assert "98 76" not in summary.request


def test_what_was_not_tapped_is_not_told(world: World) -> None:
    summary = _summary(world, world.handover(since="long ago", contact={}))
    assert (summary.since, summary.heavy, summary.help, summary.not_to_own) == ("", "", "", False)


def test_somebody_who_asks_for_an_interpreter_needs_one_in_dutch_too(world: World) -> None:
    assert _summary(world, world.handover(world.person("nl"), help="interpreter")).interpreter
