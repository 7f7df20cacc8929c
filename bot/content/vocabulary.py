"""Which Dutch words a text may use without explaining them: common ones, names, and those of the word list.

How common a word is, wordfreq knows; it is installed for development only, and without it nothing is rare.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.content import limits
from bot.content.tree import ContentError, Tree, parse, reason
from bot.content.wording import quoted_words, sentences, spelled_words
from bot.yaml_file import read_yaml

WORDS, NAMES = "data/words.yml", "data/names.yml"
ENDINGS = ("", "s", "n", "e", "en", "t")
_LINKS = ("", "s", "e", "en", "n")  # letters between the parts of a Dutch compound
_STRESSED = str.maketrans("áéíóú", "aeiou")
_SHORTEST_PART = 2  # separable verbs: in-schrijven, af-zeggen


class Vocabulary:
    """What needs no explanation. `frequency` gives the zipf value of a word, or is None when nobody knows."""

    def __init__(self, listed: set[str], names: set[str], frequency: Callable[[str], float] | None) -> None:
        self.listed = listed
        self.names = names
        self._frequency = frequency

    @property
    def knows_frequencies(self) -> bool:
        return self._frequency is not None

    @cached_property
    def explained(self) -> frozenset[str]:
        """Words and names, in small letters, that stand in a list."""
        return frozenset(self.listed | self.names)

    def rare(self, text: str) -> list[str]:
        """The words of a text that are rarer than the limit, in no list, no name and not in quotes in this text."""
        known = quoted_words(text)
        found: dict[str, None] = {}
        for sentence in sentences(text):
            for place, word in enumerate(spelled_words(sentence)):
                small = word.lower()
                is_name = place > 0 and word[0].isupper()  # Dutch writes only names with a capital
                if not is_name and small not in known and not self._common(small):
                    found[small] = None
        return list(found)

    def _common(self, word: str) -> bool:
        if self._frequency is None or self._listed(word):
            return True
        plain = word.translate(_STRESSED)
        if max(map(self._frequency, (word, plain, f"{plain}e"))) >= limits.LEAST_ZIPF:  # "sommig" is as easy as "sommige"
            return True
        if "-" in word:
            return all(part.isdigit() or self._common(part) for part in word.split("-"))
        return any(
            self._easy_part(word[cut:], 3) and any(self._easy_part(word[:cut].removesuffix(link)) for link in _LINKS)
            for cut in range(_SHORTEST_PART, len(word) - 2)
        )

    def _listed(self, word: str) -> bool:
        stems = [word.removesuffix(end) for end in ENDINGS if word.endswith(end)]
        return any(stem in self.explained or f"{stem}en" in self.explained for stem in stems)

    def _easy_part(self, part: str, shortest: int = _SHORTEST_PART) -> bool:
        assert self._frequency is not None
        forms = (part, part.removesuffix("s"))
        if len(part) < shortest:
            return False
        return any(form in self.listed or self._frequency(form) >= limits.LEAST_ZIPF_OF_PART for form in forms)


def read_vocabulary(tree: Tree) -> Vocabulary:
    """The vocabulary of this tree. Raises ContentError when a list cannot be read."""
    try:
        listed = {
            word.lower()
            for entry in _content(tree.root, WORDS, {}).values()
            for form in (entry["dutch"], *(entry.get("forms") or ()))
            for word in spelled_words(str(form))
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ContentError(f"{WORDS}: an entry is no word; write 'key: {{dutch: word, forms: [..]}}'") from error
    numbers = read_yaml(tree.root / "data" / "facts" / "numbers.yml") or {}
    named = [*_content(tree.root, NAMES, []), *(entry.get("name", "") for entry in numbers.values())]
    names = {word.lower() for name in named for word in str(name).replace(".", " ").split()}
    return Vocabulary(listed, names, _frequencies())


@lru_cache(maxsize=1)
def _frequencies() -> Callable[[str], float] | None:
    try:
        from wordfreq import zipf_frequency
    except ImportError:
        return None
    return lru_cache(maxsize=None)(lambda word: float(zipf_frequency(word, "nl")))


def _content(root: Path, name: str, empty: Any) -> Any:
    """What is in a list of this tree, or `empty` when the file is not there."""
    try:
        content = parse((root / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return empty
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError(f"{name}: cannot be read ({reason(error)}); mend it") from error
    if not isinstance(content, type(empty)):
        raise ContentError(f"{name}: is no {'list' if empty == [] else 'mapping'}; write it as its head says")
    return content
