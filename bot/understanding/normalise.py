"""One spelling for what people spell in many ways: the form in which patterns and the classifier compare text.

Pure functions, no data of ours. Reading a meaning into the words is left to the safety gate and the classifier.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that writers of Arabic and Persian use for one another; hamza and madda fall off as marks before this.
_SAME_LETTER = {"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ە": "ه", "ٱ": "ا", "ـ": "", "ء": ""}
_SAME_SIGN = {
    **dict.fromkeys("’‘ʼʹ`´′＇", "'"),
    **dict.fromkeys("“”„«»‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "؟": "?",
    "،": ",",
    "؛": ";",
    "。": ".",
    "۔": ".",
    "…": "...",
    "።": ".",
    "፧": "?",
    "፣": ",",
    "፤": ";",
    "፡": " ",
    "ß": "ss",
    "ı": "i",
}


def _table() -> dict[int, str]:
    """What becomes of single characters: marks and invisible ones vanish, digits and signs get one shape."""
    table: dict[int, str] = {}
    for code in (*range(0x20000), *range(0xE0000, 0xE0200)):  # beyond lie ideographs and private use only
        kind = unicodedata.category(chr(code))
        if kind in {"Mn", "Cf", "Cs", "Me"}:
            table[code] = ""
        elif kind == "Nd":
            table[code] = str(unicodedata.digit(chr(code)))
        elif kind in {"Cc", "Zs", "Zl", "Zp"}:
            table[code] = "\n" if chr(code) in "\n\u2028\u2029" else " "
    table.update({ord(letter): same for letter, same in {**_SAME_LETTER, **_SAME_SIGN}.items()})
    return table


_CHARACTERS = _table()
# Arabic script never writes a letter three times; Latin languages may double it (Dutch "heel"), so two stay there.
_ARABIC_RUN = re.compile(r"([\u0620-\u064a\u066e-\u06d3])\1{2,}")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_SIGN_RUN = re.compile(r"([^\w\s])\1{3,}")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
SENTENCE_END = re.compile(r"[.!?؟。۔…\n]+(?=\s|$)|\n+|[!?؟።፧]+")


def normalise(text: str) -> str:
    """The normal form of a text; normalising it again changes nothing.

    Case, width, accents, Arabic vowel signs and invisible characters fall away; Arabic letter variants (أإآا, ىي,
    ةه), digits of any script, quotes and dashes get one shape; a letter held down ("pleaaase") is squeezed; white
    space becomes one blank, line ends stay. Takes any string, also NUL and lone surrogates.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold()
        text = unicodedata.normalize("NFKD", text).translate(_CHARACTERS)
        text = unicodedata.normalize("NFKC", text).casefold()
        text = _ARABIC_RUN.sub(r"\1", text)
    else:
        text = text.casefold().translate(_CHARACTERS)
    text = _SIGN_RUN.sub(r"\1\1\1", _RUN.sub(r"\1\1", text))
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def sentences(text: str) -> list[str]:
    """The sentences of a text as they stand, without their end signs; never empty ones."""
    return [part for part in (piece.strip() for piece in SENTENCE_END.split(text)) if part]


def sentences_as_written(text: str) -> list[str]:
    """The sentences of a text with their end signs: a question mark tells much of what is meant."""
    ends = [end.end() for end in SENTENCE_END.finditer(text)]
    pieces = [text[begin:end].strip() for begin, end in zip([0, *ends], [*ends, len(text)])]
    return [piece for piece in pieces if SENTENCE_END.sub("", piece).strip()]
