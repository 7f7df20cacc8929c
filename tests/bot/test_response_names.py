"""The names of the responses are those of the texts, whatever a text says."""

from __future__ import annotations

from pathlib import Path

from bot.languages import REFERENCE
from bot.response_names import response_names
from bot.texts import RESPONSES, read_responses


def test_the_names_are_those_of_the_texts() -> None:
    assert response_names() == sorted(read_responses(RESPONSES / REFERENCE))


def test_a_name_inside_a_text_or_payload_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "responses" / REFERENCE
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text(
        "version: '3.1'\nresponses:\n  utter_a:\n    - text: |-\n        See utter_b: it is there\n"
        "      buttons:\n        - title: x\n          payload: utter_c\n  'utter_d':\n    - text: d\n"
    )
    assert response_names(tmp_path) == ["utter_a", "utter_d"]
