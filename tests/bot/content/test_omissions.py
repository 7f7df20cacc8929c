"""What is easily forgotten is told with its place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.omissions import omission_complaints
from bot.safety.patterns import KINDS
from tests.bot.content.small_tree import change, examples

pytestmark = pytest.mark.integration

NL, CHILD = "data/safety/nl/crisis_child.yml", "data/safety/nl/crisis_child_words.yml"
WORDS = (
    "question_words: [wat], announcing_words: [doel], meaning_words: [wat is], letter_words: [brief], "
    "control_words: {stop: [stop]}"
)


@pytest.fixture
def tree(tree: Path) -> Path:
    """The small tree with nothing forgotten, in Dutch alone."""
    change(tree, "languages.yml", "live, spoken: [nl]", f"live, spoken: [nl], {WORDS}")
    for code in ("en", "ar"):
        change(tree, "languages.yml", f"live, spoken: [{code}]", f"draft, spoken: [{code}]")
    said = ("ask_rights", "affirm", "crisis_child")
    rules = "".join(f"  - rule: {intent}\n    steps:\n      - intent: {intent}\n" for intent in said)
    (tree / "data/stories/rules.yml").write_text(f"rules:\n{rules}")
    (tree / "tests/nlu/nl/all.yml").write_text(examples({intent: [f"iets over {intent}"] for intent in said}))
    (tree / "data/safety/nl").mkdir(parents=True)
    for kind in KINDS:
        (tree / f"data/safety/nl/{kind}.yml").write_text("act: [een twee]\n")
        (tree / f"data/safety/nl/{kind}_words.yml").write_text("ask: [drie]\n")
    return tree


def test_a_tree_in_order_has_no_complaints(tree: Path) -> None:
    assert omission_complaints(tree) == []


def test_nothing_of_our_own_is_forgotten() -> None:
    assert omission_complaints() == []


BROKEN = {
    "a rule": ("data/stories/rules.yml", "- intent: affirm", "- intent: stop", "domain.yml: affirm: no rule answers it"),
    "question words": ("languages.yml", "question_words: [wat]", "question_words: []", "nl: question_words: has no words"),
    "announcing words": ("languages.yml", "announcing_words: [doel], ", "", "nl: announcing_words: has no words"),
    "held-out messages": ("tests/nlu/nl/all.yml", "- intent: affirm", "- intent: deny", "nlu/nl: affirm: has no held-out"),
    "patterns that act": (NL, "act: [een twee]", "act: []", f"{NL}: act: has no patterns"),
    "patterns that ask": (CHILD, "ask: [drie]", "ask: []", f"{NL}: ask: has no patterns"),
    "a file that is no YAML": (NL, "act: [een twee]", "act: [een", f"{NL}: act: has no patterns"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_misses_is_told(tree: Path, what: str) -> None:
    file, old, new, says = BROKEN[what]
    change(tree, file, old, new)
    (complaint,) = omission_complaints(tree)
    assert says in complaint and "; write" in complaint and "\n" not in complaint


def test_words_of_control_are_those_of_dutch(tree: Path) -> None:
    change(tree, "languages.yml", "draft, spoken: [en]", "live, spoken: [en], control_words: {other: [x]}")
    assert any(line.startswith("languages.yml: en: control_words: stop: has no words") for line in omission_complaints(tree))


@pytest.mark.parametrize("text", ["rules: [a", "rules: [a]", "rules: 3", "- a", ""])
def test_rules_that_cannot_be_read_are_no_stack_trace(tree: Path, text: str) -> None:
    (tree / "data/stories/rules.yml").write_text(text)
    assert "no rule answers it" in omission_complaints(tree)[0]


@pytest.mark.parametrize("name", ["domain.yml", "languages.yml"])
def test_a_file_on_which_all_rests_is_one_complaint(tree: Path, name: str) -> None:
    (tree / name).write_text("a: [b")
    (line,) = omission_complaints(tree)
    assert line.startswith(f"{name}: cannot be read (")
