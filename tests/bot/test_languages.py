"""The registry of languages."""

from __future__ import annotations

import dataclasses

import pytest

from bot.languages import REFERENCE, all_languages, language, live_languages
from bot.understanding.normalise import normalise


def test_dutch_is_live_and_the_reference() -> None:
    assert REFERENCE in live_languages()


def test_live_languages_are_those_with_that_status_in_the_order_of_the_file() -> None:
    assert [entry.code for entry in all_languages().values() if entry.status == "live"] == list(live_languages())
    assert {entry.status for entry in all_languages().values()} <= {"live", "draft"}


@pytest.mark.parametrize("code", [None, "", "xx", "NL"])
def test_an_unknown_language_is_read_as_the_reference(code: str | None) -> None:
    assert language(code).code == REFERENCE


def test_a_language_cannot_be_changed_by_accident() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        language("nl").name = "Dutch"  # type: ignore[misc]


@pytest.mark.parametrize("code", all_languages())
def test_every_language_says_how_it_is_called_and_written(code: str) -> None:
    entry = language(code)
    assert entry.code == code and entry.direction in ("ltr", "rtl")
    assert all((entry.name, entry.english, entry.dutch, entry.script, entry.spoken))


def test_no_name_belongs_to_two_languages() -> None:
    names = [
        name
        for entry in all_languages().values()
        for name in {normalise(name) for name in (*entry.spoken, entry.name, entry.english, entry.dutch)}
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("code", live_languages())
def test_every_live_language_has_words_for_what_always_wins(code: str) -> None:
    reference, entry = language(REFERENCE), language(code)
    assert entry.question_words
    assert set(entry.control_words) == set(reference.control_words) and all(entry.control_words.values())


def test_no_control_word_means_two_things() -> None:
    meaning: dict[str, str] = {}
    for entry in live_languages().values():
        for intent, words in entry.control_words.items():
            for word in words:
                assert meaning.setdefault(normalise(word), intent) == intent, word
