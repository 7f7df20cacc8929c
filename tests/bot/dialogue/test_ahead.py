"""Learning ahead: taken only when it is from the very same examples, done without when it fails, stopped when nobody asks."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue import ahead
from bot.understanding.core import Example
from bot.understanding.normalise import normalise
from bot.understanding.training import train
from tests.bot.measure.conftest import Words

EXAMPLES = [
    Example("ik zoek werk", "ask_work", "nl"),
    Example("i look for work", "ask_work", "en"),
    Example("hij slaat mij", "crisis_violence", "nl"),
    Example("he hits me", "crisis_violence", "en"),
]


@pytest.fixture
def learned(tmp_path: Path) -> Path:
    """What the other process leaves behind."""
    plain = [normalise(example.text) for example in EXAMPLES]
    intents, languages = [e.intent for e in EXAMPLES], [e.language for e in EXAMPLES]
    folder = tmp_path / "learned"
    train(plain, Words().embed(plain), intents, languages).save(folder)
    (folder / ahead.LEARNED_FROM).write_text(ahead._digest(EXAMPLES))
    return folder


def runs(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(ahead, "COMMAND", [sys.executable, "-c", code])


def copies(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    runs(monkeypatch, f"import shutil, sys; shutil.copytree({str(folder)!r}, sys.argv[1], dirs_exist_ok=True)")


def test_what_was_learned_from_the_same_examples_is_taken(monkeypatch: pytest.MonkeyPatch, learned: Path) -> None:
    copies(monkeypatch, learned)
    with ahead.learning_ahead():
        found = ahead.learned_ahead(EXAMPLES)
    vector = Words().embed(["hij slaat mij"])[0]
    assert found and found.intents[int(np.argmax(found.scores("hij slaat mij", vector)[0]))] == "crisis_violence"


@pytest.mark.parametrize("others", [EXAMPLES[:-1], EXAMPLES[::-1], [*EXAMPLES[:-1], Example("he hits me", "ask_work", "en")]])
def test_what_was_learned_from_others_is_not(monkeypatch: pytest.MonkeyPatch, learned: Path, others: Sequence[Example]) -> None:
    copies(monkeypatch, learned)
    with ahead.learning_ahead():
        assert ahead.learned_ahead(others) is None


def test_a_failure_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    runs(monkeypatch, "raise SystemExit(3)")
    with ahead.learning_ahead():
        assert ahead.learned_ahead(EXAMPLES) is None
    assert ahead.learned_ahead(EXAMPLES) is None  # and outside, where nothing is learned ahead


def test_what_nobody_asks_for_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    runs(monkeypatch, "import time; time.sleep(600)")
    with ahead.learning_ahead():
        assert ahead._process
        number = ahead._process.pid
        os.kill(number, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_both_sides_see_the_same_examples() -> None:
    messages = [Message({"text": e.text, "intent": e.intent, "language": e.language}) for e in EXAMPLES]
    assert ahead.examples_of(TrainingData(messages)) == EXAMPLES
