"""What the gate hears, counted on messages whose outcome is known by hand; patterns are real, the classifier knows words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import build
from bot.__main__ import app
from bot.measure import danger, danger_report
from bot.measure.danger import Heard, Measurement, Noted, Tally, figures, hear
from bot.measure.danger_report import data, listing, record, summary, worse, write
from bot.measure.messages import Message
from bot.measure.recorded import read_recorded
from bot.safety.gate import Gate
from bot.safety.patterns import Patterns
from tests.bot.measure.conftest import known_vectors

FILES = {"nl": {"crisis_violence": {"act": ["slaat mij"], "ask": ["ben bang"]}, "crisis_suicide": {"ask": ["wil dood"]}}}
DAY = date(2026, 11, 22)


def sure_of(sentence: str) -> tuple[str, float]:
    """A classifier that trusts the words "zeker" and "misschien", and nothing else."""
    return "crisis_child", 0.97 if "zeker" in sentence else 0.5 if "misschien" in sentence else 0.01


def gate_of(noted: Callable[[str], tuple[str, float]]) -> Gate:
    return Gate(Patterns(FILES), noted, act_above=0.9, ask_above=0.2, likely_above=0.6, evidence={"ask": 1.0, "act": 3.0})  # type: ignore[arg-type]


def message(text: str, intent: str, language: str = "nl", file: str = "crisis", line: int = 1) -> Message:
    return Message(text, intent, language, f"tests/nlu/{language}/{file}.yml:{line}")


MESSAGES = [
    message("hij slaat mij zeker", "crisis_violence", line=5),
    message("misschien slaat iemand", "crisis_violence", line=6),
    message("ik ben bang. dit is stil", "crisis_violence", line=7),
    message("zij is zeker weg", "crisis_child", line=9),
    message("waar is zeker de bus", "ask_transport", file="living", line=5),
    message("de klok slaat mij om de oren", "ask_transport", file="exaggerations", line=6),
    message("waar is de bus", "ask_transport", file="living", line=7),
    message("mijn examen misschien", "ask_exams", file="exaggerations_more", line=5),
    message("hallo", "greet", file="smalltalk", line=5),
]


def heard(messages: list[Message]) -> list[Heard]:
    noted = Noted(sure_of)
    return hear(gate_of(noted), noted, messages)


@pytest.fixture
def heard_danger() -> Measurement:
    """What the gate makes of nine Dutch messages and two English ones."""
    english = [message("zeker", "crisis_suicide", "en"), message("hello", "greet", "en", "smalltalk")]
    return Measurement("0123456789ab", DAY, 0.9, 0.2, {"nl": heard(MESSAGES), "en": heard(english)})


def test_patterns_and_classifier_are_heard_together_and_told_apart() -> None:
    found = heard(MESSAGES)
    assert [one.decision for one in found] == ["act", "ask", "none", "act", "act", "ask", "none", "ask", "none"]
    assert [one.probability for one in found] == [0.97, 0.5, 0.01, 0.97, 0.97, 0.01, 0.01, 0.5, 0.01]
    assert found[0].kind == "crisis_child"  # a sure classifier says what kind it is
    assert found[0].patterns == ()  # told only of what went wrong
    assert found[1].kind == "crisis_child"  # the classifier's guess
    assert found[2].kind is None and found[2].patterns == ("ask crisis_violence (nl: ben bang)",)
    assert found[5].patterns == ("act crisis_violence (nl: slaat mij)",) and found[7].patterns == ()


def test_what_makes_the_gate_act_is_told_first_and_once() -> None:
    (one,) = heard([message("ik ben bang. ik ben bang. hij slaat mij", "ask_exams")])
    assert one.patterns == ("act crisis_violence (nl: slaat mij)", "ask crisis_violence (nl: ben bang)")


def test_the_highest_of_all_sentences_counts_and_progress_is_shown() -> None:
    shown: list[tuple[int, int]] = []
    noted = Noted(sure_of)
    calm = [message("het is stil. misschien. nu niet", "greet")]
    (one,) = hear(gate_of(noted), noted, calm, lambda *done: shown.append(done))
    assert (one.probability, shown) == (0.5, [(1, 1)])


def test_a_classifier_that_fails_ends_the_measurement() -> None:
    def broken(sentence: str) -> tuple[str, float]:
        raise OSError("no weights")

    noted = Noted(broken)
    with pytest.raises(OSError, match="no weights"):  # the gate itself would go on with its patterns
        hear(gate_of(noted), noted, MESSAGES)


def test_the_figures_of_a_language() -> None:
    found = figures(heard(MESSAGES))
    assert found.danger == Tally(messages=4, acted=2, asked=1)
    assert found.kinds == {"crisis_child": Tally(1, 1, 0), "crisis_violence": Tally(3, 1, 1)}
    assert (found.danger.noticed, found.danger.act, found.danger.ask) == (75, 50, 25)
    assert found.others == Tally(5, 1, 2)
    assert found.exaggerations == Tally(2, 0, 2)
    assert list(found.needless.items()) == [("ask_exams", Tally(1, 0, 1)), ("ask_transport", Tally(3, 1, 1))]
    assert figures([]).danger.noticed == 0


def test_the_summary_tells_alarms_a_week_and_kinds(heard_danger: Measurement) -> None:
    lines = summary(heard_danger, 1200).splitlines()
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.startswith(("nl ", "en ", "all "))}
    assert "0123456789ab" in lines[0] and "0.9" in lines[0] and "0.2" in lines[0]
    first = next(line.split()[1:] for line in lines if line.startswith("nl "))
    assert first == ["4", "75.0", "50.0", "5", "20.00", "40.00", "240.0", "480.0", "2", "0.0", "100.0"]
    assert next(line.split()[7:9] for line in lines if line.startswith("en ")) == ["0.0", "0.0"]
    assert rows["nl"][:3] == ["100.0", "(100)", "of"] and rows["nl"][-4:] == ["66.7", "(33)", "of", "3"]
    assert rows["en"][0] == "-" and rows["all"]  # English has no message about a child
    assert "1,200" in "\n".join(lines) and max(map(len, lines)) <= 128
    assert summary(heard_danger, 10).splitlines()[3].split()[7:9] == ["2.0", "4.0"]


def test_every_miss_and_every_needless_act_is_told_with_its_place(heard_danger: Measurement) -> None:
    text = listing(heard_danger)
    miss = "tests/nlu/nl/crisis.yml:7  crisis_violence  classifier 0.010  patterns: ask crisis_violence (nl: ben bang)"
    assert f"== nl: missed (1) ==\n{miss}\n    ik ben bang. dit is stil\n" in text
    act = "tests/nlu/nl/living.yml:5  ask_transport taken for crisis_child  classifier 0.970  patterns: nothing"
    assert f"== nl: false acts (1) ==\n{act}\n    waar is zeker de bus\n" in text
    assert "== en: missed (0) ==" in text and "de klok" not in text
    many = [Heard(MESSAGES[4], "act", None, 0.9, tuple(f"act {n} {'x' * 200}" for n in range(5)))]
    (line,) = (line for line in listing(replace(heard_danger, heard={"nl": many})).splitlines() if "classifier" in line)
    assert line.endswith("…; 3 more") and len(line) < 300
    assert "== nl: false asks (2) ==" in listing(heard_danger, whole=True)
    assert "de klok slaat mij om de oren" in listing(heard_danger, whole=True)


def test_the_file_has_all_intents_and_the_data_no_texts(heard_danger: Measurement, tmp_path: Path) -> None:
    many = [message("zeker", f"ask_{number:02}", file="living") for number in range(20)]
    write(Measurement("0123456789ab", DAY, 0.9, 0.2, {"nl": heard(many)}), tmp_path / "new" / "report", 1200)
    assert "ask_19" in (tmp_path / "new" / "report" / "report.txt").read_text()
    assert "and 8 intents more" in summary(Measurement("0123456789ab", DAY, 0.9, 0.2, {"nl": heard(many)}), 1200)
    write(heard_danger, tmp_path, 600)
    content = json.loads((tmp_path / "report.json").read_text())
    assert content == json.loads(json.dumps(data(heard_danger, 600)))
    assert not any(one.text in json.dumps(content["wrong"]) for one in MESSAGES)
    dutch = content["languages"]["nl"]
    assert (dutch["caught"], dutch["false_act"], dutch["false_ask"], dutch["acted"]) == (75, 20, 40, 50)
    assert (dutch["acts_a_week"], dutch["asks_a_week"]) == (120, 240)
    assert dutch["exaggerations"] == {"messages": 2, "acted": 0, "asked": 2} and "all" in content["languages"]
    assert [one["place"].rpartition("/")[2] for one in content["wrong"]] == [
        "crisis.yml:7",
        "living.yml:5",
        "exaggerations.yml:6",
        "exaggerations_more.yml:5",
    ]


def test_a_record_is_read_back_and_other_languages_keep_theirs(heard_danger: Measurement, tmp_path: Path) -> None:
    file = tmp_path / "recorded_danger.yml"
    record(heard_danger, file)
    record(Measurement("ba9876543210", DAY, 0.9, 0.2, {"en": heard(MESSAGES[2:3])}), file)
    assert read_recorded(file) == {
        "nl": {"caught": 75.0, "false_act": 20.0, "false_ask": 40.0, "build": "0123456789ab", "date": "2026-11-22"},
        "en": {"caught": 0.0, "false_act": 0.0, "false_ask": 0.0, "build": "ba9876543210", "date": "2026-11-22"},
    }
    assert worse(figures(heard(MESSAGES)), read_recorded(file)["nl"]) == []


def counted(caught: int, acts: int, asks: int) -> danger.Figures:
    """Figures of 85 messages of danger and 600 others."""

    def some(count: int, intent: str, decision: str) -> list[Heard]:
        return [Heard(message(f"{decision} {n}", intent), decision, None, 0.0) for n in range(count)]

    others = [*some(acts, "greet", "act"), *some(asks, "greet", "ask"), *some(600 - acts - asks, "greet", "none")]
    return figures([*some(caught, "crisis_child", "act"), *some(85 - caught, "crisis_child", "none"), *others])


@pytest.mark.parametrize(
    ("caught", "acts", "asks", "told"),
    [
        (84, 1, 18, []),
        (85, 0, 0, []),  # better is never told
        (84, 2, 24, []),  # 0.17 and 1.0 points more
        (83, 1, 18, ["caught 97.65 %, recorded 98.82 %"]),  # one of ninety that is missed anew is to be looked at
        (84, 3, 18, ["false act 0.50 %, recorded 0.17 %"]),
        (84, 1, 25, ["false ask 4.17 %, recorded 3.00 %"]),
        (80, 9, 60, ["caught", "false act", "false ask"]),
    ],
)
def test_what_is_worse_than_recorded_is_told(caught: int, acts: int, asks: int, told: list[str]) -> None:
    recorded = danger_report.reached(counted(84, 1, 18))
    found = worse(counted(caught, acts, asks), recorded)
    assert len(found) == len(told) and all(line.startswith(begin) for line, begin in zip(found, told)), found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A build that fits the data, with a classifier that knows words, and the same messages in each language."""

    class Core:
        crisis_probability = staticmethod(sure_of)

    monkeypatch.setattr(danger, "held_out", lambda code: [message(m.text, m.intent, code) for m in MESSAGES])
    monkeypatch.setattr(danger, "KnownVectors", lambda texts, show: known_vectors(texts, tmp_path / "vectors"))
    monkeypatch.setattr(danger.Understanding, "load", lambda folder, vectors: Core())
    monkeypatch.setattr(Gate, "load", gate_of)
    monkeypatch.setattr(build, "build_id", lambda: "0123456789ab")
    monkeypatch.setattr(build, "usable", lambda: "0123456789ab")
    monkeypatch.setattr(danger_report, "FILE", tmp_path / "recorded_danger.yml")


