"""A language that is begun: everything to be written is there, offered to nobody, and no mistake leaves half of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.content import scaffold
from bot.content.examples import example_complaints
from bot.content.responses import response_complaints
from bot.content.scaffold import NewLanguageError, begin_language
from bot.languages import read_languages
from bot.safety.patterns import Patterns
from bot.yaml_file import read_yaml
from tests.bot.content.small_tree import change

pytestmark = pytest.mark.integration

FOLDERS = ("data/nlu/so", "data/responses/so", "data/safety/so", "tests/nlu/so")


@pytest.fixture
def tree(tree: Path) -> Path:
    """The small tree with patterns and control words in Dutch."""
    (tree / "data/safety/nl").mkdir(parents=True)
    (tree / "data/safety/nl/crisis_child.yml").write_text("words: {child: [kind]}\nact: [mijn <child> is weg]\nask: []\n")
    change(tree, "languages.yml", "live, spoken: [nl]", "live, spoken: [nl], control_words: {stop: [stop]}")
    return tree


def test_a_file_that_goes_on_where_a_dutch_one_is_full_is_left_out(tree: Path) -> None:
    for name in ("data/nlu/nl/ask_rights_2.yml", "data/safety/nl/crisis_child_3.yml"):
        first = next((tree / name).parent.glob("*.yml"))
        (tree / name).write_text(first.read_text(encoding="utf-8"), encoding="utf-8")
    begin_language("so", "Soomaali", "Somali", "Somalisch", tree)
    assert [file.name for folder in ("data/nlu/so", "data/safety/so") for file in (tree / folder).iterdir()] == [
        "all.yml",
        "crisis_child.yml",
    ]


def content(file: Path) -> dict:
    return read_yaml(file)


def test_a_language_begins_as_a_draft_without_complaints(tree: Path) -> None:
    assert begin_language("so", "Soomaali", "Somali", "Somalisch", tree) == ["languages.yml", *FOLDERS]
    begun = read_languages(tree / "languages.yml")["so"]
    assert (begun.name, begun.english, begun.dutch) == ("Soomaali", "Somali", "Somalisch")
    assert (begun.status, begun.direction, begun.script) == ("draft", "ltr", "Latin")
    assert begun.spoken == ("soomaali", "somali", "somalisch", "so") and begun.control_words == {"stop": ()}
    assert [*response_complaints(tree), *example_complaints(tree)] == []


def test_it_has_the_files_and_keys_of_dutch(tree: Path) -> None:
    begin_language("so", "Soomaali", "Somali", "Somalisch", tree)
    for folder in FOLDERS:
        dutch = tree / folder.replace("/so", "/nl")
        assert [file.name for file in (tree / folder).iterdir()] == [file.name for file in dutch.iterdir()]
    for file in (tree / "data/nlu/so").iterdir():
        said = content(file)["nlu"]
        assert [entry["intent"] for entry in said] == ["ask_rights", "affirm", "crisis_child"]
        assert all(entry["examples"].strip() == "" for entry in said)
    assert content(tree / "data/safety/so/crisis_child.yml") == {"words": {}, "act": [], "ask": []}
    assert not list(Patterns.load(tree / "data/safety", ["so"]).hits("mijn kind is weg"))


def test_texts_are_dutch_and_marked_so(tree: Path) -> None:
    begin_language("so", "Soomaali", "Somali", "Somalisch", tree)
    for file in (tree / "data/responses/so").iterdir():
        mine, dutch = content(file)["responses"], content(tree / "data/responses/nl" / file.name)["responses"]
        assert list(mine) == list(dutch)
        for name, (response,) in mine.items():
            assert response["metadata"]["status"] == "untranslated"
            assert response["text"] == dutch[name][0]["text"] and response.get("buttons") == dutch[name][0].get("buttons")
    assert "    - text: |-\n        U hebt rechten" in (tree / "data/responses/so/all.yml").read_text(encoding="utf-8")


def test_every_text_that_is_not_translated_is_told_once_the_language_is_live(tree: Path) -> None:
    begin_language("so", "Soomaali", "Somali", "Somalisch", tree)
    change(tree, "languages.yml", "script: Latin\n  status: draft", "script: Latin\n  status: live")
    untranslated = {line.split(": ")[1] for line in response_complaints(tree) if "status is 'untranslated'" in line}
    assert {"utter_hello", "utter_title_affirm", "utter_web_send"} <= untranslated
    assert any(line.startswith("data/nlu/so: affirm: has 0 examples") for line in example_complaints(tree))


@pytest.mark.parametrize(
    ("name", "direction", "script"),
    [("پښتو", "rtl", "Arabic"), ("አማርኛ", "ltr", "Ethiopic"), ("Українська", "ltr", "Cyrillic"), ("עברית", "rtl", "Hebrew")],
)
def test_direction_and_script_are_those_of_the_name(tree: Path, name: str, direction: str, script: str) -> None:
    begin_language("xx", name, "English name", "Nederlandse naam", tree)
    begun = read_languages(tree / "languages.yml")["xx"]
    assert (begun.name, begun.direction, begun.script) == (name, direction, script)


def test_a_code_that_yaml_takes_for_no_is_a_code(tree: Path) -> None:
    begin_language("no", "Norsk", "Norwegian", "Noors", tree)
    assert read_languages(tree / "languages.yml")["no"].name == "Norsk"


@pytest.mark.parametrize(
    ("code", "name", "says"),
    [
        ("SO", "Soomaali", "two or three small letters"),
        ("../x", "Soomaali", "no code"),
        ("tr", "Türkçe", "already"),
        ("so", "1", "letter"),
    ],
)
def test_what_cannot_be_begun_is_told_and_leaves_nothing(tree: Path, code: str, name: str, says: str) -> None:
    before = sorted(tree.rglob("*")), (tree / "languages.yml").read_bytes()
    with pytest.raises(NewLanguageError, match=says):
        begin_language(code, name, "English name", "Nederlandse naam", tree)
    assert (sorted(tree.rglob("*")), (tree / "languages.yml").read_bytes()) == before


def test_what_is_there_is_not_overwritten(tree: Path) -> None:
    (tree / "data/safety/so").mkdir()
    with pytest.raises(NewLanguageError, match="data/safety/so exists already"):
        begin_language("so", "Soomaali", "Somali", "Somalisch", tree)
    assert not (tree / "data/nlu/so").exists()


def test_the_command_asks_what_it_was_not_told(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaffold, "begin_language", partial(begin_language, root=tree))
    ran = CliRunner().invoke(app, ["new-language", "so", "--english", "Somali"], input="Soomaali\nSomalisch\n")
    assert ran.exit_code == 0 and "data/responses/so" in ran.output
    assert read_languages(tree / "languages.yml")["so"].dutch == "Somalisch"
    again = CliRunner().invoke(app, ["new-language", "so"], input="Soomaali\nSomali\nSomalisch\n")
    assert again.exit_code == 1 and "so is in languages.yml already" in again.output and "Traceback" not in again.output
