"""Every approach learns what is easy, and the table tells how it did."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.measure.approaches import APPROACHES, Sample
from bot.measure.comparison import compare, comparison_table, folds, sample_of
from bot.measure.messages import learned
from tests.bot.measure.conftest import known_vectors

pytestmark = pytest.mark.integration


@pytest.fixture
def sample(tree: Path, tmp_path: Path) -> Sample:
    messages = [message for code in ("nl", "en", "ar") for message in learned(code, tree)]
    return sample_of(messages[::3], known_vectors([message.text for message in messages[::3]], tmp_path / "vectors"))


@pytest.mark.parametrize("name", APPROACHES)
def test_an_approach_gives_probabilities_and_learns_what_is_easy(name: str, sample: Sample) -> None:
    probabilities = APPROACHES[name](sample)(sample)
    assert probabilities.shape == (len(sample.plain), len(sample.names))
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-3)
    found = [sample.names[column] for column in probabilities.argmax(axis=1)]
    assert np.mean([one == intent for one, intent in zip(found, sample.intents)]) > 0.9


def test_the_comparison_counts_each_message_once(sample: Sample) -> None:
    splits = folds(sample)
    assert sorted(text for _, test in splits for text in test.plain) == sorted(sample.plain)
    assert all(not set(training.plain) & set(test.plain) for training, test in splits)
    said: list[str] = []
    chosen = {name: APPROACHES[name] for name in ("vectors, nearest 15", "pieces of words")}
    results = list(compare(chosen, splits, said.append))
    assert [one.approach for one in results] == list(chosen) and len(said) == 6
    assert set(results[0].accuracy) == {"nl", "en", "ar", "all"}
    assert results[1].accuracy["all"].at_once > 80 and results[1].seconds > 0 and results[1].milliseconds > 0
    lines = comparison_table(results)
    assert sum(line.startswith("pieces of words") for line in lines) == 5
    assert lines[0].split() == ["at", "once", "nl", "en", "ar", "all"]