run = CliRunner(mix_stderr=False).invoke


@pytest.mark.integration
@pytest.mark.usefixtures("small")
def test_the_verb_prints_writes_and_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["safety", "report", "nl", "en", "--output", str(tmp_path / "out"), "--record"]
    done = run(app, command)
    assert done.exit_code == 0, done.stderr
    assert "nl " in done.stdout and "all " in done.stdout and "240.0" in done.stdout and "texts/s" in done.stderr
    assert (tmp_path / "out" / "report.txt").is_file() and (tmp_path / "out" / "report.json").is_file()
    assert set(read_recorded(danger_report.FILE)) == {"nl", "en"}
    for option in ("--messages-per-week", "--handovers-per-week"):
        fewer = run(app, ["safety", "report", "nl", "--output", str(tmp_path), option, "100"])
        assert fewer.exit_code == 0 and " 20.0 " in fewer.stdout and "== en" not in fewer.stdout
    danger_report.FILE.unlink()
    monkeypatch.setattr(build, "build_id", lambda: "newer")
    refused = run(app, command)
    assert refused.exit_code == 1 and "script/train" in refused.stderr and not danger_report.FILE.exists()
    unrecorded = run(app, command[:-1])
    assert unrecorded.exit_code == 0 and "changed since build 0123456789ab" in unrecorded.stderr


def test_a_language_that_is_not_live_is_refused_in_one_line() -> None:
    done = run(app, ["safety", "report", "xx"])
    assert done.exit_code == 1 and done.stderr.startswith("xx is no live language; choose from nl, en")
