"""The figures on messages whose outcome can be counted by hand."""

from __future__ import annotations

import pytest

from bot.measure.figures import calibration, calibration_error, confusions, figures, weakest
from bot.measure.scored import Measurement
from tests.bot.measure.conftest import one


def test_the_figures_of_a_language(measurement: Measurement) -> None:
    found = figures(measurement.scored["nl"], {"nl", "en"})
    assert (found.messages, found.in_scope) == (5, 3)
    assert found.right_at_once == pytest.approx(200 / 3)  # a message that is asked back counts by its first meaning
    assert found.among_three == 100
    assert found.out_of_scope == 50
    assert found.answered_rightly == found.answered_wrongly == found.asked_back == pytest.approx(100 / 3)
    assert found.refused == 0 and found.strangers_answered == 50
    assert found.language == 100 and found.other_language == 0


def test_the_language_of_a_message(measurement: Measurement) -> None:
    found = figures(measurement.scored["en"], {"nl", "en"})
    assert found.language == found.other_language == 50
    assert figures(measurement.scored["en"], {"en"}).other_language == 0  # Dutch is none of ours then


def test_messages_of_one_kind_only_have_figures_too() -> None:
    ours = figures([one("ja", "affirm", {"affirm": 0.9})], {"nl"})
    assert (ours.right_at_once, ours.out_of_scope, ours.strangers_answered) == (100, 100, 0)
    others = figures([one("cup", "out_of_scope", {"affirm": 0.9})], {"nl"})
    assert (others.right_at_once, others.out_of_scope, others.answered_wrongly, others.refused) == (100, 0, 0, 0)


def test_a_text_without_words_is_right_only_where_nothing_is_wanted() -> None:
    assert one("??", "out_of_scope", {}).first == (1.0, True)
    assert one("??", "affirm", {}).first == (1.0, False)
    assert one("??", "out_of_scope", {}).right


def test_who_is_sure_and_half_of_the_time_right_is_badly_calibrated() -> None:
    pairs = [(0.92, True), (0.98, False), (0.5, True), (0.5, False), (1.0, True), (1.0, False)]
    bins = calibration(pairs)
    assert [(one.messages, one.right) for one in bins] == [(2, 0.5), (4, 0.5)]
    assert bins[1].confidence == pytest.approx(0.975)
    assert calibration_error(pairs) == pytest.approx(100 * 4 / 6 * 0.475)
    assert calibration_error([]) == 0


def test_the_weakest_intent_comes_first(measurement: Measurement) -> None:
    assert [(weak.intent, weak.messages, weak.right_at_once) for weak in weakest(measurement.scored["nl"])] == [
        ("ask_rights", 2, 50),
        ("out_of_scope", 2, 50),
        ("affirm", 1, 100),
    ]


def test_what_is_taken_for_what(measurement: Measurement) -> None:
    more = [*measurement.scored["nl"], one("en nu", "ask_rights", {"affirm": 0.9})]
    found = confusions(more)
    assert [(pair.wanted, pair.found, len(pair.scored)) for pair in found] == [
        ("ask_rights", "affirm", 2),
        ("out_of_scope", "ask_rights", 1),
    ]
    assert [each.message.text for each in found[0].scored] == ["moet dat", "en nu"]
