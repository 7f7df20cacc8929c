"""The recipes of CONTRIBUTING.md, each followed by the letter in a copy of the files that they touch.

The copy has fewer live languages than the project, so that its checks are quick; "each live language" is each of these.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content.examples import FEWEST, FEWEST_OF, FEWEST_OF_KIND, example_complaints
from bot.content.local import local_complaints
from bot.content.omissions import HELD_OUT, omission_complaints
from bot.content.responses import response_complaints
from bot.content.scaffold import begin_language
from bot.content.tree import parse
from bot.languages import ROOT, read_languages
from bot.local_layer import LocalError, municipalities, read_keys, read_municipality
from tests.bot.content.small_tree import change, examples

pytestmark = pytest.mark.integration

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
LIVE = ("nl", "en")
BY_LANGUAGE = ("data/nlu", "data/responses", "data/safety", "tests/nlu")


def recipe(title: str) -> str:
    """A chapter of CONTRIBUTING.md."""
    return CONTRIBUTING.split(f"\n## {title}\n")[1].split("\n## ")[0]


def read_entries(file: Path) -> dict[str, str]:
    """The entries of languages.yml as they stand there; what is before them under ""."""
    parts = re.split(r"^(?=[a-z]+:$)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {"": parts[0], **{part.partition(":")[0]: part for part in parts[1:]}}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The part of the project that recipes change and checks read, in the languages of `LIVE`."""
    root = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "domain.yml", root)
    registered = read_entries(ROOT / "languages.yml")
    (root / "languages.yml").write_text("".join(registered[code] for code in ("", *LIVE)), encoding="utf-8")
    for folder in (
        "data/facts",
        "data/local",
        "data/stories",
        "bot/channels/web_page",
        *(f"{room}/{c}" for room in BY_LANGUAGE for c in LIVE),
    ):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("vendor", "__pycache__"))
    for file in (file for folder in ("actions", "bot") for file in (ROOT / folder).rglob("*.py")):
        if "utter_" in file.read_text(encoding="utf-8"):  # all others name no response
            (root / file.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, root / file.relative_to(ROOT))
    return root


@pytest.fixture
def tree(copied: Path, tmp_path: Path) -> Path:
    """A copy for one test."""
    return shutil.copytree(copied, tmp_path / "project")


