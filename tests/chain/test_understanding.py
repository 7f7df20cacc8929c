"""The model understands the held-out messages at least as well as was recorded in tests/nlu/recorded.yml."""

from __future__ import annotations

import pytest

from bot.languages import live_languages
from bot.measure.figures import confusions
from bot.measure.recorded import falls, read_recorded
from bot.measure.report import figures_of
from bot.measure.scored import Measurement, measure


@pytest.fixture(scope="module")
def measurement(model: str) -> Measurement:
    """What the build makes of all held-out messages; their vectors are kept in the cache between runs."""
    return measure(model, live_languages())


def test_every_live_language_and_no_other_is_recorded() -> None:
    assert set(read_recorded()) == set(live_languages()), "run: python -m bot nlu report --record"


@pytest.mark.parametrize("language", list(live_languages()))
def test_a_language_is_understood_as_well_as_recorded(language: str, measurement: Measurement) -> None:
    lost = falls(figures_of(measurement)[language], read_recorded()[language])
    wrong = [
        f"{one.message.place}: {one.message.text} [{pair.wanted} → {pair.found}]"
        for pair in confusions(measurement.scored[language])
        for one in pair.scored
    ]
    assert not lost, "\n".join([*lost, "Wrong now:", *wrong])
