"""The words for dates that the team edits: mistakes are named with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.dates import date_complaints
from bot.content_check import complaints

pytestmark = pytest.mark.integration

GOOD = """
also: [nl]
languages:
  nl:
    calendars: [nl]
    numbers: {1: [een]}
    units: {week: [week, weken]}
    words: {morgen: {unit: day, ahead: 1}}
    ahead: ["over {amount}"]
"""
MISTAKES = {
    "a unit that is none": ("unit: day", "unit: dag", "languages.nl.words.morgen.unit: unexpected value"),
    "a word for a number": ("ahead: 1", "ahead: one", "languages.nl.words.morgen.ahead: value is not a valid integer"),
    "a day in the past": ("ahead: 1", "ahead: -1", "languages.nl.words.morgen.ahead: ensure this value is greater"),
    "a list that does not exist": ("    ahead:", "    later:", "languages.nl.later: extra fields not permitted"),
    "a pattern without its blank": (
        "over {amount}",
        "over",
        "languages.nl.ahead.0: 'over' must have one blank: {amount} or {unit}",
    ),
    "a pattern with another blank": ("over {amount}", "over {week}", "must have one blank"),
    "a pattern with two blanks": ("over {amount}", "{amount} {unit}", "must have one blank"),
    "a word with two meanings": (
        "weken]",
        "weken], month: [Week]",
        "languages.nl.units: 'Week' stands under week and under month",
    ),
    "a calendar that CLDR has not": ("calendars: [nl]", "calendars: [xx]", "'xx' is no language of Unicode's tables"),
    "a language that is not registered": ("  nl:", "  qq: {}\n  nl:", "qq: not in languages.yml"),
    "a language besides without words": ("also: [nl]", "also: [en]", "`also` names en"),
    "a word that YAML takes for yes or no": ("[week, weken]", "[week, on]", "languages.nl.units.week.1: str type expected"),
    "a key twice": ("    ahead:", "    numbers: {2: [twee]}\n    ahead:", "numbers"),
    "no YAML": ("also: [nl]", "also: [nl", "data/dates.yml"),
}


def written(folder: Path, text: str) -> Path:
    (folder / "data").mkdir()
    (folder / "data" / "dates.yml").write_text(text, encoding="utf-8")
    return folder


def test_the_words_of_this_project_are_in_order() -> None:
    assert date_complaints() == []


def test_words_in_order_bring_no_complaint(tmp_path: Path) -> None:
    assert date_complaints(written(tmp_path, GOOD)) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_place(mistake: str, tmp_path: Path) -> None:
    right, wrong, complaint = MISTAKES[mistake]
    assert right in GOOD
    (found,) = date_complaints(written(tmp_path, GOOD.replace(right, wrong, 1)))
    assert found.startswith("data/dates.yml: ") and complaint in found


def test_a_file_that_misses_or_is_no_text_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in date_complaints(tmp_path)[0]
    (written(tmp_path, "") / "data" / "dates.yml").write_bytes(b"\xff\xfe\x00")
    assert "data/dates.yml" in date_complaints(tmp_path)[0]


@pytest.mark.integration
def test_the_check_of_all_data_looks_at_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.content.dates.date_complaints", lambda: ["data/dates.yml: wrong"])
    assert "data/dates.yml: wrong" in complaints()
