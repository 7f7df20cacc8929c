"""Trains a build: Rasa's model, and beside it the weights of the understanding core that lie in it.

Run as `python -m bot.dialogue.training BUILD`: a process of its own, since it loads Rasa and TensorFlow.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.build import CORE, finish, folder_of, model_of
from bot.dialogue.ahead import CONFIG, DATA, DOMAIN, learning_ahead


def train(build: str) -> None:
    """Make the build. Nothing of an older build is touched, whatever happens. Raises RuntimeError when it fails."""
    with learning_ahead(), tempfile.TemporaryDirectory() as output, quick_archives():
        from rasa.api import train as rasa_train
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)
        logging.getLogger("rasa").setLevel(logging.ERROR)
        result = rasa_train(
            domain=DOMAIN,
            config=CONFIG,
            training_files=[DATA],
            output=output,
            fixed_model_name=build,
        )
        if result.code != 0 or not result.model:
            raise RuntimeError("Rasa could not train; the lines above say why.")
        folder = folder_of(build)
        folder.mkdir(parents=True, exist_ok=True)
        _take_core(Path(result.model), folder / CORE)
        shutil.move(result.model, model_of(build))
    if not finish(build):
        raise RuntimeError("The model lacks the weights of the understanding core.")


@contextmanager
def quick_archives() -> Iterator[None]:
    """Let archives be packed with the easiest level of gzip. Rasa asks for the hardest: 50 s for a fifth less."""
    opening = tarfile.TarFile.gzopen.__func__  # type: ignore[attr-defined]
    before = opening.__defaults__
    opening.__defaults__ = (*before[:-1], 1)
    try:
        yield
    finally:
        opening.__defaults__ = before


def _take_core(model: Path, target: Path) -> None:
    """Copy the weights of the core out of Rasa's model, so that the gateway needs no Rasa to read them."""
    with tempfile.TemporaryDirectory() as unpacked:
        with tarfile.open(model) as archive:
            archive.extractall(unpacked)
        weights = next(Path(unpacked).glob("**/*UnderstandingClassifier*/weights.npz"))
        shutil.copytree(weights.parent, target, dirs_exist_ok=True)


if __name__ == "__main__":
    try:
        train(sys.argv[1])
    except RuntimeError as error:
        sys.exit(f"Training failed: {error}")
