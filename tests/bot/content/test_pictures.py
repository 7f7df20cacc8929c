"""The checks of pictures: what is wrong is said, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.pictures import picture_complaints, picture_differences
from bot.content.tree import Domain, Tree, Written
from tests.bot.pictures.drawing import needs_fonts

WEEK = Written("nl/pictures.yml", "Uw week\n🏠 Thuis\n- Kijk rond.\nBuiten", (), {"layout": "path"})
BESIDE = Written("nl/pictures.yml", "Dit is uw week.", (), {"picture": "week", "here": 2})


def tree(**responses: Written) -> Tree:
    dutch = {"utter_picture_week": WEEK, "utter_week": BESIDE, **responses}
    return Tree(Path("."), {}, Domain(frozenset(), frozenset(), {}), {}, {"nl": dutch})


def beside(text: str = BESIDE.text, **metadata: object) -> Written:
    return Written(BESIDE.file, text, (), {**(BESIDE.metadata or {}), **metadata})


def test_what_is_in_order() -> None:
    for name, written in tree().reference.items():
        assert list(picture_complaints(tree(), "nl", name, written)) == []
        assert list(picture_differences(tree(), "en", name, written)) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (beside(picture="moon"), "names utter_picture_moon"),
        (beside(here=3), "1 to 2"),
        (beside(here=0), "1 to 2"),
        (beside(here="two"), "1 to 2"),
        (beside("een\n\ntwee"), "one message"),
        (beside("woord " * 200), "one message"),
        (Written("f", "x", (), {"here": 1}), "name one"),
    ],
)
def test_what_stands_beside_a_picture(written: Written, said: str) -> None:
    (complaint,) = picture_complaints(tree(), "nl", "utter_week", written)
    assert said in complaint


@needs_fonts
@pytest.mark.parametrize(
    ("text", "layout", "said"),
    [
        ("Uw week", "round", "write one of card, path, sides"),
        ("Uw 中 week", "path", "U+4E2D"),
        ("Uw \U0001fbc5 week", "path", "U+1FBC5"),
    ],
)
def test_what_stands_in_a_picture(text: str, layout: str, said: str) -> None:
    (complaint,) = picture_complaints(tree(), "nl", "utter_picture_week", Written("f", text, (), {"layout": layout}))
    assert said in complaint


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("utter_week", beside(here=1), "metadata.here is 1, in Dutch 2"),
        ("utter_week", Written("f", "x"), "metadata.picture is None, in Dutch 'week'"),
        ("utter_picture_week", Written("f", "Week\nHome\nOut", (), {"layout": "path"}), "other headings or lines"),
        ("utter_picture_week", Written("f", "Week\nHome\n- a\nOut\nMore", (), {"layout": "path"}), "other headings or lines"),
    ],
)
def test_a_translation_has_the_same_picture(name: str, written: Written, said: str) -> None:
    assert any(said in complaint for complaint in picture_differences(tree(), "en", name, written))
