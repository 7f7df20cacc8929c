"""The checks of the examples: each where it belongs, once, without personal data, none of them held out for tests.

How a file is read is left to `tree.py`, what can be seen of a line to `wording.py`. Held-out lines are never quoted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy
import yaml
from rapidfuzz import fuzz, process

from bot.content.tree import ContentError, compose, parse, read_domain, read_or_stop, reason
from bot.content.wording import personal_data, share_in_script
from bot.languages import ROOT, Language, read_languages
from bot.understanding.normalise import normalise

FEWEST = 15
# There are not many ways to say some; danger is said in very many.
FEWEST_OF = {"affirm": 10, "deny": 10, "thank": 10, "goodbye": 10, "out_of_scope": 120}
FEWEST_OF_KIND = {"crisis_": 60, "sensitive_": 40}
TOO_ALIKE = 90  # of 100, for normalised lines
LEAST_IN_SCRIPT = 0.6
ALSO_LATIN = frozenset({"Arabic", "Ethiopic"})  # scripts whose writers also type in Latin letters, as in Arabizi
# What only buttons and the gateway mean; nobody says it, so nothing is learned.
NEVER_SAID = frozenset(
    {
        "answer",
        "own_words",
        "explain_more",
        "unclear",
        "something_else",
        "resume_form",
        "discard_form",
        "pick_goal",
        "prepare_talk",
        "revise_handover",
        "add_to_handover",
        "send_handover",
        "cancel_handover",
        "withdraw_handover",
        "handover_status",
    }
)


@dataclass(frozen=True)
class Line:
    """One example and where it stands."""

    place: str  # file and line number
    intent: str
    text: str
    plain: str  # its normal form


def example_complaints(root: Path = ROOT) -> list[str]:
    """What is wrong with the examples under `root`, one line each: file, line, cure."""
    try:
        intents = read_or_stop(root, "domain.yml", read_domain).intents
        languages = read_or_stop(root, "languages.yml", read_languages)
    except ContentError as error:
        return [str(error)]
    complaints: list[str] = []
    everywhere: dict[str, Line] = {}
    for code, language in languages.items():
        if language.status != "live":
            continue
        lines = read_examples(root, root / "data" / "nlu" / code, complaints)
        complaints += _wrong_intents(lines, intents)
        complaints += _too_few(code, lines, intents)
        complaints += _twice(lines)
        complaints += _with_two_meanings(lines, everywhere)
        complaints += _personal(lines)
        complaints += _wrong_script(lines, language)
        held_out = read_examples(root, root / "tests" / "nlu" / code, complaints)
        complaints += _held_out(lines, held_out)
    return complaints


def read_examples(root: Path, folder: Path, complaints: list[str]) -> list[Line]:
    """All examples in a folder. What cannot be read is told by its place alone."""
    lines: list[Line] = []
    for file in sorted(folder.glob("*.yml")):
        place = str(file.relative_to(root))
        try:
            text = file.read_text(encoding="utf-8")
            parse(text)
            for intent, block in _blocks(compose(text)):
                if not isinstance(block, yaml.ScalarNode) or block.style != "|":
                    complaints.append(f"{place}: {intent}: its examples are no block; begin them with 'examples: |'")
                    continue
                for number, raw in enumerate(block.value.split("\n"), block.start_mark.line + 2):
                    said = raw.strip()
                    if said.startswith("- ") and said[2:].strip():
                        lines.append(Line(f"{place}:{number}", intent, said[2:].strip(), normalise(said[2:])))
                    elif said:
                        complaints.append(f"{place}:{number}: is no example; write '- ' and the words on one line")
        except yaml.YAMLError as error:
            complaints.append(f"{place}: is no YAML ({reason(error)}); mend that line")
        except UnicodeDecodeError:
            complaints.append(f"{place}: is not UTF-8; save it as UTF-8")
        except (KeyError, TypeError, AttributeError):
            complaints.append(f"{place}: is no list of intents with examples; write '- intent: …', 'examples: |'")
    return lines


def _blocks(root: yaml.Node | None) -> Iterable[tuple[str, yaml.Node]]:
    """Each intent of a file with the node of its examples. Raises KeyError or AttributeError for any other layout."""
    if root is None:
        return
    for item in _mapping(root)["nlu"].value:
        entry = _mapping(item)
        yield str(entry["intent"].value), entry["examples"]


def _mapping(node: yaml.Node) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value}


def _wrong_intents(lines: list[Line], intents: frozenset[str]) -> list[str]:
    first: dict[tuple[str, str], Line] = {}
    for line in lines:
        if line.intent not in intents or line.intent in NEVER_SAID:
            first.setdefault((line.place.rpartition(":")[0], line.intent), line)
    return [
        f"{line.place}: {line.intent}: "
        + (
            "only a button means this; give its lines another intent"
            if line.intent in NEVER_SAID
            else "is not in domain.yml; name an intent that is there"
        )
        for line in first.values()
    ]


def _too_few(code: str, lines: list[Line], intents: frozenset[str]) -> list[str]:
    counts = {intent: 0 for intent in sorted(intents - NEVER_SAID)}
    for line in lines:
        if line.intent in counts:
            counts[line.intent] += 1
    return [
        f"data/nlu/{code}: {intent}: has {count} examples, {fewest(intent)} are needed; write more"
        for intent, count in counts.items()
        if count < fewest(intent)
    ]


def fewest(intent: str) -> int:
    """How many examples an intent needs in each language."""
    of_kind = next((number for kind, number in FEWEST_OF_KIND.items() if intent.startswith(kind)), FEWEST)
    return FEWEST_OF.get(intent, of_kind)


def _twice(lines: list[Line]) -> list[str]:
    complaints: list[str] = []
    first: dict[str, Line] = {}
    for line in lines:
        before = first.setdefault(line.plain, line)
        if before is line:
            continue
        if before.intent == line.intent:
            complaints.append(f"{line.place}: {line.intent}: stands at {before.place} as well; remove one of them")
        else:
            complaints.append(f"{line.place}: {line.intent}: stands at {before.place} under {before.intent}; keep one of them")
    return complaints


def _with_two_meanings(lines: list[Line], everywhere: dict[str, Line]) -> list[str]:
    """Lines that stand in another language under another intent, letter by letter: Rasa refuses these."""
    complaints = []
    for line in lines:
        before = everywhere.setdefault(line.text, line)
        if before.intent != line.intent and before.place.rpartition("/")[0] != line.place.rpartition("/")[0]:
            complaints.append(f"{line.place}: {line.intent}: stands at {before.place} under {before.intent}; keep one of them")
    return complaints


def _personal(lines: list[Line]) -> list[str]:
    return [f"{line.place}: {line.intent}: holds {found}; take it out" for line in lines if (found := personal_data(line.text))]


def _wrong_script(lines: list[Line], language: Language) -> list[str]:
    others = (language.also_script, "Latin" if language.script in ALSO_LATIN else "")
    scripts = (language.script, *filter(None, others))
    return [
        f"{line.place}: {line.intent}: is not in {language.script} letters; write it in {language.english} or move it"
        for line in lines
        if share_in_script(line.text, scripts) < LEAST_IN_SCRIPT
    ]


def _held_out(lines: list[Line], held_out: list[Line]) -> list[str]:
    """Held-out lines that were learned: a test of them would measure memory. They may only be named by their place."""
    if not lines or not held_out:
        return []
    alike = process.cdist(
        [line.plain for line in held_out],
        [line.plain for line in lines],
        scorer=fuzz.ratio,
        score_cutoff=TOO_ALIKE,
        dtype=numpy.uint8,
    )
    return [
        f"{lines[learned].place}: is (nearly) the held-out line {held_out[held].place}; remove it from data/nlu"
        for held, learned in numpy.argwhere(alike)
    ]
