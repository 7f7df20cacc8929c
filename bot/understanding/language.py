"""Which of our languages a text is in, with an honest "unknown".

Script and telling letters decide first; then pycld2, py3langid and lingua vote. No tool knows Arabizi: what the
tools call something else is "unknown", and the assistant asks instead of switching silently.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any

UNKNOWN = "und"
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_ETHIOPIC = re.compile(r"[\u1200-\u139f]")
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_PERSIAN_LETTERS = re.compile(r"[پچژگکیۀ]")
_ARABIC_LETTERS = re.compile(r"[ةىكيأإؤئ]")
_ARABIZI = re.compile(r"\b[a-z']*[a-z][2356789]+[a-z]+\b|\b[2357][a-z]{2,}\b", re.IGNORECASE)
_SHORTEST = 3  # letters below which nothing is said about a language


def identify(text: str, allowed: tuple[str, ...]) -> tuple[str, float]:
    """(code, confidence 0-1) of the language among `allowed`, or ("und", 0.0) when unsure.

    A short word that several languages share is unsure, whatever the tools say.
    """
    text = text[:1000].encode("utf-8", "ignore").decode()
    arabic, ethiopic, latin = (len(pattern.findall(text)) for pattern in (_ARABIC, _ETHIOPIC, _LATIN))
    if max(arabic, ethiopic, latin) < _SHORTEST - 1:
        return UNKNOWN, 0.0
    if ethiopic >= max(arabic, latin):
        return ("ti", 0.9) if "ti" in allowed else (UNKNOWN, 0.0)
    if arabic >= latin:
        return _arabic_script(text, allowed)
    return _latin_script(text, allowed)


def _arabic_script(text: str, allowed: tuple[str, ...]) -> tuple[str, float]:
    persian, arabic = len(_PERSIAN_LETTERS.findall(text)), len(_ARABIC_LETTERS.findall(text))
    if persian > arabic:
        return ("fa", 0.95) if "fa" in allowed else (UNKNOWN, 0.0)
    if "fa" not in allowed or arabic > persian:
        return ("ar", 0.95 if arabic else 0.85) if "ar" in allowed else (UNKNOWN, 0.0)
    return _vote(text, tuple(code for code in ("ar", "fa") if code in allowed))


def _latin_script(text: str, allowed: tuple[str, ...]) -> tuple[str, float]:
    # Digits inside words ("ma3", "7abibi") are how Arabic is typed in Latin letters: a guess, not a certainty.
    if "ar" in allowed and len(_ARABIZI.findall(text)) >= 1 and not re.search(r"\b[abcz]1\b|\bb1\b", text, re.I):
        return "ar", 0.6
    latin = tuple(code for code in ("nl", "en", "tr", "so", "kmr") if code in allowed)
    return _vote(text, latin)


def _vote(text: str, allowed: tuple[str, ...]) -> tuple[str, float]:
    """Three tools, each one vote. They may name languages that are not ours: then nobody knows."""
    votes: Counter[str] = Counter()
    for tool in (_pycld2, _py3langid, _lingua):
        code = tool(text)
        if code:
            votes[code] += 1
    if not votes:
        return UNKNOWN, 0.0
    code, count = votes.most_common(1)[0]
    words = len(text.split())
    if code not in allowed or count < 2 or (words < 2 and count < 3):
        return UNKNOWN, 0.0
    return code, {2: 0.7, 3: 0.95}[count]


def _pycld2(text: str) -> str | None:
    import pycld2

    try:
        _reliable, _, details = pycld2.detect(text.replace("\0", " "), bestEffort=True)
    except pycld2.error:
        return None
    return _ours(details[0][1])


def _py3langid(text: str) -> str | None:
    return _ours(_langid().classify(text)[0])


def _lingua(text: str) -> str | None:
    found = _lingua_detector().detect_language_of(text)
    return _ours(found.iso_code_639_1.name.lower()) if found else None


def _ours(code: str) -> str:
    return {"ku": "kmr", "prs": "fa", "un": ""}.get(code, code)


@lru_cache(maxsize=1)
def _langid() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    # Near neighbours are left in, so that German or Malay is not called Dutch.
    identifier.set_languages(["nl", "en", "tr", "ku", "de", "fr", "es", "id", "it", "pl", "ro", "ar", "fa", "sw"])
    return identifier


@lru_cache(maxsize=1)
def _lingua_detector() -> Any:
    from lingua import Language, LanguageDetectorBuilder

    wanted = "DUTCH ENGLISH TURKISH SOMALI ARABIC PERSIAN GERMAN FRENCH SPANISH INDONESIAN SWAHILI".split()
    return (
        LanguageDetectorBuilder.from_languages(*(getattr(Language, name) for name in wanted)).with_low_accuracy_mode().build()
    )