def contents(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(text)


# --- Add an example of what people say ---


def test_an_example_is_added_and_a_copied_held_out_line_is_refused(tree: Path) -> None:
    intent = "- intent: ask_housing\n    examples: |\n"
    change(tree, "data/nlu/nl/ask_housing.yml", intent, f"{intent}      - me dak lekt al 2 weke wie komt dat make\n")
    assert example_complaints(tree) == []
    held_out = parse((tree / "tests/nlu/nl/housing.yml").read_text(encoding="utf-8"))["nlu"][0]["examples"]
    copied_line = held_out.splitlines()[1].removeprefix("- ")
    change(tree, "data/nlu/nl/ask_housing.yml", intent, f"{intent}      - {copied_line.upper()}!\n")
    (complaint,) = example_complaints(tree)
    place = "data/nlu/nl/ask_housing.yml:6: is (nearly) the held-out line tests/nlu/nl/housing.yml:7; "
    assert complaint == f"{place}remove it from data/nlu"


# --- Add a topic that informs ---

LIBRARY = {
    "nl": """
  utter_ask_library:
    - text: |-
        In de bibliotheek kunt u boeken lenen en rustig leren.

        Vraag aan de balie wat gratis is. Vertel mij gerust wat u zoekt.
      buttons:
        - {title: Makkelijker, payload: /explain_more topic=ask_library part=simpler}
        - {title: "Wat kan ik zelf doen?", payload: /explain_more topic=ask_library part=self}
        - {title: "Wie kan mij helpen?", payload: /explain_more topic=ask_library part=help}
      metadata: {status: machine}
  utter_ask_library_simpler:
    - text: In de bibliotheek leest en leert u. Bijvoorbeeld een boek in uw taal.
      metadata: {status: machine}
  utter_ask_library_self:
    - text: Loop binnen en kijk rond. Dat mag iedereen.
      metadata: {status: machine}
  utter_ask_library_help:
    - text: De mensen aan de balie helpen u graag.
      metadata: {status: machine}
""",
    "en": """
  utter_ask_library:
    - text: |-
        In the library you can borrow books and study in peace.

        Ask at the desk what is free. Do tell me what you look for.
      buttons:
        - {title: Simpler, payload: /explain_more topic=ask_library part=simpler}
        - {title: "What can I do myself?", payload: /explain_more topic=ask_library part=self}
        - {title: "Who can help me?", payload: /explain_more topic=ask_library part=help}
      metadata: {status: machine}
  utter_ask_library_simpler:
    - text: In the library you read and learn. For instance a book in your language.
      metadata: {status: machine}
  utter_ask_library_self:
    - text: Walk in and look around. Everybody may do that.
      metadata: {status: machine}
  utter_ask_library_help:
    - text: The people at the desk like to help you.
      metadata: {status: machine}
""",
}
TITLES = {"nl": "De bibliotheek", "en": "The library"}
HEARD = {"nl": "hoe laat gaat de bieb {} open", "en": "what time does the library open {}"}
WHEN = {
    "nl": "vandaag morgen maandag dinsdag woensdag donderdag zaterdag".split(),
    "en": "today tomorrow monday tuesday wednesday thursday saturday".split(),
}
SAID = {"nl": "mag ik {} lenen zonder pasje", "en": "may i borrow {} without a card"}
THINGS = {
    "nl": "boeken films muziek spellen kranten strips romans kaarten laptops tablets verhalen bladen lessen gidsen puzzels",
    "en": "books films music games papers comics novels maps laptops tablets audiobooks readers magazines courses guides",
}


def test_a_topic_is_added_step_by_step_and_the_check_names_what_misses(tree: Path) -> None:
    text = recipe("Add a topic that informs")
    intent = "ask_library"

    # 1. The intent: now everything else misses.
    change(tree, "domain.yml", "  - ask_privacy\n", f"  - ask_privacy\n  - {intent}\n")
    title = f"domain.yml: {intent}: has no utter_title_{intent}; write that title in data/responses/nl/titles.yml"
    held_out = [
        f"tests/nlu/{c}: {intent}: has no held-out messages; write at least {HELD_OUT}, before any example" for c in LIVE
    ]
    few = [f"data/nlu/{c}: {intent}: has 0 examples, {FEWEST} are needed; write more" for c in LIVE]
    assert omission_complaints(tree) == [f"domain.yml: {intent}: no rule answers it; write one in data/stories", *held_out]
    assert example_complaints(tree) == few

    # 2. The rule, as the recipe has it.
    (rule,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    append(tree / "data/stories/explain.yml", "\n" + re.sub(r"^ {3}", "", rule, flags=re.MULTILINE))
    assert omission_complaints(tree) == held_out
    no_text = f"data/stories/explain.yml: utter_{intent}: has no Dutch text; write it in data/responses/nl or name another"
    assert response_complaints(tree) == [no_text, title]

    # 3. The responses, in Dutch first.
    named = re.findall(rf"`(utter_{intent}\w*)`", text.partition("3. ")[2].partition("4. ")[0])
    assert list(parse(LIBRARY["nl"])) == named
    write = "data/responses/{}/library.yml"
    (tree / write.format("nl")).write_text(f'version: "3.1"\nresponses:{LIBRARY["nl"]}', encoding="utf-8")
    missing = f"{write.format('en')}: does not exist; translate {write.format('nl')}"
    assert response_complaints(tree) == [missing, title]
    (tree / write.format("en")).write_text(f'version: "3.1"\nresponses:{LIBRARY["en"]}', encoding="utf-8")

    # 4. The title.
    for code in LIVE:
        append(tree / f"data/responses/{code}/titles.yml", f"  utter_title_{intent}:\n    - text: {TITLES[code]}\n")
    assert response_complaints(tree) == []

    # 5. The held-out messages, 6. the examples.
    for code in LIVE:
        lines = [HEARD[code].format(when) for when in WHEN[code]]
        assert len(lines) == HELD_OUT
        (tree / f"tests/nlu/{code}/library.yml").write_text(examples({intent: lines}), encoding="utf-8")
    assert omission_complaints(tree) == []
    for code in LIVE:
        lines = [SAID[code].format(thing) for thing in THINGS[code].split()]
        assert len(lines) == FEWEST
        (tree / f"data/nlu/{code}/{intent}.yml").write_text(examples({intent: lines}), encoding="utf-8")
    assert example_complaints(tree) == []


def test_the_recipe_names_the_numbers_of_the_check() -> None:
    text = recipe("Add a topic that informs")
    assert f"at least {HELD_OUT} held-out messages" in text and f"at least {FEWEST} examples" in text
    for kind, number in FEWEST_OF_KIND.items():
        assert re.search(rf"`{kind}…` {number}\b", text)
    assert f"`out_of_scope` {FEWEST_OF['out_of_scope']}" in text


# --- Add a language ---


def test_a_language_is_added_goes_live_and_leaves_no_trace(tree: Path) -> None:
    """Somebody who speaks it writes what English has. Dutch and the new language are live, English is not there."""
    text = recipe("Add a language")
    english = {room: tree.parent / room.replace("/", "_") for room in BY_LANGUAGE}
    for room, aside in english.items():
        shutil.move(tree / room / "en", aside)
    registered = read_entries(tree / "languages.yml")
    (tree / "languages.yml").write_text(registered[""] + registered["nl"], encoding="utf-8")
    before = contents(tree)

    # 1. The command begins a draft, about which nothing is checked.
    begun = begin_language("xx", "Xaxa", "Xaxian", "Xaxisch", tree)
    assert "python -m bot new-language xx`" in text and all(f"`{name.removesuffix('/xx')}`" in text for name in begun)
    assert read_languages(tree / "languages.yml")["xx"].status == "draft"
    assert all(("xx" in name) or found == before[name] for name, found in contents(tree).items() if name != "languages.yml")
    assert complaints_of(tree) == []

    # Live too early: the checks name what every step has to write.
    change(tree, "languages.yml", "status: draft", "status: live")
    intents = {line.split(": ")[1] for line in example_complaints(tree)}
    assert {"ask_housing", "crisis_child", "sensitive_debt", "out_of_scope"} <= intents
    forgotten = "\n".join(omission_complaints(tree))
    for misses in (
        "languages.yml: xx: question_words: ",
        "languages.yml: xx: control_words: request_human: ",
        "data/safety/xx/crisis_suicide.yml: act: ",
        "tests/nlu/xx: ask_housing: ",
    ):
        assert misses in forgotten
    untranslated = [line for line in response_complaints(tree) if "metadata.status is 'untranslated'; " in line]
    dutch = [
        name
        for file in (tree / "data/responses/nl").glob("*.yml")
        for name in parse(file.read_text(encoding="utf-8"))["responses"]
    ]
    assert {line.split(": ")[1] for line in untranslated} == set(dutch)

    # 2. to 5. Entry, messages, examples, texts and patterns are written; 6. the choice of a language is the same in both.
    empty, full = (
        entry[entry.index("  question_words") :] for entry in (read_entries(tree / "languages.yml")["xx"], registered["en"])
    )
    change(tree, "languages.yml", empty, full)
    for room, aside in english.items():
        shutil.copytree(aside, tree / room / "xx", dirs_exist_ok=True)
    choice = "Choose your language"
    for code in ("nl", "xx"):
        change(tree, f"data/responses/{code}/start.yml", f" · {choice}", f" · {choice} · Xo xaxa")
    assert complaints_of(tree) == []

    # It is given up: its entry, folders and words are all that there is.
    for room in BY_LANGUAGE:
        shutil.rmtree(tree / room / "xx")
    change(tree, "data/responses/nl/start.yml", " · Xo xaxa", "")
    change(tree, "languages.yml", read_entries(tree / "languages.yml")["xx"], "")
    assert contents(tree) == before


# --- Add a municipality ---


def test_a_municipality_is_added_value_by_value(tree: Path) -> None:
    text = recipe("Add a municipality")

    # 1. A copy of an example, with its own name.
    example, own = re.findall(r"`(data/local/\w+\.yml)`", text)[:2]
    shutil.copy(tree / example, tree / own)
    change(tree, own, "name: Harderwijk", "name: Putten")
    assert "putten" in municipalities(tree) and local_complaints(tree) == []
    day = date(2026, 11, 22)
    assert not any(value.may_be_shown(day) for value in read_municipality("putten", tree).values.values())

    # 2. A value, first without its day and source, then as the recipe has it; an amount needs its last day.
    (checked,) = re.findall(r"`(checked: .*?)`", text)
    placeholder = 'desk_phone: {value: "0000-000 000", placeholder: true}'
    change(tree, own, placeholder, 'desk_phone: {value: "0341-000 000"}')
    (complaint,) = local_complaints(tree)
    assert complaint == f"{own}: desk_phone: write 'checked' (the day) and 'source', or 'placeholder: true'"
    change(tree, own, '"0341-000 000"}', f'"0341-000 000", {checked}}}')
    assert local_complaints(tree) == [] and read_municipality("putten", tree).values["desk_phone"].may_be_shown(day)
    change(tree, own, "value: Voorbeeldregeling, placeholder: true", f"value: 300 euro, {checked}")
    with pytest.raises(LocalError, match="holds an amount; write with 'until'"):
        read_municipality("putten", tree)
    change(tree, own, "value: 300 euro,", "value: 300 euro, until: 2026-12-31,")
    assert local_complaints(tree) == []

    # 3. A topic that somebody confirmed.
    change(tree, own, "confirmed: {}", "confirmed: {rollen: 2026-11-22}")
    assert read_municipality("putten", tree).confirmed == {"rollen": day}

    # Something else that differs: a key, and a text that shows it.
    append(tree / "data/facts/local_keys.yml", "sport_place: {kind: words, days: 182, about: where people do sport}\n")
    assert "sport_place" in read_keys(tree) and [line.split(": ")[1] for line in local_complaints(tree)] == ["sport_place"]
    for code in LIVE:
        change(
            tree, f"data/responses/{code}/local.yml", "[[local:money_schemes]]", "[[local:money_schemes]] [[local:sport_place]]"
        )
    assert local_complaints(tree) == response_complaints(tree) == []


def complaints_of(root: Path) -> list[str]:
    """What `python -m bot check` would say there."""
    checks: tuple[Callable[[Path], list[str]], ...] = (response_complaints, example_complaints, omission_complaints)
    return [line for check in checks for line in check(root)]
