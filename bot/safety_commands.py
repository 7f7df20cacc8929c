"""The verbs of `python -m bot safety`: how well the gate hears danger, for the team. The figures are left to `bot/measure`."""
# ruff: noqa: B008 (that is how Typer is told of arguments)

from __future__ import annotations

from pathlib import Path
from typing import List, NoReturn, Optional

import typer

from bot import build
from bot.languages import ROOT, live_languages
from bot.settings import SettingsError

safety = typer.Typer(help="How well the safety gate hears danger.", no_args_is_help=True)
REPORTS = ROOT / "var" / "safety_report"
MESSAGES_A_WEEK = 1200  # that the people of one client manager write together


@safety.command()
def report(
    languages: Optional[List[str]] = typer.Argument(None, metavar="[LANGUAGE]…", help="All live ones when not given."),
    output: Path = typer.Option(REPORTS, help="Where report.txt and report.json go."),
    record: bool = typer.Option(False, "--record", help="Note the figures in tests/nlu/recorded_danger.yml: tests guard them."),
    messages_a_week: int = typer.Option(
        MESSAGES_A_WEEK,
        "--messages-per-week",
        "--handovers-per-week",
        min=1,
        help="Messages that one client manager's people write in a week: how many needless alarms (acts, asks) they cause.",
    ),
) -> None:
    """Let the gate judge messages that the model has never seen; print what it misses and where it alarms needlessly."""
    from bot.measure import danger, danger_report
    from bot.safety.gate import Gate

    unknown = [code for code in languages or () if code not in live_languages()]
    if unknown:
        _stop(f"{unknown[0]} is no live language; choose from {', '.join(live_languages())}.")
    current = build.usable()
    if current is None:
        raise SettingsError("There is no model yet. Run script/train first.")
    if current != build.build_id():
        if record:
            _stop("The model is older than the examples or the code; run script/train first, then record.")
        typer.echo(f"The examples or the code changed since build {current}; script/train makes a new one.", err=True)
    measurement = danger.measure(current, dict.fromkeys(languages or live_languages()), Gate.load)
    typer.echo(danger_report.summary(measurement, messages_a_week))
    typer.echo(danger_report.listing(measurement))
    danger_report.write(measurement, output, messages_a_week)
    typer.echo(f"More, with every needless question: {output / 'report.txt'}")
    if record:
        danger_report.record(measurement, danger_report.FILE)
        typer.echo(f"Recorded in {danger_report.FILE}.")


def _stop(line: str) -> NoReturn:
    typer.echo(line, err=True)
    raise typer.Exit(1)
