"""Learns the understanding core in a process of its own while Rasa is still being loaded, which takes 13 s on one core.

Run as `python -m bot.dialogue.ahead FOLDER`. The component of Rasa takes what was learned when it is from the same examples.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.languages import ROOT
from bot.understanding.classifier import Classifier
from bot.understanding.core import Example, learn_classifier

CONFIG, DOMAIN, DATA = (str(ROOT / name) for name in ("config.yml", "domain.yml", "data"))  # what a training is made of
COMMAND = [sys.executable, "-m", "bot.dialogue.ahead"]
LEARNED_FROM = "learned_from"
_process: subprocess.Popen[bytes] | None = None
_folder: Path


@contextmanager
def learning_ahead() -> Iterator[None]:
    """Learn beside what is done inside. What nobody asked for by the end is stopped."""
    global _process, _folder
    with tempfile.TemporaryDirectory() as folder:
        _folder = Path(folder)
        _process = subprocess.Popen([*COMMAND, folder], cwd=ROOT, start_new_session=True)
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(_process.pid, signal.SIGKILL)  # it has processes of its own
            _process.wait()
            _process = None


def learned_ahead(examples: Sequence[Example]) -> Classifier | None:
    """What was learned ahead from these examples, as soon as it is there; None when it is from others or failed."""
    if _process is None or _process.wait() != 0:
        return None
    if (_folder / LEARNED_FROM).read_text() != _digest(examples):
        return None
    return Classifier.load(_folder)


def learn_with_progress(examples: Sequence[Example]) -> Classifier:
    """Learn, with a bar that shows how many texts were embedded."""
    with tqdm(total=0, desc="embedding new examples", unit=" texts") as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return learn_classifier(examples, progress)


def examples_of(training_data: Any) -> list[Example]:
    """The examples of Rasa's training data."""
    return [Example(e.get("text"), e.get("intent"), e.get("language")) for e in training_data.intent_examples if e.get("text")]


def _digest(examples: Sequence[Example]) -> str:
    digest = hashlib.sha256()
    for example in examples:
        digest.update(f"{example.text}\0{example.intent}\0{example.language}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _learn(folder: Path) -> None:
    from bot.dialogue.importer import MultilingualImporter

    examples = examples_of(MultilingualImporter(CONFIG, DOMAIN, [DATA]).get_nlu_data())
    learn_with_progress(examples).save(folder)
    (folder / LEARNED_FROM).write_text(_digest(examples))


if __name__ == "__main__":
    _learn(Path(sys.argv[1]))
