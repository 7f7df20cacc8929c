"""What can be seen of a text without understanding it: its numbers, the length of its sentences, its language.

Pure functions. Which texts they are asked about is left to `responses.py` and `examples.py`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.texts import BLANK

SAID = "🗣"  # a Dutch sentence to say follows, the same in every language
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|«[^»\n]*»')
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…።])[\"”)\u200e\u200f]*\s+|\n+")
_DATE = re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PHONE = re.compile(r"(?<![\d.,])(?:\+|0)?\d(?:[ \-/.()]{0,2}\d){6,14}(?![\d])")
_SHORT_PHONE = re.compile(r"(?<![\d.,-])0\d{2,3}(?!\d)")
_BSN = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_IBAN = re.compile(r"\b[a-z]{2}\d{2} ?[a-z]{4} ?(?:\d{2,4} ?){2,4}\d*\b", re.IGNORECASE)
# Names keep their own letters in every script.
NAMES = frozenset("wegwijs telegram whatsapp javascript web webchat duo ind coa cak cjib uwv svb knm pip digid".split())
# Frequent words that the other language does not know.
_FREQUENT_NL = """de het een en van uw niet ik wat dat maar met voor naar bij ook zijn wordt kunt heeft hebt mijn wie
hoe dit deze als dan geen waar nog wilt zal mag moet kan iets iemand alles niets weer meer nu om te uit op aan"""
_FREQUENT_EN = """the and your not you what that but with for to from are can have my who how this will a if then no
where yet want shall may must something someone everything nothing again more now it they would"""
FREQUENT = {"nl": frozenset(_FREQUENT_NL.split()), "en": frozenset(_FREQUENT_EN.split())}
NAMES_OF = {"nl": "Dutch", "en": "English"}


def western(text: str) -> str:
    """The text with the digits of any script as 0-9."""
    if text.isascii():  # as most are
        return text
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)


def digit_runs(text: str) -> list[str]:
    """Every run of three or more digits outside the blanks."""
    return re.findall(r"\d{3,}", western(BLANK.sub(" ", text)))


def telephone_numbers(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """What looks like a telephone number outside the blanks; `known` are numbers in digits only that always count."""
    plain = _DATE.sub(" ", western(BLANK.sub(" ", text)))
    found = [match[0] for match in (*_PHONE.finditer(plain), *_SHORT_PHONE.finditer(plain))]
    return found + [run for run in re.findall(r"(?<!\d)\d+(?!\d)", plain) if run in known and not _YEAR.fullmatch(run)]


def personal_data(text: str) -> str | None:
    """The kind of personal data that a line seems to hold, or None."""
    plain = _DATE.sub(" ", western(text))
    if _MAIL.search(plain):
        return "an e-mail address"
    if _IBAN.search(plain):
        return "an account number (IBAN)"
    if _BSN.search(plain):
        return "nine digits, like a BSN"
    return "a telephone number" if _PHONE.search(plain) else None


def words(text: str) -> list[str]:
    """The words of a text, blanks counting as one each."""
    return [part for part in BLANK.sub("x", text).split() if any(sign.isalnum() for sign in part)]


def sentences(text: str) -> list[str]:
    """The sentences of a text. The end of a line ends a sentence."""
    return [part for part in _SENTENCE_END.split(text) if part and words(part)]


def long_sentences(text: str, most: int) -> list[str]:
    """The sentences with more than `most` words."""
    return [part for part in sentences(text) if len(words(part)) > most]


def spelled_words(text: str) -> list[str]:
    """The words of letters of a text, without blanks, numbers and signs."""
    return _WORD.findall(BLANK.sub(" ", text))


def quoted_words(text: str) -> set[str]:
    """The words, in small letters, that stand in quotes: the terms that a text explains."""
    quoted = (word.lower() for match in _QUOTED.finditer(text) for word in spelled_words(match[0]))
    return {part for word in quoted for part in (word, *word.split("-"))}


def unquoted(text: str) -> str:
    """The text without what stands in quotes."""
    return _QUOTED.sub(" ", text)


def own_letters(text: str) -> str:
    """The text without blanks, quoted terms and names."""
    plain = BLANK.sub(" ", unquoted(text))
    return _WORD.sub(lambda match: " " if match[0].casefold() in NAMES else match[0], plain)


def share_in_script(text: str, scripts: tuple[str, ...]) -> float:
    """Which part of the letters belongs to one of the scripts ("Latin", "Arabic" …); 1.0 when there is no letter."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(_belongs(sign, scripts) for sign in letters) / len(letters) if letters else 1.0


@lru_cache(maxsize=4096)
def _belongs(letter: str, scripts: tuple[str, ...]) -> bool:
    return unicodedata.name(letter, "").startswith(tuple(script.upper() for script in scripts))


def other_language(text: str, code: str) -> str | None:
    """The language that a text seems to be in when it is not `code`; only told apart where frequent words are known."""
    if code not in FREQUENT:
        return None
    found = [word.casefold() for word in _WORD.findall(own_letters(text))]
    hits = {language: sum(word in frequent for word in found) for language, frequent in FREQUENT.items()}
    other = max((language for language in hits if language != code), key=lambda language: hits[language])
    return other if hits[other] > hits[code] else None
