"""A button's title that is typed while the button is not on the screen."""

from __future__ import annotations

import pytest

from bot.conversation.typed_titles import payload_of
from bot.languages import live_languages
from bot.texts import load_texts

TEXTS = load_texts()


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("mijn gesprek voorbereiden", "/prepare_talk"),
        ("Het gesprek oefenen!", "/explain_more topic=rehearse part=start"),
        ("is het al gelezen", "/handover_status"),
        ("ik ben ziek", None),  # a deeper part: alone it is no wish for it
        ("Ja, sturen", None),  # an answer
        ("ja", None),
        ("iets heel anders", None),
    ],
)
def test_a_title_that_means_one_thing_opens_it(text: str, payload: str | None) -> None:
    assert payload_of(TEXTS, text, "nl") == payload


@pytest.mark.parametrize("language", live_languages())
def test_the_talk_card_and_the_rehearsal_open_by_their_title_in_every_language(language: str) -> None:
    choices = [choice for name in TEXTS.responses[language] for choice in TEXTS.response(name, language).choices]
    for payload in ("/prepare_talk", "/explain_more topic=rehearse part=start"):
        titles = {choice.title for choice in choices if choice.payload == payload}
        assert payload in {payload_of(TEXTS, title, language) for title in titles}
