"""The language of a text: one of ours when that is clear, else an honest "unknown"."""

from __future__ import annotations

import pytest

from bot.languages import live_languages
from bot.understanding.language import LEAST_SCORE, SURE, UNKNOWN, identify

NOBODY_KNOWS = (UNKNOWN, 0.0)


def scored(**scores: float) -> dict[str, float]:
    """Scores of every live language: those that are named, and the others far behind."""
    return {**dict.fromkeys(live_languages(), -1.5), **scores}


def test_the_best_language_is_named_with_its_share() -> None:
    code, sure = identify("ik zoek werk", scored(nl=0.6, en=-0.8), live_languages())
    assert code == "nl" and 0.9 < sure < 1
    code, less_sure = identify("ik zoek werk", scored(nl=0.6, en=0.5), live_languages())
    assert code == "nl" and 0.5 < less_sure < sure


@pytest.mark.parametrize("text", ["", "?", "12 34", "a", "👍👍"])
def test_without_letters_nobody_knows(text: str) -> None:
    assert identify(text, scored(nl=2.0), live_languages()) == NOBODY_KNOWS


def test_a_word_that_languages_share_is_unsure() -> None:
    assert identify("data", scored(nl=0.1, en=0.1, tr=0.1), live_languages()) == NOBODY_KNOWS
    assert identify("data", scored(nl=LEAST_SCORE - 0.1), live_languages()) == NOBODY_KNOWS
    assert identify("data", {}, live_languages()) == NOBODY_KNOWS


def test_a_language_that_is_not_offered_is_unsure() -> None:
    assert identify("ik zoek werk", scored(nl=0.6), ["en", "ar"]) == NOBODY_KNOWS


def test_a_language_that_is_none_of_ours_is_unsure_unless_our_own_judgement_is_clear() -> None:
    french = "Je cherche un travail et je veux apprendre la langue"
    assert identify(french, scored(en=SURE - 0.1), live_languages()) == NOBODY_KNOWS
    assert identify(french, scored(en=SURE + 0.1), live_languages())[0] == "en"


@pytest.mark.parametrize(
    ("text", "mistaken_for"),
    [
        ("እንደምን አደርክ ሥራ እፈልጋለሁ", "ti"),  # Amharic
        ("زه غواړم چې کار وکړم او ژبه زده کړم", "fa"),  # Pashto
        ("مجھے کام چاہیے اور میں زبان سیکھنا چاہتا ہوں", "fa"),  # Urdu
    ],
)
def test_languages_with_the_letters_of_ours_are_told_apart_however_sure_we_are(text: str, mistaken_for: str) -> None:
    assert identify(text, scored(**{mistaken_for: 1.5}), live_languages()) == NOBODY_KNOWS


def test_what_other_programs_call_our_languages_is_no_contradiction() -> None:
    kurdish = "Ez dixwazim fêrî zimanê holandî bibim û li karekî digerim, ji kerema xwe alîkariya min bikin"
    assert identify(kurdish, scored(kmr=0.1), live_languages())[0] == "kmr"


@pytest.mark.parametrize("text", ["hallo \0 daar", "hallo \ud800 daar", "hallo " * 5000])
def test_odd_and_long_texts_are_no_trouble(text: str) -> None:
    assert identify(text, scored(nl=0.6), live_languages())[0] == "nl"
