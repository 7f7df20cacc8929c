"""Rasa's own check of domain, rules and examples: `python -m bot.dialogue.validation`."""

from __future__ import annotations

import logging
import sys
import warnings

from bot.languages import ROOT

# Intents that only buttons and the gateway say have no examples; that is as it should be.
EXPECTED = (
    "is not found in the NLU training data",
    "is not used in any story or rule",
    "not used in any story",
    "Slot auto-fill has been removed",
)


def complaints() -> list[str]:
    """What Rasa finds wrong, without what is known to be right."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.utils.log_utils import configure_structlog
    from rasa.validator import Validator

    configure_structlog(logging.WARNING)
    importer = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        validator = Validator.from_importer(importer)
        valid = all(
            (
                validator.verify_intents(),
                validator.verify_example_repetition_in_intents(ignore_warnings=True),
                validator.verify_actions_in_stories_rules(),
                validator.verify_form_slots(),
                validator.verify_slot_mappings(),
                validator.verify_domain_validity(),
                validator.verify_story_structure(ignore_warnings=False),
            )
        )
    found = [
        str(entry.message)
        for entry in caught
        if issubclass(entry.category, UserWarning) and not any(text in str(entry.message) for text in EXPECTED)
    ]
    return found if valid or found else ["Rasa's validation failed; its log says why."]


if __name__ == "__main__":
    wrong = complaints()
    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)
