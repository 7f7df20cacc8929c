"""Every text of the portal exists in every language, with the same blanks, and every one is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.portal.app import portal  # noqa: F401  (the templates belong to it)
from bot.portal.cards import KINDS, PARTS
from bot.portal.case_page import TOLD
from bot.portal.locale import DEFAULT, FOLDER, load_locales, read_locale
from bot.portal.pages import NOTICES, TEMPLATES
from bot.portal.views.errors import EXPLAINED
from bot.services.handovers import OUTCOMES
from bot.services.ready_sentences import GROUPS
from bot.storage.handovers import URGENCIES

CODE = FOLDER.parent
OTHERS = [file.stem for file in FOLDER.glob("*.po") if file.stem != DEFAULT]
BLANK = re.compile(r"%\((\w+)\)s")


def test_dutch_and_english_are_there() -> None:
    assert list(load_locales()) == [DEFAULT, *sorted(OTHERS)]
    assert OTHERS == ["en"]


@pytest.mark.parametrize("code", OTHERS)
def test_same_keys_and_blanks(code: str) -> None:
    dutch, other = read_locale(DEFAULT), read_locale(code)
    assert set(other.words) == set(dutch.words)
    for key, forms in dutch.words.items():
        assert len(other.words[key]) == len(forms), key
        for mine, theirs in zip(forms, other.words[key], strict=True):
            assert sorted(BLANK.findall(mine)) == sorted(BLANK.findall(theirs)), key
            assert "%" not in BLANK.sub("", mine + theirs), key


def test_every_text_that_a_page_names_exists() -> None:
    words = read_locale(DEFAULT).words
    used = set()
    for file in [*TEMPLATES.glob("*.html"), *CODE.rglob("*.py")]:
        used |= set(re.findall(r"""(?:\b_|count|\.text)\(["']([a-z][\w.]*)["'],?""", file.read_text("utf-8")))
    assert {key for key in used if not key.endswith(".")} <= set(words)


@pytest.mark.parametrize(
    "family",
    [
        [f"notice.{name}" for name in NOTICES],
        [f"outcome.{name}" for name in (*OUTCOMES, "none")],
        [f"card.{kind}.{part}" for kind in KINDS for part in PARTS if part != "meldcode"],
        [f"card.{part}" for part in PARTS if part != "first"],
        [f"ready.group.{name}" for name in GROUPS],
        [f"ready.blank.{name}" for name in ("date", "time", "place", "who")],
        [f"ready.wrong.{name}" for name in ("date", "time", "text")],
        [f"history.{name}" for name in TOLD],
        [f"urgency.{name}" for name in URGENCIES],
        [f"request.{name}" for name in URGENCIES],
        [f"state.{name}" for name in ("new", "read", "taken", "returned", "closed")],
        [f"error.{status}.{part}" for status in (*EXPLAINED, 400) for part in ("title", "what", "do")],
    ],
)
def test_every_member_of_a_family_has_a_text(family: list[str]) -> None:
    assert [key for key in family if key not in read_locale(DEFAULT).words] == []


def test_no_sentence_stands_outside_the_catalogue() -> None:
    for file in TEMPLATES.glob("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", file.read_text("utf-8"), flags=re.S)
        text = re.sub(r"<(code|pre)\b.*?</\1>|<[^>]*>", " ", text, flags=re.S)
        assert re.findall(r"[A-Za-z]{2,}", text) == [], file.name


def test_what_a_language_lacks_is_shown_in_dutch(tmp_path: Path) -> None:
    (tmp_path / "nl.po").write_text(
        'msgid ""\nmsgstr "Language: nl\\n"\n\nmsgid "a"\nmsgstr "aap"\n\nmsgid "b"\nmsgstr "boom"\n'
    )
    (tmp_path / "tr.po").write_text(
        'msgid ""\nmsgstr "Language: tr\\n"\n\nmsgid "a"\nmsgstr "maymun"\n\nmsgid "b"\nmsgstr ""\n'
    )
    turkish = load_locales(tmp_path)["tr"]
    assert turkish.text("a") == "maymun"
    assert turkish.text("b") == "boom"


def test_counting() -> None:
    dutch = read_locale(DEFAULT)
    assert dutch.count("handovers.group.others", 1) == "1 open aanvraag"
    assert dutch.count("handovers.group.others", 2) == "2 open aanvragen"
