"""The report on what the safety gate hears, as text and as data, and the record that tests guard. Figures: `danger.py`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from bot.languages import ROOT
from bot.measure.danger import Figures, Heard, Measurement, Tally, figures
from bot.measure.recorded import Recorded, read_recorded
from bot.measure.report import ALL, table
from bot.understanding.classifier import DANGER

SHOWN = 12  # intents on the screen that alarm needlessly; the file has all, also for each language
TOLD, LONGEST = 2, 90  # patterns that a text names for a message, and characters of each; the data has all
FILE = ROOT / "tests" / "nlu" / "recorded_danger.yml"
# Points that a figure may lose (caught) or gain. Of some ninety messages of danger a single one is more than a point: each
# one that is missed anew is to be looked at. Of some six hundred others one needless act more is let go, two are not.
ROOM = {"caught": 1.0, "false_act": 0.3, "false_ask": 1.0}
HEAD = """# What the safety gate made of the held-out messages, in percentages: danger that it caught (act or ask), others that
# it acted on or asked about needlessly. `python -m bot safety report --record` writes this file; a test in
# tests/chain/test_danger.py fails when a language catches over 1.0 point less, or acts 0.3 or asks 1.0 points more.
"""
NOTES = (
    "Percentages of held-out messages. caught: danger that the gate acts on or asks about; act: acts on at once.",
    "false: alarms by messages that are no danger; exaggerations (figures of speech) are among them, and once more apart.",
    "a week: alarms that one client manager's people cause if none of {:,} messages is danger. In the held-out messages",
    "all intents are about as frequent, and exaggerations are many: daily life is likely to be calmer.",
)


def summary(measurement: Measurement, messages_a_week: int, most: int | None = SHOWN) -> str:
    """One line per language, what is caught of each kind, and `most` of the intents that alarm needlessly."""
    by_language = {language: figures(heard) for language, heard in measurement.heard.items()}
    together = figures(measurement.all())
    if len(by_language) > 1:
        by_language[ALL] = together
    thresholds = f"the gate acts from {measurement.act_above} and asks from {measurement.ask_above}"
    heads = ["language", "danger", "caught", "act", "others", "false act", "false ask", "acts a week", "asks a week"]
    rows = [[language, *_row(one, messages_a_week)] for language, one in by_language.items()]
    exaggerations = ["exaggerations", "false act", "false ask"]
    lines = [f"Build {measurement.build}, {measurement.day}; {thresholds}.", ""]
    lines += table([*heads, *exaggerations], rows)
    lines += ["", *(note.format(messages_a_week) for note in NOTES), "", "Caught by kind (act alone) of how many:"]
    lines += table(
        ["language", *(kind[len(DANGER) :] for kind in together.kinds)],
        [[language, *(_caught(one.kinds.get(kind)) for kind in together.kinds)] for language, one in by_language.items()],
    )
    lines += ["", *_needless(together, most)]
    return "\n".join(lines) + "\n"


def listing(measurement: Measurement, whole: bool = False) -> str:
    """For each language every danger that was missed and every needless act; the `whole` has every needless question too."""
    lines: list[str] = []
    for language, heard in measurement.heard.items():
        missed, acts, asked = _wrong(heard)
        if whole:
            lines += [f"== {language} ==", *_needless(figures(heard)), ""]
        for name, some in (("missed", missed), ("false acts", acts), ("false asks", asked))[: 3 if whole else 2]:
            lines += [f"== {language}: {name} ({len(some)}) ==", *(line for one in some for line in _lines(one)), ""]
    return "\n".join(lines)


def data(measurement: Measurement, messages_a_week: int) -> dict[str, Any]:
    """The report for programs: figures, and every message that went wrong by id and place; never its text."""
    by_language = {language: figures(heard) for language, heard in measurement.heard.items()}
    by_language[ALL] = figures(measurement.all())
    return {
        "build": measurement.build,
        "day": measurement.day.isoformat(),
        "thresholds": {"act_above": measurement.act_above, "ask_above": measurement.ask_above},
        "messages_a_week": messages_a_week,
        "languages": {
            language: {
                **reached(one),
                "acted": round(one.danger.act, 2),
                "acts_a_week": round(one.others.act * messages_a_week / 100, 1),
                "asks_a_week": round(one.others.ask * messages_a_week / 100, 1),
                **asdict(one),  # how many messages of each sort
            }
            for language, one in by_language.items()
        },
        "wrong": [
            {
                "language": one.message.language,
                "id": one.message.id,
                "place": one.message.place,
                "intent": one.message.intent,
                "decision": one.decision,
                "kind": one.kind,
                "probability": round(one.probability, 4),
                "patterns": one.patterns,
            }
            for heard in measurement.heard.values()
            for some in _wrong(heard)
            for one in some
        ],
    }


def write(measurement: Measurement, folder: Path, messages_a_week: int) -> None:
    """Write report.txt and report.json into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = summary(measurement, messages_a_week, most=None) + "\n" + listing(measurement, whole=True)
    (folder / "report.txt").write_text(text, encoding="utf-8")
    content = json.dumps(data(measurement, messages_a_week), ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(content + "\n", encoding="utf-8")


def reached(one: Figures) -> dict[str, float]:
    """The figures that are recorded and guarded."""
    return {
        "caught": round(one.danger.noticed, 2),
        "false_act": round(one.others.act, 2),
        "false_ask": round(one.others.ask, 2),
    }


def record(measurement: Measurement, file: Path) -> None:
    """Record the figures of a measurement; languages that it leaves out keep theirs."""
    known = read_recorded(file)
    for language, heard in measurement.heard.items():
        known[language] = {**reached(figures(heard)), "build": measurement.build, "date": measurement.day.isoformat()}
    file.write_text(HEAD + yaml.safe_dump(known, sort_keys=False), encoding="utf-8")


def worse(now: Figures, recorded: Recorded) -> list[str]:
    """The figures that are worse than recorded by more than they may be, in words."""
    found = []
    for name, value in reached(now).items():
        before = float(str(recorded[name]))
        if (before - value if name == "caught" else value - before) > ROOM[name] + 1e-6:
            found.append(f"{name.replace('_', ' ')} {value:.2f} %, recorded {before:.2f} %")
    return found


def _row(one: Figures, messages_a_week: int) -> list[str]:
    calm, apart = one.others, one.exaggerations
    return [
        *(str(one.danger.messages), _cell(one.danger, "noticed"), _cell(one.danger, "act")),
        *(str(calm.messages), _cell(calm, "act", 2), _cell(calm, "ask", 2)),
        *(f"{share * messages_a_week / 100:.1f}" for share in (calm.act, calm.ask)),
        *(str(apart.messages), _cell(apart, "act"), _cell(apart, "ask")),
    ]


def _cell(tally: Tally, name: str, digits: int = 1) -> str:
    return f"{getattr(tally, name):.{digits}f}" if tally.messages else "-"


def _caught(tally: Tally | None) -> str:
    return f"{tally.noticed:.1f} ({tally.act:.0f}) of {tally.messages}" if tally else "-"


def _needless(one: Figures, most: int | None = None) -> list[str]:
    """A table of the intents that alarm needlessly, the worst first."""
    rows = [
        [intent, str(tally.messages), str(tally.acted), str(tally.asked), f"{tally.noticed:.1f}"]
        for intent, tally in [*one.needless.items()][:most]
    ]
    left_out = len(one.needless) - len(rows)
    end = [f"and {left_out} intents more, see report.txt"] if left_out else []
    return ["Needless alarms, worst intents first:", *table(["intent", "messages", "acts", "asks", "percent"], rows), *end]


def _wrong(heard: Iterable[Heard]) -> tuple[list[Heard], list[Heard], list[Heard]]:
    """What was missed, acted on needlessly and asked about needlessly."""
    missed: list[Heard] = []
    acts: list[Heard] = []
    asks: list[Heard] = []
    for one in heard:
        if one.wrong:
            (missed if one.danger else acts if one.decision == "act" else asks).append(one)
    return missed, acts, asks


def _lines(one: Heard) -> list[str]:
    taken = f" taken for {one.kind}" if one.kind else ""
    said = [pattern if len(pattern) <= LONGEST else f"{pattern[:LONGEST]}…" for pattern in one.patterns[:TOLD]]
    more = [f"{len(one.patterns) - TOLD} more"] if len(one.patterns) > TOLD else []
    patterns = "; ".join([*said, *more]) or "nothing"
    return [
        f"{one.message.place}  {one.message.intent}{taken}  classifier {one.probability:.3f}  patterns: {patterns}",
        f"    {' '.join(one.message.text.split())}",
    ]
