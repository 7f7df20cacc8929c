"""Which responses are named: by rules, forms, code, the web chat's page and buttons.

Names that code puts together from parts (`f"utter_how_{…}"`) count for every response that begins so; where the parts
are known (answers of a button, forms, kinds of messages), each one must have its text.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import yaml

from bot.content.examples import NEVER_SAID
from bot.content.tree import Tree, parse, reason
from bot.messages import Kind, parse_payload
from bot.texts import ON_CHANNEL

PAGE = "utter_web_"  # what the web chat's page reads
NO_RESPONSES = frozenset({"utter_action", "utter_message"})  # words of Rasa's own
# The answers of a question that become part of a response's name.
NAMED_BY_ANSWER = {
    "utter_ask_goal_domain": "utter_domain_",
    "utter_ask_opinion_about": "utter_about_",
    "utter_ask_handover_topic": "utter_topic_",
    "utter_ask_handover_since": "utter_since_",
    "utter_ask_handover_heavy": "utter_heavy_",
    "utter_ask_handover_help": "utter_help_",
    "utter_ask_handover_how": "utter_how_",
    "utter_ask_handover_when": "utter_when_",
}
SKIPPED = "skip"  # the answer of who does not want to answer
# Beginnings that say too little: which names follow is known (kinds, intents, answers), and looked up.
KNOWN_TO_FOLLOW = frozenset({"utter_", "utter_title_", "utter_title_resume_", "utter_crisis_", *NAMED_BY_ANSWER.values()})
PLAIN_KINDS = ("text", "button", "start")  # kinds of messages that have no response of their own
_RESPONSE = re.compile(r"utter_[a-z0-9_]*[a-z0-9]")
# What the page surely reads, and every quoted word of its scripts, which it may read.
_READ_BY_PAGE = re.compile(r"""\btext\(['"]([a-z_]+)['"]|\bdata-(?:text|label|placeholder)="([a-z_]+)"|\{ *texts\.([a-z_]+)""")
_QUOTED_BY_PAGE = re.compile(r"""(?<=['"])[a-z_]+(?=['"])""")


@dataclass
class Named:
    """Names of responses and where they are named."""

    exact: dict[str, str] = field(default_factory=dict)
    beginnings: dict[str, str] = field(default_factory=dict)
    maybe: set[str] = field(default_factory=set)  # named as one of several: no complaint when it is missing

    def uses(self, name: str) -> bool:
        """Whether anything names this response."""
        return name in self.exact or name in self.maybe or any(name.startswith(part) for part in self.beginnings)


def usage_complaints(tree: Tree) -> list[str]:
    """Names without a Dutch text, and Dutch texts that nothing names."""
    complaints: list[str] = []
    named = Named()
    _by_rules(tree, named, complaints)
    _by_code(tree, named, complaints)
    _by_page(tree, named)
    _by_forms(tree, named)
    _by_buttons(tree, named)
    known = tree.reference
    complaints += [
        f"{place}: {name}: has no Dutch text; write it in data/responses/nl or name another"
        for name, place in sorted(named.exact.items())
        if name not in known
    ]
    complaints += [
        f"{place}: no Dutch text begins with {part}; write those texts in data/responses/nl"
        for part, place in sorted(named.beginnings.items())
        if not any(name.startswith(part) for name in known)
    ]
    complaints += [
        f"{written.file}: {name}: nothing names this response; remove it in every language, or use it"
        for name, written in sorted(known.items())
        if not named.uses(name.partition(ON_CHANNEL)[0])
    ]
    return complaints


def _by_rules(tree: Tree, named: Named, complaints: list[str]) -> None:
    for file in sorted((tree.root / "data" / "stories").glob("*.yml")):
        place = str(file.relative_to(tree.root))
        try:
            data = parse(file.read_text(encoding="utf-8")) or {}
            for rule in (*(data.get("rules") or ()), *(data.get("stories") or ())):
                for step in rule["steps"]:
                    if str(step.get("action", "")).startswith("utter_"):
                        named.exact.setdefault(step["action"], place)
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            complaints.append(f"{place}: is no list of rules with steps ({reason(error)}); mend it")


def _by_code(tree: Tree, named: Named, complaints: list[str]) -> None:
    for file in _code(tree.root):
        place = str(file.relative_to(tree.root))
        try:
            nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        except SyntaxError as error:
            complaints.append(f"{place}: is no Python (line {error.lineno}); mend it")
            continue
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if _RESPONSE.fullmatch(node.value) and node.value not in NO_RESPONSES:
                    named.exact.setdefault(node.value, f"{place}:{node.lineno}")
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginning = str(node.values[0].value)
                if beginning.startswith("utter_") and beginning not in KNOWN_TO_FOLLOW:
                    named.beginnings.setdefault(beginning, f"{place}:{node.lineno}")


def _code(root: Path) -> list[Path]:
    """All Python that may name responses; these checks themselves only speak about them."""
    files = (file for folder in ("actions", "bot") for file in (root / folder).rglob("*.py"))
    return sorted(file for file in files if file.relative_to(root).parts[:2] != ("bot", "content"))


def _by_page(tree: Tree, named: Named) -> None:
    folder = tree.root / "bot" / "channels" / "web_page"
    files = [file for ending in ("*.js", "*.html") for file in folder.glob(ending)]
    for file in sorted(files):
        text = file.read_text(encoding="utf-8")
        for match in _READ_BY_PAGE.finditer(text):
            name = next(part for part in match.groups() if part)
            named.exact.setdefault(PAGE + name, str(file.relative_to(tree.root)))
        if file.suffix == ".js":
            named.maybe.update(PAGE + name for name in _QUOTED_BY_PAGE.findall(text))


def _by_forms(tree: Tree, named: Named) -> None:
    """Rasa asks a slot with `action_ask_<slot>`, else with `utter_ask_<slot>`."""
    for form, slots in tree.domain.forms.items():
        named.exact.setdefault(f"utter_title_resume_{form}", "domain.yml")
        for slot in slots:
            if f"action_ask_{slot}" not in tree.domain.actions:
                named.exact.setdefault(f"utter_ask_{slot}", "domain.yml")


def _by_buttons(tree: Tree, named: Named) -> None:
    """What payloads, kinds of messages and kinds of danger name."""
    for kind in get_args(Kind):
        if kind not in PLAIN_KINDS:
            named.exact.setdefault(f"utter_{kind}", "bot/messages.py")
    named.maybe.update(f"utter_title_{intent}" for intent in tree.domain.intents - NEVER_SAID)
    for intent in tree.domain.intents:
        if intent.startswith("crisis_"):
            named.exact.setdefault(f"utter_{intent}", "domain.yml")
    for name, written in tree.reference.items():
        for _, payload in written.buttons:
            try:
                intent, entities = parse_payload(payload)
            except ValueError:
                continue  # told elsewhere
            if intent == "explain_more":
                named.maybe.add(f"utter_{entities.get('topic')}_{entities.get('part')}")
            if intent == "crisis_answer":
                named.exact.setdefault(f"utter_crisis_{entities.get('answer')}", f"{written.file}: {name}")
            if intent == "answer" and name in NAMED_BY_ANSWER and entities.get("answer", SKIPPED) != SKIPPED:
                named.exact.setdefault(NAMED_BY_ANSWER[name] + entities["answer"], f"{written.file}: {name}")
