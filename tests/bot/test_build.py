"""One id for all that a model is made of; a failed training never replaces a good model."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import build


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project of its own with all that a model is made of."""
    root = tmp_path / "project"
    monkeypatch.setattr(build, "ROOT", root)
    monkeypatch.setattr(build, "MODELS", root / "models")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in build.INPUTS:
        file = root / name if "." in Path(name).name else root / name / "part.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("a: 1\n")
    (root / "models").mkdir()
    return root


def make(name: str, core: bool = True, model: bool = True) -> None:
    """The files that a training leaves."""
    (build.folder_of(name) / build.CORE).mkdir(parents=True, exist_ok=True)
    if core:
        (build.folder_of(name) / build.CORE / "weights.npz").write_text(name)
    if model:
        build.model_of(name).write_text(name)


def test_the_id_is_short_and_stays_the_same() -> None:
    assert build.build_id() == build.build_id()
    assert len(build.build_id()) == 12 and int(build.build_id(), 16) >= 0


@pytest.mark.parametrize("name", build.INPUTS)
def test_the_id_changes_with_everything_that_a_model_is_made_of(root: Path, name: str) -> None:
    before = build.build_id()
    file = root / name if (root / name).is_file() else root / name / "part.yml"
    file.write_text("a: 2\n")
    assert build.build_id() != before
    file.write_text("a: 1\n")
    assert build.build_id() == before


def test_the_id_changes_when_a_file_is_added_renamed_or_moved_into_another(root: Path) -> None:
    ids, folder = [build.build_id()], root / "data" / "nlu" / "nl"
    folder.mkdir()
    (folder / "new.yml").write_text("a: 1\n")
    ids.append(build.build_id())
    (folder / "new.yml").rename(folder / "other.yml")
    ids.append(build.build_id())
    (folder / "other.yml").write_text("")
    (root / "data" / "nlu" / "part.yml").write_text("a: 1\na: 1\n")
    ids.append(build.build_id())
    assert len(set(ids)) == 4


def test_the_id_does_not_change_with_what_a_model_does_not_rest_on(root: Path) -> None:
    before = build.build_id()
    for name in ("data/nlu/notes.md", "data/safety/nl.yml", "bot/understanding/x.pyc", "README.md", "models/x.yml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("something")
    assert build.build_id() == before


def test_a_build_is_complete_with_model_and_weights() -> None:
    make("good")
    make("no-core", core=False)
    make("no-model", model=False)
    assert build.is_complete("good")
    assert not any(build.is_complete(name) for name in ("no-core", "no-model", "nothing"))


def test_the_build_that_fits_the_data_is_used() -> None:
    current = build.build_id()
    make("old")
    build.finish("old")
    make(current)
    assert build.usable() == current


def test_while_none_fits_the_last_good_one_is_used() -> None:
    assert build.usable() is None
    make("old")
    assert build.usable() is None  # not noted as good
    assert build.finish("old") and build.usable() == "old"


def test_a_training_that_failed_does_not_replace_the_good_one() -> None:
    make("old")
    build.finish("old")
    make(build.build_id(), core=False)
    assert not build.finish(build.build_id())
    assert build.usable() == "old"


def test_a_last_good_build_that_was_thrown_away_is_none() -> None:
    make("old")
    build.finish("old")
    build.model_of("old").unlink()
    assert build.usable() is None


def test_another_clone_with_the_same_data_finds_the_build_in_the_cache(root: Path) -> None:
    current = build.build_id()
    make(current)
    build.finish(current)
    for file in sorted((root / "models").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert build.usable() is None
    assert build.from_cache(current) and build.usable() == current


def test_what_is_not_in_the_cache_is_not_fetched() -> None:
    assert not build.from_cache("nothing")
    (build.cache_folder() / "half").mkdir(parents=True)
    assert not build.from_cache("half")
    assert list((build.MODELS).iterdir()) == []


def test_finishing_twice_keeps_one_copy() -> None:
    make("good")
    assert build.finish("good") and build.finish("good")
    assert [folder.name for folder in build.cache_folder().iterdir()] == ["good"]


def test_a_text_may_change_without_a_new_model_but_not_a_name(root: Path) -> None:
    file = root / "data" / "responses" / "nl" / "hello.yml"
    file.parent.mkdir(parents=True)
    file.write_text("responses:\n  utter_hello:\n    - text: Hallo\n")
    before = build.build_id()
    file.write_text("responses:\n  utter_hello:\n    - text: Goedendag\n")
    assert build.build_id() == before
    file.write_text("responses:\n  utter_goodbye:\n    - text: Dag\n")
    assert build.build_id() != before
