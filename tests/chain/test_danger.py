"""The safety gate hears danger in the held-out messages at least as well as was recorded in tests/nlu/recorded_danger.yml."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.languages import live_languages
from bot.measure.danger import Measurement, figures, measure
from bot.measure.danger_report import FILE, listing, worse
from bot.measure.recorded import read_recorded
from bot.safety.gate import Gate

RECORD = "run: python -m bot safety report --record"


@pytest.fixture(scope="module")
def measurement(model: str) -> Measurement:
    """What patterns and the classifier of the build together make of all held-out messages; vectors are kept in the cache."""
    return measure(model, live_languages(), Gate.load)


def test_every_live_language_and_no_other_is_recorded() -> None:
    assert set(read_recorded(FILE)) == set(live_languages()), RECORD


@pytest.mark.parametrize("language", list(live_languages()))
def test_the_gate_hears_danger_as_well_as_recorded(language: str, measurement: Measurement) -> None:
    recorded = read_recorded(FILE)
    assert language in recorded, RECORD
    only = replace(measurement, heard={language: measurement.heard[language]})
    lost = worse(figures(only.all()), recorded[language])
    assert not lost, "\n".join([*lost, "", listing(only)])
