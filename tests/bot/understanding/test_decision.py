"""Decisions: what is sure is answered, what is near is asked about, and of equals the graver meaning wins."""

from __future__ import annotations

import pytest

from bot.understanding.decision import Thresholds, decide

THRESHOLDS = Thresholds(answer=0.4, margin=0.1, refuse=0.15, tie=0.05)


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        ([("ask_rights", 0.9), ("affirm", 0.1)], ("ask_rights", "answer")),
        ([("ask_rights", 0.51), ("affirm", 0.4)], ("ask_rights", "answer")),  # just far enough ahead
        ([("ask_rights", 0.45), ("affirm", 0.4)], ("ask_rights", "choose")),  # too near one another
        ([("ask_rights", 0.3), ("affirm", 0.1)], ("ask_rights", "choose")),  # far ahead, but not sure
        ([("ask_rights", 1.0)], ("ask_rights", "answer")),
        ([("ask_rights", 0.14), ("affirm", 0.02)], ("out_of_scope", "out_of_scope")),
        ([("out_of_scope", 0.9), ("ask_rights", 0.1)], ("out_of_scope", "out_of_scope")),
        ([], ("out_of_scope", "out_of_scope")),
    ],
)
def test_a_decision_follows_from_the_first_and_its_lead(ranking: list[tuple[str, float]], expected: tuple[str, str]) -> None:
    assert decide(ranking, THRESHOLDS) == expected


@pytest.mark.parametrize(
    ("ranking", "winner"),
    [
        ([("ask_rights", 0.42), ("sensitive_debt", 0.4)], "sensitive_debt"),
        ([("ask_rights", 0.42), ("sensitive_debt", 0.41), ("crisis_violence", 0.4)], "crisis_violence"),
        ([("sensitive_debt", 0.42), ("crisis_violence", 0.4)], "crisis_violence"),
        ([("out_of_scope", 0.42), ("crisis_violence", 0.4)], "crisis_violence"),
        ([("crisis_violence", 0.42), ("sensitive_debt", 0.41)], "crisis_violence"),
        ([("crisis_suicide", 0.42), ("crisis_violence", 0.41)], "crisis_suicide"),
        ([("ask_rights", 0.5), ("crisis_violence", 0.4)], "ask_rights"),  # no tie
    ],
)
def test_a_tie_is_won_by_the_graver_meaning(ranking: list[tuple[str, float]], winner: str) -> None:
    assert decide(ranking, THRESHOLDS)[0] == winner


def test_who_wins_a_tie_is_asked_about_since_the_other_is_as_likely() -> None:
    assert decide([("ask_rights", 0.48), ("sensitive_debt", 0.45)], THRESHOLDS) == ("sensitive_debt", "choose")
