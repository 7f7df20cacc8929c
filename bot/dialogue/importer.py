"""Reads the data in the layout of this project: `data/nlu/<language>/`, `data/responses/<language>/`, `data/stories/`.

Rasa alone lets two files that define the same response overwrite each other, so that everybody would be answered in one
language. What people read is rendered by `bot/texts.py` from the name of a response; Rasa gets the names alone. The texts of
eight languages took it 39 seconds to read at every start, those of one language 7 seconds of each training.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Dict, List, Optional, Union

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.data import get_data_files, is_likely_yaml_file
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.languages import live_languages
from bot.response_names import response_names

QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same safe reader, in C where it is built


class Example(Message):
    """An example of ours: text, intent and language, which nothing changes.

    Rasa copies all training data eleven times while it trains, and hashes it again after each copy. With tens of
    thousands of messages that took a minute; nothing in our pipeline changes one, so copies may share them.
    """

    _cached_fingerprint: Optional[str]

    def __deepcopy__(self, memo: Dict[int, Any]) -> Example:
        return self

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property; what it already is changes nothing, nor the fingerprint that is known."""
        if self.data.get(prop) != info or add_to_output:
            super().set(prop, info, add_to_output)

    def fingerprint(self) -> str:
        """A hash of text, intent and language, which is all that an example is until a component adds features."""
        if self.features:
            return super().fingerprint()
        if self._cached_fingerprint is None:
            told = "\0".join(f"{key}={self.data[key]}" for key in sorted(self.data))
            self._cached_fingerprint = hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()
        return self._cached_fingerprint


class MultilingualImporter(RasaFileImporter):
    """Tags examples with their language and gives Rasa the names of our responses alone; leaves all else to Rasa."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
    ) -> None:
        files = get_data_files(training_data_paths, is_likely_yaml_file)
        self._examples: Optional[TrainingData] = None
        # Rasa takes any file with a `responses:` key for NLU data, and lets it overrule the domain. Ours must not
        # reach it; nor the gate's patterns, facts and local data, which are not Rasa's.
        others = [file for file in files if _room(file) == "nlu" or Path(file).parent.name == "stories"]
        super().__init__(config_file, domain_path, others)

    def get_domain(self) -> Domain:
        """The domain with the name of every response, which stands for its text as well."""
        responses = {name: [{"text": name}] for name in response_names()}
        return super().get_domain().merge(Domain.from_dict({"responses": responses}))

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """All examples of the live languages, each with its language under `language`."""
        if self._examples is None:
            self._examples = TrainingData(
                [
                    message
                    for file in sorted(self._nlu_files)
                    # A language that is being written must not change how the others are understood.
                    if Path(file).parent.name in live_languages()
                    for message in _messages(Path(file))
                ]
            )
        return self._examples


def _messages(file: Path) -> Iterator[Message]:
    """The examples of a file. Rasa's own reader takes a minute for all of them; `python -m bot check` reads them strictly."""
    for entry in yaml.load(file.read_text(encoding="utf-8"), Loader=QUICK)["nlu"]:
        for line in entry["examples"].splitlines():
            text = line.strip().removeprefix("- ").strip()
            if text:
                yield Example({TEXT: text, INTENT: entry["intent"].strip(), "language": file.parent.name})


def _room(file: str) -> str:
    """The folder two above a file: `nlu` for data/nlu/ar/money.yml."""
    parts = Path(file).parts
    return parts[-3] if len(parts) >= 3 else ""
