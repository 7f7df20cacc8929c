"""The checks of what is easily forgotten: a rule for an intent, held-out messages, the words and patterns of a language.

Whether texts and examples are there is left to `responses.py` and `examples.py`, whether a pattern is well formed to the gate.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.content.examples import NEVER_SAID, read_examples
from bot.content.tree import ContentError, parse, read_domain, read_or_stop
from bot.languages import REFERENCE, ROOT, Language, read_languages
from bot.safety.patterns import KINDS

HELD_OUT = 7  # what the recipes ask for; fewer measure little, none measures nothing
WORDS = ("question_words", "announcing_words", "meaning_words", "letter_words")


def omission_complaints(root: Path = ROOT) -> list[str]:
    """What was forgotten under `root`, one line each: place, what misses, cure."""
    try:
        said = read_or_stop(root, "domain.yml", read_domain).intents - NEVER_SAID
        languages = read_or_stop(root, "languages.yml", read_languages)
    except ContentError as error:
        return [str(error)]
    complaints = _no_rule(root, said)
    for code, language in languages.items():
        if language.status == "live":
            complaints += _no_words(language, languages[REFERENCE])
            complaints += _no_patterns(root, code)
            complaints += _nothing_held_out(root, code, said)
    return complaints


def _no_rule(root: Path, said: frozenset[str]) -> list[str]:
    named: set[str] = set()
    for file in sorted((root / "data" / "stories").glob("*.yml")):
        content = _content(file)
        try:
            for rule in (*(content.get("rules") or ()), *(content.get("stories") or ())):
                named.update(step["intent"] for step in rule["steps"] if "intent" in step)
        except (KeyError, TypeError):
            continue  # told where the responses are checked
    return [f"domain.yml: {intent}: no rule answers it; write one in data/stories" for intent in sorted(said - named)]


def _no_words(language: Language, reference: Language) -> list[str]:
    place = f"languages.yml: {language.code}"
    return [
        *(f"{place}: {name}: has no words; write some" for name in WORDS if not getattr(language, name)),
        *(
            f"{place}: control_words: {intent}: has no words; write those that always mean it"
            for intent in reference.control_words
            if not language.control_words.get(intent)
        ),
    ]


def _no_patterns(root: Path, code: str) -> list[str]:
    """Danger that nothing recognises in a language. What is no YAML or malformed stops the gate, which names the file."""
    folder = root / "data" / "safety" / code
    complaints: list[str] = []
    for kind in KINDS:
        contents = [_content(file) for file in folder.glob(f"{kind}*.yml")]
        complaints += [
            f"data/safety/{code}/{kind}.yml: {name}: has no patterns; write them as docs/safety.md says"
            for name in ("act", "ask")
            if not any(content.get(name) for content in contents)
        ]
    return complaints


def _nothing_held_out(root: Path, code: str, said: frozenset[str]) -> list[str]:
    unread: list[str] = []  # told by the checks of the examples
    measured = {line.intent for line in read_examples(root, root / "tests" / "nlu" / code, unread)}
    return [
        f"tests/nlu/{code}: {intent}: has no held-out messages; write at least {HELD_OUT}, before any example"
        for intent in sorted(said - measured)
    ]


def _content(file: Path) -> dict[str, Any]:
    try:
        content = parse(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        content = None  # told elsewhere
    return content if isinstance(content, dict) else {}
