"""Which hard words stand in a text, and which one a message asks about."""

from __future__ import annotations

import pytest

from bot.languages import live_languages
from bot.services.hard_words import HardWords, load_words, read_words
from bot.texts import Texts

WORDS = HardWords({"measure": ["maatregel", "maatregelen"], "own_risk": ["eigen risico"], "pip": ["PIP"]})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("wat is een maatregel?", "measure"),
        ("Wat betekenen MAATREGELEN", "measure"),
        ("what does eigen risico mean", "own_risk"),
        ("PIP یعنی چه؟", "pip"),
        ("شو يعني PIP", "pip"),
        ("PIP entay malet iyu", "pip"),
        ("eigen risico ne demek?", "own_risk"),
        ("waa maxay PIP", "pip"),
        ("maatregel çi ye?", "measure"),
    ],
)
def test_a_message_asks_what_a_word_means(text: str, key: str) -> None:
    assert WORDS.asked_about(text) == key


@pytest.mark.parametrize(
    "text",
    ["maatregel", "", "?", "ik kreeg een maatregel", "wat is het weer", "wat moet ik doen met mijn PIP", "is " * 500 + "PIP"],
)
def test_other_messages_do_not(text: str) -> None:
    assert WORDS.asked_about(text) is None


def test_words_in_quotes_are_marked_in_order_and_once() -> None:
    text = 'Een "PIP" en een "maatregel". Weer "pip". “Eigen risico”, "iets anders" en maatregel.'
    assert WORDS.marked_in(text) == ["pip", "measure", "own_risk"]


def test_every_word_is_explained_in_every_language(texts: Texts) -> None:
    keys = set(read_words())
    for code in live_languages():
        assert keys == {name.removeprefix("utter_word_") for name in texts.responses[code] if name.startswith("utter_word_")}


def test_a_way_of_writing_belongs_to_one_word() -> None:
    ways = [way.casefold() for forms in read_words().values() for way in forms]
    assert len(ways) == len(set(ways))


def test_our_own_list_is_read() -> None:
    assert load_words().asked_about("wat betekent inburgering?") == "inburgering"
