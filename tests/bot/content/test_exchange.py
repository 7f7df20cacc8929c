"""What goes to a translator and comes back: nothing is lost, and nothing harmful is taken in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.content import po_file, worksheet
from bot.content.exchange import Unit, units
from bot.content.importing import Outcome, take_in
from bot.content.ledger import read_ledger
from bot.content.tree import ContentError, read_tree
from bot.yaml_file import read_yaml
from tests.bot.content.small_tree import change
from tests.bot.content.test_ledger import record, stands

pytestmark = pytest.mark.integration

TODAY = date(2027, 1, 31)
NL, EN, AR = "data/responses/nl/all.yml", "data/responses/en/all.yml", "data/responses/ar/all.yml"
SAID = '🗣 "Ik ben ziek."'


def exported(root: Path, code: str, form: str) -> Path:
    tree, file = read_tree(root, code), root / f"texts.{form}"
    (po_file if form == "po" else worksheet).write(file, tree.languages[code], units(tree, code))
    return file


def given_back(root: Path, file: Path, **translations: str) -> Outcome:
    """Import a file, with other translations of some contexts (`__1` is the first button)."""
    code, found = (po_file if file.suffix == ".po" else worksheet).read(file)
    wanted = {context.replace("__", "#"): text for context, text in translations.items()}
    assert wanted.keys() <= {unit.context for unit in found}
    changed = [replace(unit, translation=wanted.get(unit.context, unit.translation)) for unit in found]
    return take_in(read_tree(root, code), code, changed, TODAY)


def files(root: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in (root / "data").rglob("*.yml")}


@pytest.mark.parametrize("form", ["po", "xlsx"])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_round_trip_changes_nothing(tree: Path, form: str, code: str) -> None:
    change(tree, NL, "U mag nee zeggen.", "=1+1 \\ U mag: 'nee' 🙂")  # what a worksheet would take for a formula
    record(tree)
    before = files(tree)
    file = exported(tree, code, form)
    back_code, back = (po_file if form == "po" else worksheet).read(file)
    sent = units(read_tree(tree), code)
    assert back_code == code and [replace(unit, comments=()) for unit in back] == [replace(unit, comments=()) for unit in sent]
    assert given_back(tree, file) == Outcome() and files(tree) == before


def test_a_unit_says_what_a_translator_needs(tree: Path) -> None:
    record(tree)
    change(tree, NL, "metadata: {status: reviewed}", "metadata: {facts: [werk, rollen], status: reviewed}")
    change(tree, NL, "title: Makkelijker", "title: Simpel")
    found = {unit.context: unit for unit in units(read_tree(tree), "ar")}
    text, title = found["utter_ask_rights"], found["utter_ask_rights#1"]
    assert (title.dutch, title.translation, title.to_check, text.to_check) == ("Simpel", "شرح أسهل", True, True)
    assert text.comments[:2] == ("file: all.yml", "facts: werk, rollen") and "stale" in text.comments[-1]
    assert not found["utter_hello"].to_check and "by machine" in found["utter_hello"].comments[-1]
    assert "utter_choose_language" not in found  # it holds all languages


@pytest.mark.parametrize("form", ["po", "xlsx"])
def test_a_translation_is_written_into_the_file_and_the_ledger(tree: Path, form: str) -> None:
    record(tree)
    before = (tree / EN).read_text()
    outcome = given_back(
        tree,
        exported(tree, "en", form),
        utter_hello="Hi [[name]]!\r\nWhat would you like to know? ",
        utter_ask_rights__1="Easier",
    )
    assert outcome == Outcome(taken=["utter_hello", "utter_ask_rights"])
    after = (
        before.replace("title: Simpler", "title: Easier")
        .replace("status: reviewed", "status: machine")
        .replace(
            '"Hello [[name]]! What do you want to know?"', "|-\n        Hi [[name]]!\n        What would you like to know?"
        )
    )
    assert (tree / EN).read_text() == after
    entry = read_ledger(tree, "en")["utter_hello"]
    assert (entry.by, entry.on, entry.reviewed_by) == ("person", TODAY, None)
    assert stands(tree, "en").unrecorded == stands(tree, "en").stale == []


# What is given back for which context, and why it is refused.
REFUSED = {
    "a blank is missing": ("utter_hello", "Hello! What is it?", "blanks are none, in Dutch name"),
    "a blank is new": ("utter_ask_rights_simpler", "You may say no, [[name]].", "blanks are name, in Dutch none"),
    "empty": ("utter_hello", " ", "utter_hello is empty"),
    "an empty title": ("utter_ask_rights__2", "", "utter_ask_rights#2 is empty"),
    "a message is missing": ("utter_ask_rights", "You have rights since 2022. Call [[phone:desk]].", "has 1 messages"),
    "another number": ("utter_ask_rights_simpler", "Call 0800-1234.", "telephone number"),
    "a long title": ("utter_ask_rights__1", "Explain this to me in easier words", "more than 6 words"),
    "a title of two lines": ("utter_ask_rights__1", "Easy\nnow", "two lines"),
    "braces": ("utter_ask_rights_simpler", "You may say {no}.", "braces"),
    "a tab": ("utter_ask_rights_simpler", "You may\tsay no.", "cannot be shown"),
    "Dutch": ("utter_title_resume_wish_form", "Verder met mijn wens", "is the Dutch text"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_do_harm_is_refused_and_the_rest_is_taken_in(tree: Path, what: str) -> None:
    context, text, says = REFUSED[what]
    record(tree)
    outcome = given_back(tree, exported(tree, "en", "po"), **{context: text, "utter_web_send": "Send it"})
    assert outcome.taken == ["utter_web_send"]
    name = context.partition("__")[0]
    assert outcome.refused and all(line.startswith(f"{name}: ") for line in outcome.refused)
    assert any(says in line for line in outcome.refused), outcome.refused


@pytest.mark.parametrize("text", ['I say:\n🗣 "I am ill."', "I say it."])
def test_sentences_to_say_stay_dutch(tree: Path, text: str) -> None:
    for file, old in ((NL, "U mag nee zeggen."), (EN, "You may say no.")):
        change(tree, file, old, f"|-\n        Say:\n        {SAID}")
    assert any("🗣" in line for line in given_back(tree, exported(tree, "en", "po"), utter_ask_rights_simpler=text).refused)


def test_what_changed_in_dutch_since_is_refused(tree: Path) -> None:
    file = exported(tree, "en", "po")
    change(tree, NL, "Wat wilt u weten?", "Wat wilt u?")
    (line,) = given_back(tree, file, utter_hello="Hi [[name]]!").refused
    assert line == "utter_hello: its Dutch text or buttons changed since the export; export again"


def test_what_changed_here_since_is_a_conflict_unless_both_are_the_same(tree: Path) -> None:
    file = exported(tree, "en", "po")
    change(tree, EN, "You may say no.", "You can say no.")
    assert given_back(tree, file, utter_ask_rights_simpler="You can say no.") == Outcome()
    (line,) = given_back(tree, file, utter_ask_rights_simpler="No is allowed.").refused
    assert "changed here too" in line


def test_what_dutch_has_not_is_refused(tree: Path) -> None:
    outcome = take_in(read_tree(tree), "en", [Unit("utter_gone", None, "Weg", "Gone")], TODAY)
    assert outcome.refused == ["utter_gone: Dutch has no such text any more; take it out of the file"]


def test_a_mark_to_check_is_minded(tree: Path) -> None:
    record(tree)
    change(tree, NL, "Wat wilt u weten?", "Wat wilt u?")
    file = exported(tree, "en", "po")
    assert given_back(tree, file) == Outcome(left=1)
    assert "still marked" in given_back(tree, file, utter_hello="Hi [[name]]!").refused[0]
    file.write_text(file.read_text().replace("#, fuzzy\n", ""))
    assert given_back(tree, file) == Outcome(confirmed=["utter_hello"]) and stands(tree, "en").stale == []


def test_what_misses_is_added_and_what_is_not_translated_yet_is_left(tree: Path) -> None:
    change(tree, EN, "  utter_tone_kind:\n    - text: kind\n", "")
    (tree / "data/responses/en/received.yml").unlink()
    file = exported(tree, "en", "xlsx")
    outcome = given_back(tree, file, utter_tone_kind="kind", utter_voice="I cannot hear that.")
    assert outcome.taken == ["utter_tone_kind", "utter_voice"] and outcome.left > 1 and not outcome.refused
    assert (tree / EN).read_text().endswith("  utter_tone_kind:\n    - text: kind\n")
    assert list(read_yaml(tree / "data/responses/en/received.yml")["responses"]) == ["utter_voice"]


def test_a_language_that_is_begun_can_be_translated(tree: Path) -> None:
    from bot.content.scaffold import begin_language

    begin_language("so", "Soomaali", "Somali", "Somalisch", tree)
    file = exported(tree, "so", "po")
    assert all(not unit.translation for unit in po_file.read(file)[1])
    outcome = given_back(tree, file, utter_ask_rights_simpler="Waad diidi kartaa.")
    assert outcome.taken == ["utter_ask_rights_simpler"] and not outcome.refused
    (only,) = read_yaml(tree / "data/responses/so/all.yml")["responses"]["utter_ask_rights_simpler"]
    assert only["text"] == "Waad diidi kartaa." and only["metadata"]["status"] == "machine"


@pytest.mark.parametrize("code", ["nl", "xx"])
def test_a_language_that_is_none_is_told(tree: Path, code: str) -> None:
    with pytest.raises(ContentError, match="no language to translate into"):
        units(read_tree(tree), code)
    with pytest.raises(ContentError, match="no language to translate into"):
        take_in(read_tree(tree), code, [], TODAY)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.po", b'msgid "a"\nmsgstr "b"\n'),
        ("a.po", b'msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "a"\nmsgstr "b"\n'),
        ("a.po", b"\xff\xfe nothing"),
        ("a.po", b'msgid "a\n'),
        ("a.xlsx", b"nothing"),
    ],
)
def test_a_file_that_is_not_ours_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ContentError, match=name):
        (po_file if file.suffix == ".po" else worksheet).read(file)
