"""The report in its three forms, and what changed since an older one."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.measure.differences import NoReport, differences
from bot.measure.page import page
from bot.measure.recorded import falls, read_recorded, record
from bot.measure.report import data, figures_of, full_text, summary, write
from bot.measure.scored import Measurement
from tests.bot.measure.conftest import measured, one


def test_the_summary_has_a_line_per_language_and_marks_what_falls_short(measurement: Measurement) -> None:
    lines = summary(measurement).splitlines()
    assert "0123456789ab" in lines[0] and "2026-11-22" in lines[0]
    (dutch,) = (line for line in lines if line.startswith("nl "))
    assert dutch.split()[:5] == ["nl", "5", "66.7*", "100.0", "50.0*"]
    assert any(line.startswith("all ") and line.split()[1] == "7" for line in lines)
    assert max(map(len, lines)) <= 128


def test_the_text_tells_what_was_taken_for_what(measurement: Measurement) -> None:
    text = full_text(measurement)
    assert "ask_rights → affirm (1)\n    moet dat  [answer, 0.60]" in text


def test_the_data_names_messages_without_telling_them(measurement: Measurement) -> None:
    content = json.dumps(data(measurement))
    assert not any(each.message.text in content for each in measurement.all())
    first = data(measurement)["messages"][0]
    assert first == {
        "language": "nl",
        "id": measurement.all()[0].message.id,
        "intent": "ask_rights",
        "found": "ask_rights",
        "decision": "answer",
        "confidence": 0.9,
    }
    assert data(measurement)["languages"]["nl"]["right_at_once"] == 66.67


def test_the_page_needs_nothing_else_and_takes_no_message_for_html(measurement: Measurement) -> None:
    html = page(measurement, figures_of(measurement))
    assert not re.search(r"https?:|<script|<link|<img|url\(|@import", html)
    assert 'name="viewport"' in html and "moet dat" in html and "<svg" in html
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _attributes: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(page(measured([one("<b>x</b>", "affirm", {"ask_rights": 0.9})]), {"nl": figures_of(measurement)["nl"]}))
    assert "b" not in tags


def test_three_files_are_written(measurement: Measurement, tmp_path: Path) -> None:
    write(measurement, tmp_path / "new" / "report")
    assert sorted(file.name for file in (tmp_path / "new" / "report").iterdir()) == ["report.html", "report.json", "report.txt"]


def test_what_changed_since_an_older_report(measurement: Measurement) -> None:
    old = json.loads(json.dumps(data(measurement)))
    assert "No message changed." in differences(old, measurement)
    now = measured(
        [
            one("mag ik weigeren", "ask_rights", {"affirm": 0.9}),
            one("moet dat", "ask_rights", {"ask_rights": 0.9}),
            one("wat kost goud", "out_of_scope", {"affirm": 0.9}),
            one("nieuw", "affirm", {"affirm": 0.9}),
        ],
        build="ba9876543210",
    )
    text = "\n".join(differences(old, now))
    assert "Build 0123456789ab → ba9876543210" in text
    assert "right at once 66.7 → 66.7" not in text and "out of scope 50.0 → 0.0 (-50.0)" in text
    assert "Now right (1):\n  nl   moet dat  [affirm → ask_rights]" in text
    assert "Now wrong (1):\n  nl   mag ik weigeren  [ask_rights → affirm, wants ask_rights]" in text
    assert "Otherwise wrong (1):\n  nl   wat kost goud  [ask_rights → affirm, wants out_of_scope]" in text
    assert "Only in the files: 1 messages. Only in the older report: 2." in text  # the English ones were not measured


@pytest.mark.parametrize("other", [[], {}, {"messages": [1]}, {"messages": [], "languages": 3, "build": "x"}])
def test_data_that_is_no_report_is_refused(other: object, measurement: Measurement) -> None:
    with pytest.raises(NoReport, match="earlier report"):
        differences(other, measurement)


def test_a_record_is_read_back_and_other_languages_keep_theirs(measurement: Measurement, tmp_path: Path) -> None:
    file = tmp_path / "recorded.yml"
    assert read_recorded(file) == {}
    record(measurement, file)
    record(measured([one("ja", "affirm", {"affirm": 0.9}, "en")], build="ba9876543210"), file)
    found = read_recorded(file)
    assert found["nl"] == {
        "right_at_once": 66.67,
        "among_three": 100.0,
        "out_of_scope": 50.0,
        "build": "0123456789ab",
        "trained": "2026-11-22",
    }
    assert found["en"]["build"] == "ba9876543210" and found["en"]["right_at_once"] == 100


def many(right: int, wrong: int, intent: str) -> list:  # type: ignore[type-arg]
    other = "ask_rights"
    return [one(f"{intent} {n}", intent, {intent if n < right else other: 0.9}) for n in range(right + wrong)]


@pytest.mark.parametrize(
    ("right", "strangers", "told"), [(90, 45, 0), (88, 45, 0), (87, 45, 1), (90, 44, 0), (90, 43, 1), (87, 43, 2)]
)
def test_more_than_two_points_less_are_a_fall_but_not_a_single_message(right: int, strangers: int, told: int) -> None:
    recorded = {"right_at_once": 90.0, "among_three": 80.0, "out_of_scope": 93.75}  # 45 of 48
    now = figures_of(measured([*many(right, 100 - right, "affirm"), *many(strangers, 48 - strangers, "out_of_scope")]))["nl"]
    assert len(falls(now, recorded)) == told, falls(now, recorded)
