"""The languages of the assistant, read from `languages.yml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from bot.yaml_file import read_yaml

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = "nl"  # the language in which every text exists
OTHER_CODES = {"ku": "kmr", "prs": "fa"}  # what browsers and pycld2 call our languages


@dataclass(frozen=True)
class Language:
    """One language: its names, how it is written and whether people are offered it."""

    code: str
    name: str
    english: str
    dutch: str
    direction: Literal["ltr", "rtl"]
    script: str
    status: Literal["live", "draft"]
    also_script: str = ""  # other letters that some of its writers use, beside Latin ones
    spoken: tuple[str, ...] = ()
    question_words: tuple[str, ...] = ()
    announcing_words: tuple[str, ...] = ()
    meaning_words: tuple[str, ...] = ()
    letter_words: tuple[str, ...] = ()
    control_words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reviewers: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class OtherLanguages:
    """Languages that Wegwijs does not speak: their names by code, and what may stand written together with a name."""

    names: dict[str, tuple[str, ...]]
    prefixes: tuple[str, ...]


@lru_cache(maxsize=1)
def all_languages() -> dict[str, Language]:
    """Every registered language by code, in the order of the file."""
    return read_languages(ROOT / "languages.yml")


def read_languages(file: Path) -> dict[str, Language]:
    """The languages that a file registers, by code."""
    entries = read_yaml(file)
    return {
        code: Language(
            code=code,
            **{
                **entry,
                "spoken": tuple(entry["spoken"]),
                "question_words": tuple(entry.get("question_words") or ()),
                "announcing_words": tuple(entry.get("announcing_words") or ()),
                "meaning_words": tuple(entry.get("meaning_words") or ()),
                "letter_words": tuple(entry.get("letter_words") or ()),
                "control_words": {name: tuple(words) for name, words in entry.get("control_words", {}).items()},
                "reviewers": tuple(entry.get("reviewers") or ()),
            },
        )
        for code, entry in entries.items()
    }


@lru_cache(maxsize=1)
def other_languages() -> OtherLanguages:
    """The languages that Wegwijs does not speak, from `data/other_languages.yml`."""
    entries = read_yaml(ROOT / "data" / "other_languages.yml")
    names = {code: tuple(spoken) for code, spoken in entries["languages"].items()}
    return OtherLanguages(names, tuple(entries["prefixes"]))


def live_languages() -> dict[str, Language]:
    """The languages that people are offered, by code."""
    return {code: language for code, language in all_languages().items() if language.status == "live"}


def language(code: str | None) -> Language:
    """The language with this code, or the reference language when it is unknown."""
    return all_languages().get(code or "", all_languages()[REFERENCE])
