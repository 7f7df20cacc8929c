"""How a translation is written: lengths, letters of another script, digits, punctuation.

What must be the same as in Dutch (blanks, buttons, messages) is left to `responses.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.content import limits
from bot.content.wording import NAMES, SAID, own_letters, sentences, unquoted, words
from bot.languages import Language
from bot.texts import BLANK

_LATIN = re.compile(r"[A-Za-z][A-Za-zÀ-ÿ0-9]*(?:-[A-Za-z]+)*")
_LEVEL = re.compile(r"[ABC][12]|I{1,3}|nl")  # levels of language, numbers of parts, the end of a Dutch web address
# Signs of Latin script where the script has its own, beside a letter of that script.
_WRONG_SIGNS = {
    "Arabic": (("?", "؟"), (";", "؛"), (",", "،")),
    "Ethiopic": ((".", "።"), (",", "፡ or ፣"), (";", "፤")),
}


def typography_complaints(text: str, dutch: str, language: Language, names: Collection[str]) -> Iterator[str]:
    """What is beyond the limits in a translation; `names` are the names and terms, in small letters, that stay as they are."""
    for sentence in sentences(text):
        if len(words(sentence)) > limits.MOST_WORDS_IN_OTHER_SENTENCE:
            yield f"a sentence of {len(words(sentence))} words, more than {limits.MOST_WORDS_IN_OTHER_SENTENCE}; make it two"
    mine, theirs = (len(BLANK.sub("x", unquoted(one))) for one in (text, dutch))
    if theirs >= limits.ENOUGH_CHARACTERS and not limits.LEAST_RATIO <= mine / theirs <= limits.MOST_RATIO:
        yield f"{mine / theirs:.2f} times as long as the Dutch text; is something left out or added?"
    if language.script != "Latin":
        own = "\n".join(line for line in text.splitlines() if not line.strip().startswith(SAID))
        yield from _other_letters(own, language, names)
        yield from _signs(own, language)
    for digit in dict.fromkeys(sign for sign in text if sign.isdecimal() and not sign.isascii()):
        yield f"the digit {digit}; write 0-9, as people see them on Dutch letters"


def _other_letters(text: str, language: Language, names: Collection[str]) -> Iterator[str]:
    for word in dict.fromkeys(_LATIN.findall(own_letters(text))):
        if not (word.lower() in names or word.lower() in NAMES or _LEVEL.fullmatch(word)):
            yield f"{word!r} in Latin letters; quote a Dutch term, write it in {language.english}, or put it in data/names.yml"


def _signs(text: str, language: Language) -> Iterator[str]:
    plain = BLANK.sub(" ", unquoted(text))
    first = language.script.upper()
    letter = {"ARABIC": "\u0600-\u06ff", "ETHIOPIC": "\u1200-\u135a"}.get(first, "")
    for wrong, right in _WRONG_SIGNS.get(language.script, ()):
        if re.search(rf"[{letter}]\s?[)\u200e\u200f]?{re.escape(wrong)}(?!\d)", plain):
            yield f"{wrong!r} after a letter; {language.english} writes {right}"
