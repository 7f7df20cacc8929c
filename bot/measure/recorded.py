"""The accuracy that was reached (tests/nlu/recorded.yml), so that a change that loses some of it is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.languages import ROOT
from bot.measure.figures import GOALS, Figures
from bot.measure.report import figures_of
from bot.measure.scored import Measurement
from bot.yaml_file import read_yaml

FILE = ROOT / "tests" / "nlu" / "recorded.yml"
FALL = 2.0  # points that a figure may lose
HEAD = """# The accuracy that was reached on the held-out messages, in percentages. `python -m bot nlu report --record` writes
# this file; tests/chain/test_understanding.py fails when a language falls more than two points below it.
"""
Recorded = Mapping[str, object]


def read_recorded(file: Path = FILE) -> dict[str, Recorded]:
    """What was recorded, by language; empty when nothing was."""
    return dict(read_yaml(file) or {}) if file.is_file() else {}


def record(measurement: Measurement, file: Path) -> None:
    """Record the figures of a measurement; languages that it leaves out keep theirs."""
    known = read_recorded(file)
    for language, values in figures_of(measurement).items():
        reached = {name: round(getattr(values, name), 2) for name in GOALS}
        known[language] = {**reached, "build": measurement.build, "trained": measurement.trained.isoformat()}
    file.write_text(HEAD + yaml.safe_dump(known, sort_keys=False), encoding="utf-8")


def falls(now: Figures, recorded: Recorded) -> list[str]:
    """The figures that lost more than two points, in words.

    A language has about fifty messages that are none of ours, so that one alone is two points: one alone is no fall.
    """
    found = []
    for name in GOALS:
        reached, value = float(str(recorded[name])), float(getattr(now, name))
        one = 100 / max(now.messages - now.in_scope if name == "out_of_scope" else now.in_scope, 1)
        if reached - value > max(FALL, one) + 0.01:  # the recorded figure is rounded
            found.append(f"{name.replace('_', ' ')} {value:.1f} %, recorded {reached:.1f} %")
    return found
