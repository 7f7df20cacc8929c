"""The documents say what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.languages import ROOT
from bot.settings import Settings

pytestmark = pytest.mark.integration

SETTINGS = [name.upper() for name in Settings.__fields__]
DOCUMENTS = [
    "README.md",
    "README.nl.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md")),
]
# In `code`: what begins with a folder or is a file of this project. Placeholders such as <language> stand for any.
TREE = re.compile(r"`((?:actions|bot|data|docs|models|requirements|script|tests)/[^`\s]*|[\w.-]+\.(?:yml|toml|md|ini))`")
EXAMPLES = ("library.yml", "putten.yml")  # files that a recipe lets its reader make
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def default_of(name: str) -> str:
    value = Settings.__fields__[name.lower()].default
    return str(Path(value).relative_to(ROOT)) if isinstance(value, Path) else str(value)


def test_the_table_of_settings_has_every_setting_in_the_order_of_the_code() -> None:
    assert re.findall(r"^\| `([A-Z_]+)` \|", read("docs/operate.md"), re.MULTILINE) == SETTINGS


def test_the_example_file_has_every_setting_with_its_default() -> None:
    given = dict(re.findall(r"^# ?([A-Z_]+)=(.*)$", read(".env.example"), re.MULTILINE))
    assert list(given) == SETTINGS
    for name, value in given.items():
        default = default_of(name)
        assert value.strip() in (default, default.removesuffix(":00")), name


@pytest.mark.parametrize("name", SETTINGS)
def test_the_table_of_settings_says_the_default_that_is_true(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}` \| (.*?) \|", read("docs/operate.md"), re.MULTILINE)
    default = default_of(name)
    assert row == "empty" if not default else any(f"`{value}`" in row for value in (default, default.removesuffix(":00")))


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_says_what_it_is_for(name: str) -> None:
    assert Settings.__fields__[name.lower()].field_info.description


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_exists(document: str) -> None:
    missing = []
    for path in TREE.findall(read(document)):
        pattern = re.sub(r"<[^>]*>|…|\.\.\.", "*", path.rstrip("/"))
        if not path.endswith(EXAMPLES) and not any(list(folder.glob(pattern)) for folder in (ROOT, (ROOT / document).parent)):
            missing.append(path)
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_inside_the_project_leads_somewhere(document: str) -> None:
    here = (ROOT / document).parent
    links = [link.split("#")[0] for link in LINK.findall(read(document)) if "://" not in link and not link.startswith("#")]
    assert [link for link in links if link and not (here / link).exists()] == []


def test_every_command_that_the_readme_names_is_there() -> None:
    for name in set(re.findall(r"^(script/\w+)", read("README.md"), re.MULTILINE)):
        assert (ROOT / name).stat().st_mode & 0o111, f"{name} cannot be run"
