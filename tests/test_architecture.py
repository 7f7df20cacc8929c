"""The rules of the design, held by tests: docs/architecture.md explains them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.languages import OTHER_CODES, REFERENCE, ROOT, all_languages, live_languages
from bot.texts import BLANK, Texts
from bot.yaml_file import read_yaml

pytestmark = pytest.mark.integration

MOST_LINES = 350
MOST_EXAMPLES = 150  # of a file: two screens
SOURCES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# One library, one room.
ROOMS = {
    "rasa": ("bot/dialogue/",),
    "rasa_sdk": ("actions/",),
    "sanic": ("bot/dialogue/",),
    "telegram": ("bot/channels/telegram",),
    "sqlalchemy": ("bot/storage/",),
    "alembic": ("bot/storage/",),
    "tensorflow": (),
    "spacy": (),
    "smtplib": ("bot/alerts/mail.py",),
    "PIL": ("bot/pictures/",),
}
# Imports point inward: what may not be imported by whom.
EDGE = (
    "bot.alerts",
    "bot.channels",
    "bot.portal",
    "bot.conversation",
    "bot.dialogue",
    "bot.gateway",
    "bot.supervisor",
    "actions",
)
FORBIDDEN = {
    "bot/messages.py": ("bot", "actions"),
    "bot/languages.py": ("bot", "actions"),
    "bot/storage/": (*EDGE, "bot.services", "bot.app", "bot.safety", "bot.texts", "bot.settings"),
    "bot/services/": (*EDGE, "bot.app", "bot.safety"),
    "bot/understanding/": (*EDGE, "bot.app", "bot.services", "bot.storage", "bot.settings", "bot.safety", "bot.measure"),
    "bot/measure/": (*EDGE, "bot.app", "bot.services", "bot.storage", "bot.settings", "bot.safety"),
    "bot/safety/": (*EDGE, "bot.app", "bot.services", "bot.storage", "bot.settings"),
    "bot/alerts/": (*EDGE[1:], "bot.safety"),
    "bot/translation/": (*EDGE, "bot.app", "bot.services", "bot.storage", "bot.settings", "bot.safety"),
    "bot/channels/": ("bot.alerts", "bot.portal", "bot.conversation", "bot.dialogue", "bot.gateway", "bot.storage", "actions"),
    "bot/pictures/": (*EDGE, "bot.app", "bot.services", "bot.storage", "bot.settings", "bot.safety", "bot.texts"),
    "bot/portal/": ("bot.alerts", "bot.channels", "bot.conversation", "bot.dialogue", "bot.gateway", "actions"),
    "bot/conversation/": ("bot.alerts", "bot.channels", "bot.dialogue", "bot.portal", "bot.gateway", "actions"),
    "bot/dialogue/": ("bot.alerts", "bot.channels", "bot.portal", "bot.conversation", "bot.gateway", "bot.services", "actions"),
    "actions/": ("bot.alerts", "bot.channels", "bot.portal", "bot.conversation", "bot.dialogue", "bot.gateway"),
    "bot/": ("actions",),
}
# A contract at the edge that may be named from further in.
ALLOWED = {
    ("bot/languages.py", "bot.yaml_file"),  # how any data file is read
    ("bot/conversation/", "bot.channels.base"),  # what a channel promises
    ("bot/alerts/", "bot.channels.base"),
    ("bot/alerts/", "bot.conversation.worker"),  # how any worker looks for work
    ("bot/alerts/", "bot.portal.locale"),  # the words that staff read
    ("bot/conversation/", "bot.dialogue.rasa"),  # what is asked of the dialogue engine, without Rasa
}


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imports(file: Path) -> tuple[str, ...]:
    """The full names of what a file imports, wherever in it."""
    found: list[str] = []
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)} has a relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(found)


def inside(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@cache
def strings(file: Path) -> tuple[tuple[int, str], ...]:
    """(line, text) of every string that is no docstring."""
    nodes = list(ast.walk(parsed(file)))
    docstrings = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = (node for node in nodes if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return tuple((node.lineno, node.value) for node in texts if isinstance(node.value, str))


# --- 1. one library, one room ---


@pytest.mark.parametrize("library", ROOMS)
def test_a_library_is_imported_in_its_own_room_only(library: str) -> None:
    strangers = [
        name_of(file)
        for file in SOURCES
        if any(inside(name, (library,)) for name in imports(file)) and not name_of(file).startswith(ROOMS[library] or ("-",))
    ]
    assert strangers == []


def test_only_the_settings_read_the_environment() -> None:
    readers = set()
    for file in SOURCES:
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.Attribute):
                names = {node.attr}
            elif isinstance(node, ast.ImportFrom) and node.module == "os":
                names = {alias.name for alias in node.names}
            else:
                continue
            if names & {"environ", "environb", "getenv", "putenv"}:
                readers.add(name_of(file))
    assert readers == {"bot/settings.py"}


@pytest.mark.integration
def test_the_gateway_process_loads_neither_rasa_nor_tensorflow() -> None:
    script = (
        "import sys, bot.gateway\n"
        "heavy = {'rasa', 'rasa_sdk', 'tensorflow', 'keras', 'sanic', 'spacy', 'torch', 'sklearn', 'pandas'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


# --- 2. imports point inward ---


@pytest.mark.parametrize("room", FORBIDDEN)
def test_imports_point_inward(room: str) -> None:
    allowed = tuple(package for owner, package in ALLOWED if owner == room)
    wrong = [
        f"{name_of(file)} imports {name}"
        for file in SOURCES
        if name_of(file).startswith(room)
        for name in imports(file)
        if inside(name, FORBIDDEN[room]) and not inside(name, allowed)
    ]
    assert wrong == []


def test_a_channel_knows_no_other_channel() -> None:
    for channel in ("web", "telegram"):
        for file in (ROOT / "bot" / "channels").glob("*.py"):
            if not file.stem.startswith(channel) and file.stem != "registry":
                assert f"bot.channels.{channel}" not in set(imports(file)), name_of(file)


# --- 3. no sentence for people in Python, rules or the domain ---


def test_actions_name_responses_and_write_no_text() -> None:
    wrong = []
    for file in (ROOT / "actions").glob("*.py"):
        for node in ast.walk(parsed(file)):
            if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") != "utter_message":
                continue
            named = {keyword.arg for keyword in node.keywords}
            if node.args or named & {"text", "image", "buttons", "template"}:
                wrong.append(f"{name_of(file)}:{node.lineno}")
        wrong += [
            f"{name_of(file)}:{line} {text!r}"
            for line, text in strings(file)
            if not text.isascii() or (len(re.findall(r"[A-Za-z]{2,}", text)) > 4 and " " in text)
        ]
    assert wrong == []


@pytest.mark.parametrize("file", sorted((ROOT / "data" / "stories").glob("*.yml")), ids=lambda file: file.stem)
def test_rules_hold_names_and_no_text(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.isascii()
    content = yaml.safe_load(text)
    assert set(content) <= {"version", "rules", "stories"}
    for rule in [*content.get("rules", []), *content.get("stories", [])]:
        assert set(rule) <= {"rule", "story", "condition", "steps"}
        for step in [*rule["steps"], *rule.get("condition", [])]:
            assert set(step) <= {"intent", "action", "active_loop", "slot_was_set", "entities"}
            for value in step.values():
                assert not isinstance(value, str) or re.fullmatch(r"[a-z_]+", value), f"{file.name}: {value}"


def test_the_domain_holds_no_text() -> None:
    text = (ROOT / "domain.yml").read_text(encoding="utf-8")
    assert text.isascii() and "responses" not in yaml.safe_load(text)


# --- 4. a new language or topic touches no Python ---


def test_no_language_but_the_reference_is_named_in_python() -> None:
    codes = set(all_languages()) - {REFERENCE}
    own = ("bot/portal/locale/", "bot/understanding/", "bot/content/", "bot/safety/")  # they speak or read languages
    named = [
        f"{name_of(file)}:{line}"
        for file in SOURCES
        if not name_of(file).startswith(own)
        for line, text in strings(file)
        if text in codes
        and (name_of(file), text) not in {("bot/services/dutch_time.py", "en"), ("bot/dialogue/importer.py", "en")}
        and not (name_of(file) == "bot/languages.py" and text in OTHER_CODES.values())  # what others call our languages
    ]
    assert named == []


def test_no_topic_that_only_informs_is_named_in_python() -> None:
    rules = read_yaml(ROOT / "data" / "stories" / "explain.yml")["rules"]
    topics = {rule["steps"][0]["intent"] for rule in rules if rule["steps"][1]["action"].startswith("utter_")}
    known = {"ask_privacy"}  # "who can read what" stands beside a person's own data
    assert len(topics) > 20
    named = {
        topic
        for file in SOURCES
        for _line, text in strings(file)
        for topic in topics - known
        if re.search(rf"\b(utter_)?{topic}\b", text)
    }
    assert named == set()


# --- 5. every live language says the same ---


@pytest.mark.parametrize("code", [code for code in live_languages() if code != REFERENCE])
def test_a_live_language_has_the_responses_blanks_and_buttons_of_the_reference(texts: Texts, code: str) -> None:
    reference, other = texts.responses[REFERENCE], texts.responses[code]
    assert set(other) == set(reference)
    for name, response in reference.items():
        assert sorted(BLANK.findall(other[name].text)) == sorted(BLANK.findall(response.text)), name
        assert [c.payload for c in other[name].choices] == [c.payload for c in response.choices], name


# --- shape ---


def test_what_the_forms_ask_is_the_same_in_actions_and_domain() -> None:
    tree = parsed(ROOT / "actions" / "base.py")
    (slots,) = (
        ast.literal_eval(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "FORM_SLOTS" and node.value
    )
    forms = read_yaml(ROOT / "domain.yml")["forms"]
    assert {form: list(names) for form, names in slots.items()} == {
        form: content["required_slots"] for form, content in forms.items()
    }


def test_every_action_of_the_domain_is_written_and_no_other() -> None:
    written = {
        node.body[-1].value.value  # type: ignore[union-attr]
        for file in (ROOT / "actions").glob("*.py")
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.FunctionDef) and node.name == "name" and isinstance(node.body[-1], ast.Return)
        and isinstance(node.body[-1].value, ast.Constant)
    }  # fmt: skip
    assert written == set(read_yaml(ROOT / "domain.yml")["actions"])


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_a_module_is_short_and_says_what_it_is_for(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    if "migrations" not in file.parts:
        assert ast.get_docstring(parsed(file)), "a module begins with what the room is for"


@pytest.mark.parametrize("language", all_languages())
def test_the_examples_of_an_intent_are_in_the_files_of_its_name(language: str) -> None:
    for file in (ROOT / "data/nlu" / language).glob("*.yml"):
        (entry,) = read_yaml(file)["nlu"]
        assert re.fullmatch(rf"{entry['intent']}(_\d+)?", file.stem), f"{file.relative_to(ROOT)} holds {entry['intent']}"
        assert len(entry["examples"].splitlines()) <= MOST_EXAMPLES, f"{file.relative_to(ROOT)}: go on in the next number"


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    assert [name_of(file) for file in [*SOURCES, *TESTS] if file.stem in drawers or file.parent.name in drawers] == []
