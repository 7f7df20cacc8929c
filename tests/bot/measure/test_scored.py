"""Messages are read as they stand and understood by the real core; vectors come from the cache."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot import build
from bot.languages import live_languages
from bot.measure.messages import KnownVectors, held_out, learned
from bot.measure.scored import measure, scored
from bot.understanding.core import Understanding, bounded, clean
from bot.understanding.decision import Thresholds
from bot.understanding.embed import VectorCache, Vectors
from bot.understanding.normalise import normalise
from bot.understanding.training import train
from tests.bot.content.small_tree import HELD_OUT
from tests.bot.measure.conftest import Words, known_vectors

pytestmark = pytest.mark.integration


class Never(Words):
    """An embedder for texts that must all be known."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError("a vector was not in the cache")


def test_messages_are_read_with_their_place(tree: Path) -> None:
    (message,) = held_out("nl", tree)
    assert (message.text, message.intent, message.language) == (HELD_OUT["nl"], "ask_rights", "nl")
    assert message.place == "tests/nlu/nl/all.yml:5"
    assert {message.intent for message in learned("en", tree)} == {"ask_rights", "affirm", "crisis_child"}


@pytest.mark.parametrize("language", live_languages())
def test_every_live_language_has_held_out_messages_with_an_id_of_their_own(language: str) -> None:
    messages = held_out(language)
    assert len(messages) > 500
    assert len({message.id for message in messages}) == len(messages)
    assert not any(message.text in message.id or len(message.id) != 16 for message in messages)


def test_vectors_are_made_once_and_agree_with_those_of_the_core(tmp_path: Path) -> None:
    long = "dit is een lange zin over werk. " * 20
    texts = ["mag ik weigeren", long]
    known_vectors(texts, tmp_path)
    again = KnownVectors(texts, make_embedder=Never, cache=VectorCache(Words.name, tmp_path))
    assert np.allclose(again.embed(["mag ik weigeren"]), Words().embed(["mag ik weigeren"]))
    pieces = Words().embed(bounded(clean(long)))
    assert np.allclose(again.whole(long), pieces.mean(axis=0) / np.linalg.norm(pieces.mean(axis=0)))
    other = KnownVectors([], make_embedder=Words, cache=VectorCache(Words.name, tmp_path))
    assert np.allclose(other.embed(["iets anders"]), Words().embed(["iets anders"]))


@pytest.fixture
def usable(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A build that learned the examples of the small tree, with vectors of words."""
    monkeypatch.setattr(build, "MODELS", tmp_path / "models")
    monkeypatch.setattr("bot.measure.scored.KnownVectors", lambda texts, show: known_vectors(texts, tmp_path))
    monkeypatch.setattr("bot.measure.scored.held_out", lambda language: learned(language, tree)[::5])
    examples = [message for language in ("nl", "en") for message in learned(language, tree)]
    plain = [normalise(example.text) for example in examples]
    vectors = Words().embed([clean(example.text) for example in examples])
    classifier = train(plain, vectors, [e.intent for e in examples], [e.language for e in examples])
    Understanding(classifier, Thresholds(answer=0.4), Words()).save(build.folder_of("small") / build.CORE)
    return "small"


def test_a_build_is_measured_on_each_language(usable: str) -> None:
    measurement = measure(usable, ["nl", "en"])
    assert (measurement.build, measurement.thresholds) == ("small", Thresholds(answer=0.4))
    assert list(measurement.scored) == ["nl", "en"]
    assert len(measurement.all()) == 36 and all(one.right for one in measurement.all())


def test_the_core_guesses_the_language_by_itself(tree: Path, measurement_core: list[str | None]) -> None:
    messages = held_out("nl", tree)
    shown: list[tuple[int, int]] = []
    scored(_Core(measurement_core), messages, lambda done, total: shown.append((done, total)))
    assert measurement_core == [None] and shown == [(1, 1)]


@pytest.fixture
def measurement_core() -> list[str | None]:
    return []


class _Core:
    """Notes which language it is told."""

    def __init__(self, told: list[str | None]) -> None:
        self._told = told

    def understand(self, text: str, language: str | None = None):  # type: ignore[no-untyped-def]
        from tests.bot.measure.conftest import understood

        self._told.append(language)
        return understood({"affirm": 1.0})
