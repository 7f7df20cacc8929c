"""What keeps a municipality from going live is listed, each with its place and cure."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import __main__, content_commands
from bot.__main__ import app
from bot.content import ledger as books
from bot.content.going_live import blockers, unread
from bot.content.local import local_complaints
from bot.content.review import note_review
from bot.content.tree import ContentError, read_tree
from bot.languages import ROOT
from bot.settings import Settings
from tests.bot.content.small_tree import change

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 22)
NL = "data/responses/nl/all.yml"
SET = {"duty_roster": "Anna", "municipality": "harderwijk", "reviewed_only": "on", "public_url": "https://wegwijs.example"}
VALUES = "values: {desk_phone: {value: '0341-000 000', checked: 2026-11-20, source: website}}\n"


@pytest.fixture
def live(tree: Path) -> Path:
    """The small tree with a municipality that may go live."""
    for name in ("figures.yml", "must_not_say.yml"):
        shutil.copy(ROOT / "data/facts" / name, tree / "data/facts")
    (tree / "data/facts/numbers.yml").write_text(
        '112: {number: "112", checked: 2026-11-21}\ndesk: {number: "0800-8020", checked: 2026-11-21}\n'
    )
    (tree / "data/facts/local_keys.yml").write_text("desk_phone: {kind: phone, days: 92, about: telephone of the desk}\n")
    (tree / "data/facts/confirmations.yml").write_text("rollen: {days: 365, confirm: who does what}\n")
    (tree / "data/local").mkdir()
    (tree / "data/local/harderwijk.yml").write_text(f"name: Harderwijk\n{VALUES}confirmed: {{rollen: 2026-11-20}}\n")
    loaded = read_tree(tree)
    for code in loaded.languages:
        after, _ = books.accept(loaded, code, TODAY, "machine", ())
        books.write_ledger(tree, code, after, code)
        note_review(loaded, code, ["utter_crisis_child"], "amal", TODAY)
    return tree


def found(root: Path, today: date = TODAY, **changed: str) -> list[str]:
    tree = read_tree(root)
    chosen = Settings.parse_obj({**SET, **changed})
    return blockers(tree, list(tree.languages), "harderwijk", chosen, today)


def test_nothing_keeps_it_when_all_is_done(live: Path) -> None:
    assert found(live) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (VALUES, "values: {}\n", "desk_phone: is missing; fill in telephone of the desk"),
        ("checked: 2026-11-20, source: website", "placeholder: true", "desk_phone: is a placeholder; fill in telephone"),
        ("checked: 2026-11-20", "checked: 2026-01-20", "desk_phone: was checked on 2026-01-20, more than 92 days ago"),
        ("source: website}", "source: website, until: 2026-11-21}", "desk_phone: ended on 2026-11-21"),
        ("{rollen: 2026-11-20}", "{}", "confirmed: rollen is missing; find out: who does what"),
        ("2026-11-20}\n", "2025-01-01}\n", "confirmed: rollen is of 2025-01-01; find out again"),
        ("{rollen: ", "{iets: 2026-11-20, rollen: ", "confirmed: iets is not in data/facts/confirmations.yml"),
    ],
)
def test_a_hole_in_the_layer_is_told(live: Path, old: str, new: str, told: str) -> None:
    change(live, "data/local/harderwijk.yml", old, new)
    (line,) = found(live)
    assert line.startswith(f"data/local/harderwijk.yml: {told}"), line


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("duty_roster", "none", "DUTY_ROSTER: nobody is on duty"),
        ("municipality", "", "MUNICIPALITY: is empty; set it to harderwijk"),
        ("reviewed_only", "off", "REVIEWED_ONLY: is off"),
        ("public_url", "http://x", "PUBLIC_URL: has no https"),
    ],
)
def test_a_setting_for_trying_out_is_told(live: Path, name: str, value: str, told: str) -> None:
    (line,) = found(live, TODAY, **{name: value})
    assert line.startswith(told)


def test_what_was_looked_up_too_long_ago_is_told(live: Path) -> None:
    late = "\n".join(found(live, date(2028, 1, 1)))
    for start in (
        "data/facts/numbers.yml: 112: ",
        "data/facts/figures.yml: 6 weken: ",
        "data/facts/must_not_say.yml: punished: ",
    ):
        assert start in late
    assert "nl: 1 texts are overdue: utter_crisis_child" in late


def test_a_critical_text_that_nobody_read_keeps_its_language(live: Path) -> None:
    change(live, NL, "Bel nu [[phone:112]].", "Bel direct [[phone:112]].")
    lines = found(live)
    assert "nl: 1 texts on danger, consent, rights or consequences were read by nobody; see content review" in lines
    assert unread(read_tree(live), ["nl"], verbose=True)[-1] == "nl: utter_crisis_child: was read by nobody"
    assert unread(read_tree(live), ["en"]) == [] or "stale" in "\n".join(lines)


def test_the_command_prints_the_list_and_refuses_an_unknown_municipality(live: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_commands, "ROOT", live)
    monkeypatch.setattr(content_commands, "_today", lambda: TODAY)
    monkeypatch.setattr(content_commands, "_accounts", lambda settings: [])
    monkeypatch.setenv("WEGWIJS_ENV_FILE", "/dev/null")
    for name, value in SET.items():
        monkeypatch.setenv(name.upper(), value)
    run = CliRunner(mix_stderr=False)
    done = run.invoke(app, ["content", "check", "--municipality", "harderwijk"])
    assert (done.exit_code, done.stdout) == (0, "harderwijk: nothing keeps it from going live.\n")
    monkeypatch.setenv("DUTY_ROSTER", "none")
    done = run.invoke(app, ["content", "check", "--municipality", "harderwijk"])
    assert done.exit_code == 1 and done.stderr.startswith("DUTY_ROSTER: ")
    done = run.invoke(app, ["content", "check", "--municipality", "utrecht"])
    assert done.exit_code == 1 and "must be one of harderwijk, or empty" in done.stderr


def test_the_command_tells_that_the_accounts_cannot_be_looked_at(tmp_path: Path) -> None:
    (line,) = content_commands._accounts(Settings.parse_obj({"database_url": f"sqlite:///{tmp_path / 'none' / 'no.db'}"}))
    assert line.startswith("accounts: the database cannot be read; start Wegwijs once")
    (line,) = content_commands._accounts(Settings.parse_obj({"database_url": f"sqlite:///{tmp_path / 'empty.db'}"}))
    assert line.startswith("accounts: the database cannot be read")


def test_with_reviewed_only_nothing_starts_while_danger_was_read_by_nobody(
    live: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(live, NL, "Bel nu [[phone:112]].", "Bel direct [[phone:112]].")
    monkeypatch.setattr(__main__, "ROOT", live)
    monkeypatch.setenv("WEGWIJS_ENV_FILE", "/dev/null")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("REVIEWED_ONLY", "on")
    for verb in ("run", "serve"):
        done = CliRunner(mix_stderr=False).invoke(app, [verb])
        assert done.exit_code == 1 and done.stderr.startswith("nl: 1 texts on danger")
        assert "REVIEWED_ONLY is on: let these be read, or give the language 'status: draft'." in done.stderr


def test_an_unreadable_table_is_one_line(live: Path) -> None:
    (live / "data/facts/confirmations.yml").write_text("rollen: 1\n")
    with pytest.raises(ContentError, match=r"confirmations\.yml: cannot be read"):
        found(live)


def test_the_check_of_the_layer_names_keys_that_are_missing_unused_or_without_a_human(live: Path) -> None:
    assert local_complaints(live) == [
        "data/facts/local_keys.yml: desk_phone: no text shows it; show it in data/responses/nl or take it out"
    ]
    change(live, NL, "U mag nee zeggen.", "Bel [[local:desk_phone]] of [[local:fax]].")
    assert local_complaints(live) == [
        f"{NL}: utter_ask_rights_simpler: [[local:fax]] is not in data/facts/local_keys.yml; name it there",
        f"{NL}: utter_ask_rights_simpler: shows local values; give it a button /request_human, for when nobody knows them",
    ]
    (live / "data/local/harderwijk.yml").write_text("name: 1\n")
    assert "data/local/harderwijk.yml: name: write the name of the municipality" in local_complaints(live)
