"""N-grams: what is learned about a text and what is read from it later are the same."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understanding.ngrams import SHARES, NgramVocabulary

# "zoek" and "werk" stand near each other in three of them.
TEXTS = [
    "ik zoek werk",
    "werk zoek ik",
    "zoek jij nog werk",
    "werk werk en nog eens werk",
    "ik wil leren",
    "أبحث عن عمل",
    "",
    "ስራሕ እደሊ ኣለኹ",
    "?",
]


def as_dict(columns: np.ndarray, values: np.ndarray) -> dict[int, float]:  # type: ignore[type-arg]
    assert len(set(columns.tolist())) == len(columns)
    return dict(zip(columns.tolist(), values.tolist()))


def test_the_row_from_learning_is_the_row_of_the_text() -> None:
    vocabulary, rows = NgramVocabulary.learn(TEXTS)
    assert rows.shape == (len(TEXTS), len(vocabulary.columns))
    for text, row in zip(TEXTS, rows):
        assert as_dict(row.indices, row.data) == pytest.approx(as_dict(*vocabulary.row(text)), abs=1e-6)


def test_each_kind_is_as_long_as_its_share_and_strangers_count_nothing() -> None:
    vocabulary, _ = NgramVocabulary.learn(TEXTS)
    _, values = vocabulary.row("ik zoek werk")
    assert float(np.square(values).sum()) == pytest.approx(sum(share**2 for share in SHARES.values()), abs=1e-5)
    columns, values = vocabulary.row("日本")
    assert len(columns) == len(values) == 0


def test_pairs_of_sounds_meet_over_the_words_between_and_in_any_order() -> None:
    vocabulary, _ = NgramVocabulary.learn(TEXTS)
    pair = vocabulary.columns["prk zk"]
    texts = ["zoeken is werk", "werk is dat wat ik zoek", "zuk wark", "werk"]
    assert [pair in vocabulary.row(text)[0] for text in texts] == [False, True, True, False]
    assert "png rk" not in vocabulary.columns, "it stands in two texts only"


def test_rare_words_weigh_more_than_common_ones() -> None:
    vocabulary, _ = NgramVocabulary.learn(TEXTS)
    weight = dict(zip(vocabulary.grams(), vocabulary.idf.tolist()))
    assert weight["wleren"] > weight["wik"] > weight["wwerk"]
    assert list(vocabulary.grams()) == sorted(vocabulary.grams())
