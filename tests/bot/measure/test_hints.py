"""Hints about examples: the language that a build hears in them, and near copies under another intent."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.measure.hints import near_copies, other_language
from bot.measure.messages import Message, learned
from bot.understanding.classifier import Classifier
from bot.understanding.normalise import normalise
from bot.understanding.training import train
from tests.bot.measure.conftest import Words

pytestmark = pytest.mark.integration


@pytest.fixture
def classifier(tree: Path) -> Classifier:
    examples = [message for code in ("nl", "en", "ar") for message in learned(code, tree)]
    plain = [normalise(message.text) for message in examples]
    vectors = Words().embed([message.text for message in examples])
    return train(plain, vectors, [message.intent for message in examples], [message.language for message in examples])


def test_an_example_in_another_language_is_hinted_at(classifier: Classifier) -> None:
    stray = Message("may i refuse water, my child is not safe", "ask_rights", "nl", "data/nlu/nl/all.yml:7")
    fine = Message("mag ik weigeren, mijn kind is niet veilig", "ask_rights", "nl", "data/nlu/nl/all.yml:8")
    shown: list[int] = []
    (hint,) = other_language([stray, fine], classifier, {"nl", "en", "ar"}, lambda done, _all: shown.append(done))
    assert hint.startswith("data/nlu/nl/all.yml:7: ask_rights: looks like en (") and "data/nlu/en" in hint
    assert shown == [1, 2]
    assert other_language([stray], classifier, {"nl", "ar"}) == []  # English is not offered then


def test_near_copies_are_hinted_at_across_intents_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def example(number: int, text: str, intent: str) -> Message:
        return Message(text, intent, "nl", f"data/nlu/nl/all.yml:{number}")

    messages = [
        example(1, "kan ik mijn afspraak verzetten", "ask_appointment"),
        example(2, "kan ik mijn afspraak verzetten?", "ask_appointment"),
        example(3, "Kan ik mijn afspraak verzétten!", "update_goal"),
        example(4, "waar kan ik leren fietsen", "ask_culture"),
    ]
    for chunk in (1000, 2):
        monkeypatch.setattr("bot.measure.hints.CHUNK", chunk)
        hints = near_copies(messages)
        assert [hint.partition(": ")[0] for hint in hints] == ["data/nlu/nl/all.yml:1", "data/nlu/nl/all.yml:2"]
        assert all("data/nlu/nl/all.yml:3 under update_goal" in hint for hint in hints)
    assert near_copies([]) == []
