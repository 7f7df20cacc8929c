"""What changed between an older report and a measurement: figures, and the messages that are now taken for something else."""

from __future__ import annotations

from typing import Any

from bot.measure.figures import GOALS, Figures
from bot.measure.report import figures_of
from bot.measure.scored import Measurement, Scored

COMPARED = (*GOALS, "answered_rightly", "answered_wrongly", "calibration_error", "language")
LEAST = 0.05  # of a point; less is not told


class NoReport(ValueError):
    """A file is no report.json of ours; the message says what to do."""


def differences(old: Any, measurement: Measurement) -> list[str]:
    """Readable lines: the figures that moved, then the messages that became right, wrong or otherwise wrong.

    Messages are found by language and id; those that only one side has are counted. Raises NoReport for other data.
    """
    try:
        before = {(one["language"], one["id"]): str(one["found"]) for one in old["messages"]}
        figures_before: dict[str, dict[str, float]] = old["languages"]
        lines = [f"Build {old['build']} → {measurement.build}"]
        for language, now in figures_of(measurement).items():
            lines += _moved(language, figures_before.get(language, {}), now)
    except (KeyError, TypeError, AttributeError) as error:
        raise NoReport("This is no report.json of `nlu report`; give the file of an earlier report.") from error
    changed: dict[str, list[str]] = {"Now right": [], "Now wrong": [], "Otherwise wrong": []}
    new = 0
    for one in measurement.all():
        was = before.pop((one.message.language, one.message.id), None)
        if was is None:
            new += 1
        elif was != one.understood.intent:
            changed[_kind(one, was)].append(_line(one, was))
    for kind, found in changed.items():
        if found:
            lines += ["", f"{kind} ({len(found)}):", *found]
    if not any(changed.values()):
        lines.append("No message changed.")
    gone = sum(language in measurement.scored for language, _ in before)
    if new or gone:
        lines += ["", f"Only in the files: {new} messages. Only in the older report: {gone}."]
    return lines


def _moved(language: str, before: dict[str, float], now: Figures) -> list[str]:
    moves = [
        f"{name.replace('_', ' ')} {before[name]:.1f} → {getattr(now, name):.1f} ({getattr(now, name) - before[name]:+.1f})"
        for name in COMPARED
        if name in before and abs(getattr(now, name) - before[name]) >= LEAST
    ]
    return [f"  {language:4} {'; '.join(moves)}"] if moves else []


def _kind(one: Scored, was: str) -> str:
    if one.right:
        return "Now right"
    return "Now wrong" if was == one.message.intent else "Otherwise wrong"


def _line(one: Scored, was: str) -> str:
    wanted = "" if one.right else f", wants {one.message.intent}"
    return f"  {one.message.language:4} {one.message.text}  [{was} → {one.understood.intent}{wanted}]"
