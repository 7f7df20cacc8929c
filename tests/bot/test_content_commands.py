"""The verbs of `python -m bot content`, as the team types them, on a small tree."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import content_commands
from bot.__main__ import app
from bot.content.ledger import read_ledger
from bot.texts import read_off_the_air
from bot.yaml_file import read_yaml
from tests.bot.content.small_tree import change, write_small_tree

pytestmark = pytest.mark.integration

NL, EN, AR = "data/responses/nl/all.yml", "data/responses/en/all.yml", "data/responses/ar/all.yml"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small tree whose Dutch uses common words, and in which one text explains a fact."""
    write_small_tree(tmp_path)
    (tmp_path / "data/words.yml").write_text("bezwaar: {dutch: bezwaar, forms: []}\n")
    change(tmp_path, NL, "metadata: {status: reviewed}", "metadata: {facts: [bezwaar_klacht], status: machine}")
    monkeypatch.setattr(content_commands, "ROOT", tmp_path)
    monkeypatch.setattr(content_commands, "_today", lambda: date(2026, 11, 22))
    return tmp_path


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner(mix_stderr=False).invoke(app, ["content", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def row(output: str, code: str) -> list[int]:
    return [int(number) for line in output.splitlines() if line.startswith(f"{code} ") for number in line.split()[1:]]


def test_check_counts_and_fails_only_for_what_is_stale_or_missing(tree: Path) -> None:
    code, output, errors = run("check")
    assert (code, errors) == (0, "")
    heads = output.splitlines()[0].split()
    assert heads == ["language", "missing", "stale", "unrecorded", "unreviewed", "overdue", "critical"]
    assert row(output, "en")[:2] == [0, 0] and row(output, "en")[2] > 10
    assert run("ledger")[1].startswith("nl: ") and not (tree / "data/ledger").exists()
    assert run("ledger", "--accept")[0] == 0 and row(run("check")[1], "en")[2] == 0
    change(tree, NL, "Wat wilt u weten?", "Wat wilt u?")
    code, output, _ = run("check", "--verbose")
    assert code == 1 and row(output, "en")[1] == 1 and "  stale: utter_hello" in output
    assert run("check", "--language", "nl")[0] == 0
    assert run("ledger", "--accept", "utter_hello")[0] == run("check")[0] == 0
    change(tree, AR, "  utter_tone_kind:\n    - text: لطيف\n", "")
    assert run("check")[0] == 1 and row(run("check")[1], "ar")[0] == 1


def test_live_asks_that_danger_was_read_by_a_person(tree: Path) -> None:
    run("ledger", "--accept")
    assert run("check")[0] == 0 and run("check", "--live")[0] == 1
    for code in ("nl", "en", "ar"):
        assert run("review", "utter_crisis_child", "--language", code, "--by", "amal")[0] == 0
    assert run("check", "--live")[0] == 0
    assert read_ledger(tree, "ar")["utter_crisis_child"].reviewed_by == "amal"


def test_check_names_texts_that_are_too_hard_and_how_a_translation_is_written(tree: Path) -> None:
    change(tree, NL, "U mag nee zeggen.", "De desideratum d.w.z. de AOW-afrekening.")
    change(tree, AR, "مسموح لكم أن تقولوا لا.", "هل مسموح لكم أن تقولوا لا?")
    code, output, errors = run("check", "--verbose")
    assert code == 1 and "utter_ask_rights_simpler: rare word 'desideratum'; " in errors and "d.w.z." in errors
    assert f"{AR}: utter_ask_rights_simpler: '?' after a letter; Arabic writes ؟" in errors
    assert f"The hardest Dutch texts:\n{NL}:\n  utter_" in output and "Flesch-Douma" in output


def test_without_word_frequencies_the_check_says_so(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.content.vocabulary._frequencies", lambda: None)
    code, output, _ = run("check")
    assert code == 0 and "Nobody looked for rare words" in output


def test_a_review_is_noted_in_the_ledger_and_in_the_status_until_the_text_changes(tree: Path) -> None:
    assert run("review", "all.yml", "--language", "en", "--by", "amal")[0] == 0
    assert read_yaml(tree / EN)["responses"]["utter_hello"][0]["metadata"]["status"] == "reviewed"
    assert read_ledger(tree, "en")["utter_hello"].reviewed_on == date(2026, 11, 22)
    change(tree, NL, "Wat wilt u weten?", "Wat wilt u?")
    code, output, errors = run("review", "utter_hello", "--language", "en", "--by", "amal")
    assert code == 1 and output.startswith("0 texts") and errors.startswith("utter_hello: its Dutch text changed since")


@pytest.mark.parametrize("form", ["po", "xlsx"])
def test_export_and_import(tree: Path, form: str) -> None:
    file = tree / f"texts.{form}"
    before = (tree / EN).read_bytes()
    code, output, _ = run("export", "--language", "en", "--format", form, "--output", file)
    assert code == 0 and "0 to check" in output
    assert run("import", file)[:2] == (0, "en: 0 texts changed, 0 still fit, 0 left to do, 0 refused.\n")
    assert (tree / EN).read_bytes() == before
    change(tree, NL, "U mag nee zeggen.", "U mag ook nee zeggen.")
    run("export", "--language", "en", "--format", "po", "--output", tree / "new.po")
    text = (tree / "new.po").read_text().replace("You may say no.", "You may also say no.").replace("Hello [[name]]", "Hi")
    (tree / "new.po").write_text(text)
    code, output, errors = run("import", tree / "new.po", "--by", "sam")
    assert code == 1 and "1 texts changed" in output and "1 refused" in output and "utter_hello: blanks are none" in errors
    assert read_ledger(tree, "en")["utter_ask_rights_simpler"].by == "sam"


def test_a_text_goes_off_the_air_and_back_on(tree: Path) -> None:
    file = tree / "data/off_the_air.yml"
    assert run("off", "utter_ask_rights", "--language", "ar")[0] == 0
    assert read_off_the_air(file) == {"utter_ask_rights": {"ar"}}
    assert run("off", "utter_ask_rights")[0] == 0
    assert read_off_the_air(file) == {"utter_ask_rights": {"nl", "en", "ar"}}
    assert "off the air: utter_ask_rights (ar, en, nl)" in run("check")[1]
    assert run("on", "utter_ask_rights", "--language", "en")[0] == 0
    assert read_off_the_air(file) == {"utter_ask_rights": {"ar", "nl"}}
    assert run("on", "utter_ask_rights")[0] == 0 and read_off_the_air(file) == {}
    assert run("on", "utter_ask_rights")[0] == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("utter_gone", "no such text"),
        ("utter_crisis_child", "people in danger"),
        ("utter_ask_wish_when", "part of the conversation"),
        ("utter_title_affirm", "part of the conversation"),
        ("utter_hello", "part of the conversation"),
    ],
)
def test_what_a_conversation_is_made_of_stays_on_the_air(tree: Path, name: str, says: str) -> None:
    code, _, errors = run("off", name)
    assert code == 1 and says in errors and not (tree / "data/off_the_air.yml").exists()


def test_pages(tree: Path) -> None:
    code, output, _ = run("pages", "--output", tree / "pages", "--language", "ar")
    assert code == 0 and "2 topics" in output
    page = (tree / "pages/all.html").read_text(encoding="utf-8")
    assert 'dir="rtl"' in page and "You may say no." not in page


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "--language", "xx"], "xx is in no line of languages.yml; choose from nl, en, ar"),
        (["export", "--language", "nl", "--output", "x.po"], "no language to translate into"),
        (["import", "none.po"], "none.po"),
        (["import", "none.xlsx"], "none.xlsx"),
        (["review", "utter_none", "--language", "en", "--by", "a"], "no such text"),
        (["review", "utter_hello", "--language", "en", "--by", "a@b.nl"], "no pseudonym"),
        (["ledger", "--by", "a b"], "no pseudonym"),
        (["ledger", "nothing.yml"], "no such file"),
    ],
)
def test_a_mistake_ends_with_one_line(tree: Path, arguments: list[str], says: str) -> None:
    code, _, errors = run(*arguments)
    assert code == 1 and says in errors and len(errors.splitlines()) == 1


def test_a_file_of_texts_that_cannot_be_read_is_told(tree: Path) -> None:
    (tree / AR).write_text("responses: [a")
    code, _, errors = run("check")
    assert code == 1 and errors.startswith(f"{AR}: is no YAML")
