"""What rooms hand to each other."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from bot.messages import Choice, Inbound, Outbound, Reply, now, parse_payload


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("/ask_rights", ("ask_rights", {})),
        (" /ask_rights ", ("ask_rights", {})),
        ("/answer answer=yes", ("answer", {"answer": "yes"})),
        ("/pick_goal goal=0af3 part=reached", ("pick_goal", {"goal": "0af3", "part": "reached"})),
        ("/answer answer=a=b", ("answer", {"answer": "a=b"})),
        ("/change_language language=العربية", ("change_language", {"language": "العربية"})),
    ],
)
def test_a_payload_is_an_intent_and_its_entities(payload: str, expected: tuple[str, dict[str, str]]) -> None:
    assert parse_payload(payload) == expected


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "/",
        "ask_rights",
        "/Ask_rights",
        "/ask rights",
        '/ask{"a": 1}',
        "/a b=",
        "/a b=c d",
        "/a  b=c",
        "//a",
        "/a\nb=c",
    ],
)
def test_anything_else_is_refused_with_what_was_expected(payload: str) -> None:
    with pytest.raises(ValueError, match="/intent entity=value"):
        parse_payload(payload)


@pytest.mark.parametrize("made", [Inbound("web", "a", "1", "text"), Outbound(1, "a"), Reply("utter_a"), Choice("/a")])
def test_what_is_handed_over_cannot_be_changed(made: object) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.channel = "other"  # type: ignore[attr-defined]


def test_two_messages_do_not_share_their_values() -> None:
    Reply("utter_a").values["name"] = "x"
    assert Reply("utter_a").values == {}


def test_the_clock_is_utc() -> None:
    assert now().utcoffset() == timedelta(0)
