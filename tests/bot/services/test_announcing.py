"""Own words are told from the wish to write some, in every language."""

from __future__ import annotations

import pytest

from bot.services.announcing import own_words_in


@pytest.mark.parametrize(
    "text",
    [
        "ik wil een doel opschrijven",
        "i want to write down a goal",
        "bir insanla konuşmak istiyorum",
        "Ez dixwazim bi klantmanagera xwe re bipeyivim.",
        "waxaan rabaa inaan la hadlo qof",
        "بدي احكي مع شخص لو سمحت",
        "waan la hadlayaa qofka ii qaabilsan hadda",
        "help",
        "een vraag stellen",
        "",
    ],
)
def test_an_announcement_is_not_taken_for_own_words(text: str) -> None:
    assert own_words_in(text) is None


@pytest.mark.parametrize("text", ["ik wil later graag verpleegster worden", "رح اطق، عطوني حدا من لحم ودم"])
def test_own_words_are_kept_as_they_stand(text: str) -> None:
    assert own_words_in(f" {text} ") == text
