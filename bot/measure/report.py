"""The report on a measurement as text and as data. The page is left to `page.py`, what changed to `differences.py`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.measure.figures import GOALS, Figures, confusions, figures, weakest
from bot.measure.page import page
from bot.measure.scored import Measurement

SHOWN, LISTED = 3, 10  # weakest intents of a language on the screen and in the file
ALL = "all"
COLUMNS = {
    "messages": "messages",
    "right_at_once": "right first",
    "among_three": "among three",
    "out_of_scope": "not for us",
    "answered_rightly": "answered: right",
    "answered_wrongly": "wrong",
    "asked_back": "asked back",
    "calibration_error": "calibration",
    "language": "language",
}
NOTES = (
    "Percentages. right first: the right intent is the likeliest; among three: it is one of the three likeliest; not for us:",
    "messages that are none of ours and recognised as such. A * falls short of the goal (85, 95 and 70). answered, asked back:",
    "what people would see with the thresholds in use. calibration: how many points confidence and truth lie apart.",
)


def figures_of(measurement: Measurement) -> dict[str, Figures]:
    """The figures of each language, in the order of the measurement."""
    codes = frozenset(measurement.scored)
    return {language: figures(scored, codes) for language, scored in measurement.scored.items()}


def summary(measurement: Measurement) -> str:
    """A short table: one line per language, and what is understood worst."""
    by_language = figures_of(measurement)
    if len(by_language) > 1:
        by_language[ALL] = figures(measurement.all(), frozenset(measurement.scored))
    rows = [[language, *(_cell(values, name) for name in COLUMNS)] for language, values in by_language.items()]
    lines = [f"Build {measurement.build}, trained on {measurement.trained}.", "", *table(["language", *COLUMNS.values()], rows)]
    lines += ["", *NOTES, "", "Weakest intents:"]
    for language, scored in measurement.scored.items():
        weak = [f"{one.intent} {one.right_at_once:.0f} %" for one in weakest(scored)[:SHOWN]]
        lines.append(f"  {language:4} {', '.join(weak)}")
    return "\n".join(lines) + "\n"


def full_text(measurement: Measurement) -> str:
    """The summary, and for each language the weakest intents and every message that was taken for something else."""
    lines = [summary(measurement)]
    for language, scored in measurement.scored.items():
        lines.append(f"== {language}: weakest intents ==")
        rows = [
            [one.intent, str(one.messages), f"{one.right_at_once:.0f}", f"{one.among_three:.0f}"]
            for one in weakest(scored)[:LISTED]
        ]
        lines += [*table(["intent", "messages", "right first", "among three"], rows), ""]
        lines.append(f"== {language}: taken for something else ==")
        for confusion in confusions(scored):
            lines.append(f"{confusion.wanted} → {confusion.found} ({len(confusion.scored)})")
            for one in confusion.scored:
                lines.append(f"    {one.message.text}  [{one.understood.decision}, {one.understood.confidence:.2f}]")
        lines.append("")
    return "\n".join(lines)


def data(measurement: Measurement) -> dict[str, Any]:
    """The report for programs: figures, and per message its id and what became of it; never its text."""
    return {
        "build": measurement.build,
        "trained": measurement.trained.isoformat(),
        "languages": {
            language: {name: round(value, 2) for name, value in asdict(values).items()}
            for language, values in figures_of(measurement).items()
        },
        "messages": [
            {
                "language": one.message.language,
                "id": one.message.id,
                "intent": one.message.intent,
                "found": one.understood.intent,
                "decision": one.understood.decision,
                "confidence": round(one.understood.confidence, 4),
            }
            for one in measurement.all()
        ],
    }


def write(measurement: Measurement, folder: Path) -> None:
    """Write report.txt, report.html and report.json into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text(full_text(measurement), encoding="utf-8")
    (folder / "report.html").write_text(page(measurement, figures_of(measurement)), encoding="utf-8")
    content = json.dumps(data(measurement), ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(content + "\n", encoding="utf-8")


def table(heads: list[str], rows: Iterable[list[str]]) -> list[str]:
    """Lines of a table: the first column to the left, figures to the right."""
    known = [heads, *rows]
    widths = [max(len(row[column]) for row in known) for column in range(len(heads))]
    return [
        "  ".join(cell.rjust(width) if column else cell.ljust(width) for column, (cell, width) in enumerate(zip(row, widths)))
        for row in known
    ]


def _cell(values: Figures, name: str) -> str:
    value = getattr(values, name)
    if isinstance(value, int):
        return str(value)
    return f"{value:.1f}{'*' if value < GOALS.get(name, 0) else ' '}"
