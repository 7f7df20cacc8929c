"""Every mistake in the examples is told with its file, its line and what to do; held-out lines are never quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.examples import NEVER_SAID, example_complaints
from bot.content.tree import parse
from bot.languages import ROOT
from tests.bot.content.small_tree import HELD_OUT, change

pytestmark = pytest.mark.integration

NL, AR = "data/nlu/nl/all.yml", "data/nlu/ar/all.yml"


def test_a_tree_in_order_has_no_complaints(tree: Path) -> None:
    assert example_complaints(tree) == []


@pytest.mark.integration
def test_our_own_examples_are_in_order() -> None:
    assert example_complaints() == []


def test_what_only_buttons_mean_is_in_the_domain() -> None:
    intents = set(parse((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"])
    assert intents >= NEVER_SAID


# What is broken: the file, what stands there, what is put in its place; then where the complaint is, and what it says.
BROKEN = {
    "an unknown intent": (NL, "- intent: affirm", "- intent: afirm", f"{NL}:", "afirm: is not in domain.yml"),
    "an intent of buttons": (NL, "- intent: affirm", "- intent: answer", f"{NL}:", "answer: only a button means this"),
    "a line twice": (NL, "mag ik weigeren boom", "Mag ik  wéigeren huis", f"{NL}:6", f"stands at {NL}:5 as well"),
    "a line under two intents": (NL, "ja hoor boom", "mag ik weigeren huis", f"{NL}:23", "under ask_rights"),
    "too few": (NL, "      - mag ik weigeren boom\n", "", "data/nlu/nl", "ask_rights: has 14 examples, 15 are needed"),
    "too few of a crisis": (NL, "      - mijn kind is niet veilig boom ach\n", "", "data/nlu/nl", "has 59 examples"),
    "a telephone number": (NL, "ja hoor boom", "bel mij op 06-12345678", f"{NL}:23", "a telephone number"),
    "a telephone number in other digits": (AR, "ey tamam boom", "٠٦١٢٣٤٥٦٧٨", f"{AR}:23", "a telephone number"),
    "a BSN": (NL, "ja hoor boom", "mijn bsn is 123456782", f"{NL}:23", "nine digits"),
    "an e-mail address": (NL, "ja hoor boom", "mail a.b@example.org", f"{NL}:23", "an e-mail address"),
    "an account": (NL, "ja hoor boom", "naar NL91 ABNA 0417 1643 00", f"{NL}:23", "an account number"),
    "other letters": (NL, "ja hoor boom", "نعم يا صديقي", f"{NL}:23", "not in Latin letters"),
    "letters of nobody's": (AR, "ey tamam boom", "да конечно", f"{AR}:23", "not in Arabic letters"),
    "a line without a dash": (NL, "      - ja hoor boom", "      ja hoor boom", f"{NL}:23", "is no example"),
    "examples that are a list": (NL, "ask_rights\n    examples: |", "ask_rights\n    examples:", NL, "are no block"),
    "examples that miss": (NL, "ask_rights\n    examples: |", "ask_rights\n    lines: |", NL, "is no list of intents"),
    "no YAML": (NL, "nlu:", "nlu: [", NL, "is no YAML (line"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_mistake_is_told(tree: Path, what: str) -> None:
    file, old, new, place, says = BROKEN[what]
    change(tree, file, old, new)
    complaints = example_complaints(tree)
    assert any(line.startswith(place) and says in line for line in complaints), complaints
    assert all("\n" not in line and ";" in line for line in complaints), complaints


def test_the_other_letters_of_a_language_may_be_used(tree: Path) -> None:
    """Kurmanji is written in Latin letters, by some in Arabic ones."""
    change(tree, NL, "ja hoor boom", "ئەز دخوازم کار بکەم")
    change(
        tree, "languages.yml", "dutch: Nederlands, direction: ltr,", "dutch: Nederlands, also_script: Arabic, direction: ltr,"
    )
    assert example_complaints(tree) == []


@pytest.mark.parametrize("code", HELD_OUT)
@pytest.mark.parametrize("spelled", ["{}", "{}!!", "{} x"])
def test_a_held_out_line_or_nearly_is_found_and_not_quoted(tree: Path, code: str, spelled: str) -> None:
    line = {"nl": "ja hoor boom", "en": "yes sure boom", "ar": "ey tamam boom"}[code]
    change(tree, f"data/nlu/{code}/all.yml", line, spelled.format(HELD_OUT[code]))
    assert example_complaints(tree) == [
        f"data/nlu/{code}/all.yml:23: is (nearly) the held-out line tests/nlu/{code}/all.yml:5; remove it from data/nlu"
    ]


def test_a_line_that_only_resembles_a_held_out_line_may_stay(tree: Path) -> None:
    change(tree, NL, "ja hoor boom", "zomaar iets wat ik nog niet wist")
    assert example_complaints(tree) == []


def test_a_held_out_file_that_cannot_be_read_is_told_without_its_words(tree: Path) -> None:
    (tree / "tests/nlu/nl/all.yml").write_text("nlu:\n  - intent: affirm\n    examples: |\n      geheime woorden\n")
    (line,) = example_complaints(tree)
    assert line.startswith("tests/nlu/nl/all.yml:4: is no example") and "geheim" not in line


def test_a_line_may_not_mean_something_else_in_another_language(tree: Path) -> None:
    change(tree, "data/nlu/en/all.yml", "may i refuse boom", "ja hoor boom")
    (line,) = example_complaints(tree)
    assert line.startswith("data/nlu/en/all.yml:6: ask_rights: stands at data/nlu/nl/all.yml:23 under affirm")


def test_arabic_may_be_typed_in_latin_letters(tree: Path) -> None:
    change(tree, AR, "ey tamam boom", "3andi so2al 3an el uitkering")
    assert example_complaints(tree) == []


def test_dates_are_no_personal_data(tree: Path) -> None:
    change(tree, NL, "ja hoor boom", "ja hoor op 31-12-2027 in 2026")
    assert example_complaints(tree) == []


def test_without_held_out_lines_nothing_is_compared(tree: Path) -> None:
    (tree / "tests/nlu/nl/all.yml").unlink()
    assert example_complaints(tree) == []


@pytest.mark.parametrize("name", ["domain.yml", "languages.yml"])
def test_a_file_on_which_all_rests_is_one_complaint(tree: Path, name: str) -> None:
    (tree / name).write_text("a: [b")
    (line,) = example_complaints(tree)
    assert line.startswith(f"{name}: cannot be read (") and "\n" not in line
