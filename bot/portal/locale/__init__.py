"""The words of the portal in each of its languages: `<locale>.po`, read at start, Dutch where one misses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

DEFAULT = "nl"
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Locale:
    """One language of the portal. `words` maps an id to its forms: one, or singular and plural."""

    code: str
    words: dict[str, tuple[str, ...]]

    def has(self, key: str) -> bool:
        return key in self.words

    def text(self, key: str, **values: Any) -> str:
        """The text of this id, its blanks `%(name)s` filled. Raises KeyError when nobody wrote it."""
        text = self.words[key][0]
        return text % values if values else text

    def count(self, key: str, number: int, **values: Any) -> str:
        """The text of this id for a number of things (`%(number)s`)."""
        forms = self.words[key]
        return (forms[0] if number == 1 else forms[-1]) % {"number": number, **values}


def read_locale(code: str, folder: Path = FOLDER) -> Locale:
    """Read one catalogue; entries that are not translated yet are left out."""
    with (folder / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    words: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        forms = tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)
        if key and all(forms):
            words[str(key)] = tuple(str(form) for form in forms)
    return Locale(code, words)


def load_locales(folder: Path = FOLDER) -> dict[str, Locale]:
    """All languages of the portal, the default one first. What one lacks it shows in the default language."""
    default = read_locale(DEFAULT, folder)
    others = sorted(file.stem for file in folder.glob("*.po") if file.stem != DEFAULT)
    return {
        DEFAULT: default,
        **{code: Locale(code, {**default.words, **read_locale(code, folder).words}) for code in others},
    }
