"""What Rasa gets of our data: every example once, with its language, cheap to copy."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue.importer import Example, MultilingualImporter
from bot.languages import ROOT

DATA = {"text": "ik zoek werk", "intent": "ask_work", "language": "nl"}


def test_a_copy_is_the_example_itself_and_merging_keeps_each_once() -> None:
    first, second = Example(DATA), Example({**DATA, "language": "en"})
    merged = TrainingData([first]).merge(TrainingData([first, second, Example(DATA)]))
    assert copy.deepcopy(first) is first
    assert merged.training_examples == [first, second]


@pytest.mark.parametrize("name", ["text", "intent", "language"])
def test_whatever_changes_in_an_example_changes_its_fingerprint(name: str) -> None:
    example = Example(DATA)
    before = example.fingerprint()
    assert Example({**DATA, name: "other"}).fingerprint() != before
    example.set(name, DATA[name])
    assert example.fingerprint() == before
    example.set(name, "other")
    assert example.fingerprint() != before


def test_features_that_a_component_adds_count_as_well() -> None:
    example = Example(DATA)
    before = example.fingerprint()
    example.add_features(Features(np.ones((1, 2)), "sentence", "text", "x"))
    assert example.fingerprint() not in (before, Message(DATA).fingerprint())


def test_examples_of_live_languages_come_with_their_language(tmp_path: Path) -> None:
    for language in ("nl", "so", "xx"):
        file = tmp_path / "data" / "nlu" / language / "work.yml"
        file.parent.mkdir(parents=True)
        file.write_text(f"version: '3.1'\nnlu:\n- intent: ask_work\n  examples: |\n    - {language} shaqo\n", encoding="utf-8")
    importer = MultilingualImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(tmp_path / "data")])
    found = {(e.get("text"), e.get("intent"), e.get("language")) for e in importer.get_nlu_data().intent_examples}
    assert found == {("nl shaqo", "ask_work", "nl"), ("so shaqo", "ask_work", "so")}  # xx is not live
