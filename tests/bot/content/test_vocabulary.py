"""Which words a text may use without explaining them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.tree import ContentError, read_tree
from bot.content.vocabulary import Vocabulary, read_vocabulary

pytestmark = pytest.mark.integration

COMMON = {
    "huis": 5.0,
    "de": 7.0,
    "bel": 4.0,
    "plan": 5.0,
    "week": 5.0,
    "schrijft": 4.5,
    "op": 6.0,
    "sommige": 5.0,
    "houder": 4.0,
}
VOCABULARY = Vocabulary({"inburgering", "inburgeren", "toeslag"}, {"iom"}, lambda word: COMMON.get(word, 1.0))


@pytest.mark.parametrize(
    ("text", "rare"),
    [
        ("bel de huis", []),
        ("bel de toeslag en inburgering", ["en"]),
        ("toeslagen, inburgert", []),  # other forms of listed words
        ("de weekplan, de huisplannen", ["huisplannen"]),  # a compound of common words; one that is none
        ("de inburgeringsplan", []),  # with a listed part and a letter between
        ("de weekhouders", []),
        ("de opschrijft", []),
        ("sommig de huis-plan", []),
        ("Zonderling de kwibus", ["zonderling", "kwibus"]),
        ("de Kwibus en IOM", ["en"]),  # a capital inside a sentence is a name
        ('de kwibus. Een "kwibus" is iemand', ["een", "is", "iemand"]),  # explained in the text itself
        ("bél de [[kwibus]] 12", []),
    ],
)
def test_rare_words(text: str, rare: list[str]) -> None:
    assert VOCABULARY.rare(text) == rare


def test_without_frequencies_nothing_is_rare() -> None:
    unknowing = Vocabulary(set(), set(), None)
    assert unknowing.rare("kwibus") == [] and not unknowing.knows_frequencies


def test_the_lists_of_a_tree(tree: Path) -> None:
    (tree / "data/words.yml").write_text('brede_intake: {dutch: "brede intake", forms: [startgesprek]}\n')
    (tree / "data/names.yml").write_text("- SamenSpraak\n")
    (tree / "data/facts/numbers.yml").write_text('112: {number: "112"}\ndesk: {name: De Kwibus, number: "0800-8020"}\n')
    found = read_vocabulary(read_tree(tree))
    assert {"brede", "intake", "startgesprek", "samenspraak", "kwibus"} <= found.explained


def test_without_lists_there_is_a_vocabulary(tree: Path) -> None:
    assert read_vocabulary(read_tree(tree)).rare("de brief van de gemeente") == []


@pytest.mark.parametrize(
    ("name", "text"), [("words", "- a"), ("words", "a: [b"), ("names", "a: b"), ("words", "a: {forms: []}")]
)
def test_a_list_that_cannot_be_read_is_named(tree: Path, name: str, text: str) -> None:
    (tree / f"data/{name}.yml").write_text(text)
    with pytest.raises(ContentError, match=f"^data/{name}.yml: "):
        read_vocabulary(read_tree(tree))


def test_the_real_frequencies_know_common_from_rare(tree: Path) -> None:
    found = read_vocabulary(read_tree(tree))
    assert found.knows_frequencies
    assert found.rare("Vraag de gemeente om een brief. Schrijf het op een taalschool.") == []
    assert found.rare("Wij ontberen een desalniettemin behelzende zienswijze") != []
