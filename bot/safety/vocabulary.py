"""Knows which words of the patterns a word of a message stands for: stems, Arabic prefixes, Latin letters, typing errors.

It looks at one word at a time; how words stand together is left to `matching.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST_WORD = 40
SHORTEST_SOUND = 4  # consonants; fewer are also those of Dutch and English words
SHORTEST_REPAIRED = 7  # shorter words have too many neighbours that mean something else
# "and", "then" and the article, also after a preposition, are written onto the Arabic noun.
_ARABIC_PREFIX = re.compile(r"^([وف]?)((?:[بعلكهف]?ال|لل)?)(?=..)")
_ARABIC = re.compile(r"[\u0620-\u06d3]")
LONGEST_REPAIRED = 20
COMMON_AT_LENGTH, LONG = 0.25, 6  # a word is met four times less with each letter, up to six
# Letters that writers of Arabic script use for one another.
_SAME_ARABIC = {"ظ": "ض", "ذ": "د", "ث": "ت"}
# Arabic in Latin letters: sounds that people write in several ways become one sign, vowels fall away.
_SOUNDS = (
    (re.compile(r"'"), ""),
    (re.compile(r"kh|5"), "x"),
    (re.compile(r"sh|ch"), "s"),
    (re.compile(r"gh|8"), "g"),
    (re.compile(r"dj|zh"), "j"),
    (re.compile(r"th|6"), "t"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"[q9c]"), "k"),
    (re.compile(r"7"), "h"),
    (re.compile(r"[aeiouyè-ü]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=..)h$"), ""),
)


def sound(word: str) -> str:
    """The consonants of an Arabic word written in Latin letters: darabni, dharabny → drbn."""
    for pattern, sign in _SOUNDS:
        word = pattern.sub(sign, word)
    return word


def words_of(sentence: str) -> list[str]:
    """The words of a normalised sentence; an emoji is a word, an apostrophe is nothing."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(sentence.replace("'", ""))]


_WORD = re.compile(r"[^\W_]+|[\U0001F170-\U0001FAFF]")


@dataclass
class _Spelling:
    """Words of patterns whose writers use the same `letters` for one another."""

    letters: dict[int, str]
    exact: dict[str, int] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    inside: dict[str, int] = field(default_factory=dict)
    near: dict[tuple[str, int], dict[int, str]] = field(default_factory=lambda: defaultdict(dict))


class Vocabulary:
    """All words of the patterns, numbered. `ordinary` are real words that must not be taken for typing errors."""

    def __init__(self) -> None:
        self.sounds: dict[str, int] = {}
        self.ordinary: set[str] = set()
        self._spellings: dict[tuple[str, ...], _Spelling] = {}
        self._written: dict[tuple[str, tuple[str, ...]], int] = {}
        self.commonness: list[float] = []  # by number: how often a word of this length is met, roughly
        self.numbers_of = lru_cache(maxsize=20_000)(self._numbers_of)
        self.repaired = lru_cache(maxsize=20_000)(self._repaired)

    def number(self, written: str, letters: tuple[str, ...] = ()) -> int:
        """The number of a word as a pattern writes it: `word`, `word*`, `*word`, `*word*` or `~arabizi`.

        `letters` are pairs of which the first is read as the second, in the pattern and in what people write.
        """
        if (written, letters) not in self._written:
            if letters not in self._spellings:
                read = str.maketrans({**_SAME_ARABIC, **{pair[0]: pair[1] for pair in letters}})
                self._spellings[letters] = _Spelling(read)
            self._written[written, letters] = self._add(written, self._spellings[letters])
        return self._written[written, letters]

    def _add(self, written: str, spelling: _Spelling) -> int:
        body = "".join(words_of(written.strip("*~"))).translate(spelling.letters)
        if not body:
            raise ValueError(f"{written!r} holds no letters")
        if written.startswith("*") and written.endswith("*") and body.isascii():
            raise ValueError(f"{written!r}: a stem inside a word is looked for in Arabic script only")
        if written.startswith("~"):
            place, body = self.sounds, sound(body)
            if len(body) < SHORTEST_SOUND:
                raise ValueError(f"{written!r} has fewer than {SHORTEST_SOUND} consonants: write it without ~")
        else:
            front, back = written.startswith("*"), written.endswith("*")
            place = (
                spelling.inside if front and back else spelling.ends if front else spelling.starts if back else spelling.exact
            )
        if body not in place:
            place[body] = len(self.commonness)
            self.commonness.append(COMMON_AT_LENGTH ** min(len(body), LONG))
            if not written.startswith(("*", "~")) and len(body) >= SHORTEST_REPAIRED:
                spelling.near[body[0], len(body)][place[body]] = body
        return place[body]

    def _numbers_of(self, word: str) -> frozenset[int]:
        """The numbers of every pattern word that this word of a message stands for."""
        found: set[int] = set()
        for spelling in self._spellings.values():
            spelled = word.translate(spelling.letters)
            for form in _forms(spelled):
                if form in spelling.exact:
                    found.add(spelling.exact[form])
                found.update(spelling.starts[form[:n]] for n in range(2, len(form) + 1) if form[:n] in spelling.starts)
            if spelling.ends:
                found.update(spelling.ends[spelled[n:]] for n in range(len(spelled)) if spelled[n:] in spelling.ends)
            if spelling.inside and not word.isascii():  # only Arabic builds words around a stem
                size = len(spelled)
                pieces = {spelled[a:b] for a in range(size) for b in range(a + 2, min(a + 12, size) + 1)}
                found.update(spelling.inside[piece] for piece in pieces if piece in spelling.inside)
        if self.sounds and word.isascii() and not word.isdigit():
            heard = self.sounds.get(sound(word))
            if heard is not None:
                found.add(heard)
        return frozenset(found)

    def _repaired(self, word: str) -> frozenset[int]:
        """The numbers of the pattern words that an unknown word probably is: a letter held down, or a typing error."""
        spelled = [(spelling, _forms(word.translate(spelling.letters))) for spelling in self._spellings.values()]
        if word in self.ordinary or word.isdigit() or any(form in own.exact for own, forms in spelled for form in forms):
            return frozenset()
        found: set[int] = set()
        for own, form in ((own, form) for own, forms in spelled for form in forms):
            squeezed = re.sub(r"(.)\1", r"\1", form)
            if len(squeezed) > 2 and squeezed in own.exact:
                found.add(own.exact[squeezed])
            if not SHORTEST_REPAIRED - 1 <= len(form) <= LONGEST_REPAIRED:
                continue
            for length in range(len(form) - 1, len(form) + 2):
                known = own.near.get((form[0], length), {})
                near = process.extract(form, known, scorer=OSA.distance, score_cutoff=1, limit=None)
                found.update(number for _, distance, number in near if distance == 1)
        return frozenset(found)


def _forms(word: str) -> tuple[str, ...]:
    """The word itself and, in Arabic script, without what is written onto its front."""
    if not _ARABIC.match(word):
        return (word,)
    match = _ARABIC_PREFIX.match(word)
    if match is None or not match[0]:
        return (word,)
    forms = {word, word[match.end() :]}
    if match[1]:
        forms.add(word[1:])
    if match[2]:
        forms.add(match[1] + word[match.end() :])
    return tuple(forms)
