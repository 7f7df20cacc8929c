"""The languages of the assistant, read from `languages.yml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = "nl"  # the language in which every text exists


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
    spoken: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = field(default=())


@lru_cache(maxsize=1)
def all_languages() -> dict[str, Language]:
    """Every registered language by code, in the order of the file."""
    entries = yaml.safe_load((ROOT / "languages.yml").read_text(encoding="utf-8"))
    return {
        code: Language(
            code=code,
            **{**entry, "spoken": tuple(entry["spoken"]), "reviewers": tuple(entry.get("reviewers") or ())},
        )
        for code, entry in entries.items()
    }


def live_languages() -> dict[str, Language]:
    """The languages that people are offered, by code."""
    return {code: language for code, language in all_languages().items() if language.status == "live"}


def language(code: str | None) -> Language:
    """The language with this code, or the reference language when it is unknown."""
    return all_languages().get(code or "", all_languages()[REFERENCE])
