"""The verbs of `python -m bot nlu`, as the team types them; nothing is trained here."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import build
from bot.__main__ import app
from bot.measure.scored import Measurement
from tests.bot.measure.conftest import measured, one

pytestmark = pytest.mark.integration

run = CliRunner(mix_stderr=False).invoke


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A build that fits the data, and what it makes of three messages."""

    def measure(_build: str, languages: list[str]) -> Measurement:
        texts = {"ja": "affirm", "nee": "deny", "cup": "out_of_scope"}
        return measured([one(text, intent, {"affirm": 0.9}, code) for code in languages for text, intent in texts.items()])

    monkeypatch.setattr("bot.measure.scored.measure", measure)
    monkeypatch.setattr(build, "build_id", lambda: "0123456789ab")
    monkeypatch.setattr(build, "usable", lambda: "0123456789ab")
    monkeypatch.setattr("bot.measure.recorded.FILE", tmp_path / "recorded.yml")


def test_a_report_is_printed_written_and_compared(tmp_path: Path) -> None:
    first = run(app, ["nlu", "report", "nl", "--output", str(tmp_path)])
    assert first.exit_code == 0, first.stderr
    assert "nl " in first.stdout and "en " not in first.stdout and "report.html" in first.stdout
    again = run(app, ["nlu", "report", "--output", str(tmp_path), "--against", str(tmp_path / "report.json")])
    assert again.exit_code == 0 and "No message changed." in again.stdout


def test_a_record_is_made_only_with_a_build_that_fits_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["nlu", "report", "nl", "--record", "--output", str(tmp_path)]
    monkeypatch.setattr(build, "build_id", lambda: "newer")
    refused = run(app, command)
    assert refused.exit_code == 1 and "script/train" in refused.stderr and not (tmp_path / "recorded.yml").exists()
    monkeypatch.setattr(build, "build_id", lambda: "0123456789ab")
    assert run(app, command).exit_code == 0
    assert "right_at_once: 50.0" in (tmp_path / "recorded.yml").read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["report", "xx"], "xx is no live language; choose from nl, en"),
        (["report", "--against", "none.json"], "There is no file none.json"),
        (["report", "--against", "pyproject.toml"], "pyproject.toml is no JSON"),
        (["lint", "--language", "xx"], "xx is no live language"),
        (["compare", "--approach", "magic"], "There is no such approach; there are: pieces of words"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: list[str], says: str) -> None:
    result = run(app, ["nlu", *arguments])
    assert result.exit_code == 1 and result.stderr.startswith(says) and result.stderr.count("\n") == 1


def test_mistakes_in_examples_fail_and_hints_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "usable", lambda: None)
    found = ["data/nlu/nl/work.yml:5: stands twice; remove one", "data/nlu/en: has few; write more", "languages.yml: mend it"]
    monkeypatch.setattr("bot.content.examples.example_complaints", lambda: found)
    monkeypatch.setattr("bot.measure.hints.near_copies", lambda examples: [f"{examples[0].place}: nearly equals another"])
    bad = run(app, ["nlu", "lint", "--language", "nl"])
    assert bad.exit_code == 1
    mistake, unreadable, hint = bad.stdout.splitlines()
    assert (mistake, unreadable) == (found[0], found[2]) and hint.startswith("hint: data/nlu/nl/")
    found.clear()
    good = run(app, ["nlu", "lint", "--language", "nl"])
    assert good.exit_code == 0 and "0 mistakes, 1 hints." in good.stderr


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # matplotlib is older than its parser
def test_the_curve_tells_what_is_in_use_and_what_is_best(tmp_path: Path) -> None:
    result = run(app, ["nlu", "curve", "--output", str(tmp_path / "curve.png")])
    assert result.exit_code == 0, result.stderr
    assert "In use: answer 0.35" in result.stdout and "No thresholds keep to the limits" in result.stdout
    assert (tmp_path / "curve.png").is_file()
