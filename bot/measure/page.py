"""The report as one page that needs nothing else: no network, no script, pictures drawn within. Which figures there are is
left to `figures.py`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.languages import language
from bot.measure.figures import GOALS, Figures, calibration, confusions, weakest
from bot.measure.scored import Measurement

TEMPLATES = Path(__file__).parent / "templates"
WEAK = 10


def page(measurement: Measurement, by_language: dict[str, Figures]) -> str:
    """The page in HTML."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html").render(
        build=measurement.build,
        trained=measurement.trained.isoformat(),
        thresholds=measurement.thresholds,
        goals=GOALS,
        languages=[
            {
                "code": code,
                "name": language(code).english,
                "figures": asdict(by_language[code]),
                "bins": calibration(one.first for one in scored),
                "weakest": weakest(scored)[:WEAK],
                "confusions": confusions(scored),
            }
            for code, scored in measurement.scored.items()
        ],
    )
