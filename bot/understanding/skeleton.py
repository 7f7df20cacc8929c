"""The consonants of a word in Latin letters, whatever script it is written in: one spelling for what people spell by ear.

"kif", "keef" and "كيف" become the same; so do "gemeente" and "خيمينتي" nearly. Arabic, Persian, Tigrinya in Latin letters and
Dutch words in Arabic or Ge'ez letters meet their other spelling here. Vowels, weak letters and doublings fall away.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Arabic and Persian letters after normalising; alif, hamza, waw, ya and ayn leave no sound that people agree on.
_ARABIC = dict(zip("بپتثجچحخدذرزژسشصضطظغفقكگلمنهاويعء", [*"bpttjchxddrzjsSsdtzgfqkglmnh", "", "", "", "", ""]))
_ETHIOPIC_BEGIN, _ETHIOPIC_END = 0x1200, 0x1358
# One sign for each row of eight syllables, from ሀ (U+1200) to ፐ (U+1350): h l h m s r s sh q … f p.
_ETHIOPIC = "h l h m s r s S q q q q b v t c x x n n - k k x x w - z j y d d j g g g t c p s s f p".split()
# Latin spellings of one sound; the digits stand for Arabic letters.
_LATIN = (
    ("kh", "x"),
    ("5", "x"),
    ("sh", "S"),
    ("ch", "c"),
    ("gh", "g"),
    ("8", "q"),
    ("th", "t"),
    ("6", "t"),
    ("dh", "d"),
    ("9", "s"),
    ("7", "h"),
    ("3", ""),
    ("2", ""),
    ("'", ""),
    ("ts", "s"),
    ("ph", "f"),
    ("ck", "k"),
    ("ks", "x"),
    ("v", ""),
)
_WEAK = re.compile(r"[aeiouwy-]")
_DOUBLE = re.compile(r"(.)\1+")


def skeleton(normalised: str) -> str:
    """The consonants of each word of a normalised text, words apart by blanks; words without any are left out."""
    return " ".join(sound for sound in map(_word, normalised.split()) if sound)


@lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    if word.isascii():
        sound = _latin(word) if any(letter.isalpha() for letter in word) else word
    else:
        sound = "".join(map(_letter, word))
    return _DOUBLE.sub(r"\1", _WEAK.sub("", sound))


def _latin(word: str) -> str:
    for spelling, sound in _LATIN:
        word = word.replace(spelling, sound)
    return "".join(letter for letter in word if letter.isalpha())


def _letter(letter: str) -> str:
    if letter in _ARABIC:
        return _ARABIC[letter]
    if _ETHIOPIC_BEGIN <= ord(letter) < _ETHIOPIC_END:
        return _ETHIOPIC[(ord(letter) - _ETHIOPIC_BEGIN) // 8]
    return letter if letter.isalnum() else ""
