"""Reads the data in the layout of this project: `data/nlu/<language>/`, `data/responses/<language>/`, `data/stories/`.

Rasa alone lets two files that define the same response overwrite each other, so that everybody would be
answered in one language. Here each language's responses get a condition on the `language` slot.
"""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.data import get_data_files, is_likely_yaml_file
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_yaml_file

from bot.languages import live_languages


class MultilingualImporter(RasaFileImporter):
    """Tags examples with their language and responses with a condition; leaves all else to Rasa."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
        fallback_language: str = "nl",
    ) -> None:
        files = get_data_files(training_data_paths, is_likely_yaml_file)
        self._response_files = sorted(file for file in files if _room(file) == "responses")
        self._fallback_language = fallback_language
        # Rasa takes any file with a `responses:` key for NLU data, and lets it overrule the domain. Ours must not
        # reach it; nor the gate's patterns, facts and local data, which are not Rasa's.
        others = [file for file in files if _room(file) == "nlu" or Path(file).parent.name == "stories"]
        super().__init__(config_file, domain_path, others)

    def get_domain(self) -> Domain:
        """The domain with the responses of every language, Dutch unconditional so that nobody meets silence."""
        responses: Dict[str, List[Dict]] = {}
        for file in self._response_files:
            language = Path(file).parent.name
            for name, variations in (read_yaml_file(file).get("responses") or {}).items():
                responses.setdefault(name, []).extend(self._for_language(language, entry) for entry in variations)
        return super().get_domain().merge(Domain.from_dict({"responses": responses}))

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """All examples of the live languages, each with the language of its folder under `language`."""
        merged = TrainingData()
        by_language: Dict[str, List[str]] = {}
        for file in self._nlu_files:
            by_language.setdefault(Path(file).parent.name, []).append(file)
        for code, files in sorted(by_language.items()):
            if code not in live_languages():
                continue  # a language that is being written must not change how the others are understood
            data = training_data_from_paths(sorted(files), code)
            for example in data.training_examples:
                example.set("language", code)
            merged = merged.merge(data)
        return merged

    def _for_language(self, language: str, variation: Dict) -> Dict:
        if language == self._fallback_language:
            return variation
        return {**variation, "condition": [{"type": "slot", "name": "language", "value": language}]}


def _room(file: str) -> str:
    """The folder two above a file: `nlu` for data/nlu/ar/money.yml."""
    parts = Path(file).parts
    return parts[-3] if len(parts) >= 3 else ""
