"""The understanding core as a component of Rasa's graph, so that `rasa train`, `rasa test` and `/model/parse` agree with us."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue.ahead import examples_of, learn_with_progress, learned_ahead
from bot.understanding.core import Understanding
from bot.understanding.decision import Thresholds

CORE = Path(__file__).resolve().parent.parent / "understanding"
RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class UnderstandingClassifier(GraphComponent):
    """Sets language, intent and ranking of a message through `bot.understanding`."""

    def __init__(self, config: Dict[str, Any], resource: Resource, storage: ModelStorage) -> None:
        self._config = config
        self._resource = resource
        self._storage = storage
        self._core: Optional[Understanding] = None

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The thresholds of bot.understanding.decision."""
        return dict(Thresholds().__dict__)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UnderstandingClassifier:
        """An untrained component."""
        return cls(config, resource, model_storage)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> UnderstandingClassifier:
        """A trained component."""
        component = cls(config, resource, model_storage)
        with model_storage.read_from(resource) as folder:
            component._core = Understanding.load(Path(folder))
        return component

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Rasa fingerprints only the source of this class; the core that it rests on counts as well."""
        digest = hashlib.sha256()
        for file in sorted(CORE.glob("*.py")):
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train on all examples of all languages."""
        examples = examples_of(training_data)
        thresholds = Thresholds(**{name: self._config[name] for name in Thresholds().__dict__})
        self._core = Understanding(learned_ahead(examples) or learn_with_progress(examples), thresholds)
        with self._storage.write_to(self._resource) as folder:
            self._core.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Understand messages."""
        if self._core is None:
            return messages
        for message in messages:
            understood = self._core.understand(message.get(TEXT) or "")
            ranking = [{"name": r.intent, "confidence": r.confidence} for r in understood.ranking[:RANKED]]
            name = "unclear" if understood.decision == "choose" else understood.intent
            message.set(INTENT, {INTENT_NAME_KEY: name, "confidence": understood.confidence}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            if understood.language != "und":
                language = {"entity": "language", "value": understood.language, "start": 0, "end": 0}
                message.set(ENTITIES, [language], add_to_output=True)
            message.set("decision", understood.decision, add_to_output=True)
        return messages
