"""Reading data files."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.yaml_file import read_yaml


def test_what_stands_in_a_file_is_read_in_any_script(tmp_path: Path) -> None:
    file = tmp_path / "words.yml"
    file.write_text("nl: [één, twee]\nti: ሓደ\n", encoding="utf-8")
    assert read_yaml(file) == {"nl": ["één", "twee"], "ti": "ሓደ"}


def test_an_empty_file_is_none_and_a_malformed_one_an_error(tmp_path: Path) -> None:
    file = tmp_path / "words.yml"
    file.write_text("")
    assert read_yaml(file) is None
    file.write_text("a: [")
    with pytest.raises(yaml.YAMLError):
        read_yaml(file)


def test_a_file_never_makes_objects(tmp_path: Path) -> None:
    file = tmp_path / "words.yml"
    file.write_text("!!python/object/apply:os.getcwd []")
    with pytest.raises(yaml.YAMLError):
        read_yaml(file)
