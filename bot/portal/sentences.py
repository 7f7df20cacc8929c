"""Ready sentences as forms show them: their groups and blanks in words, and what was filled in, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.portal.locale import Locale
from bot.services.ready_sentences import ReadySentence, in_words, ready_sentences
from bot.texts import Texts

LONGEST_BLANK = 120
INPUT_TYPES = {"date": "date", "time": "time"}  # any other blank is text
URGENT_FIRST = "safety"
DAY = r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<D>\d\d?)[-/](?P<M>\d\d?)[-/](?P<Y>\d{4})"


@dataclass(frozen=True)
class Field:
    """One blank of a sentence in a form."""

    name: str
    label: str
    type: str
    value: str = ""
    problem: str = ""


def offered(texts: Texts, locale: Locale, urgent: bool) -> list[dict[str, Any]]:
    """All sentences by group, in the language of the reader. In danger those about safety stand first."""
    groups = sorted(ready_sentences(texts).items(), key=lambda group: not (urgent and group[0] == URGENT_FIRST))
    return [
        {
            "name": name,
            "title": locale.text(f"ready.group.{name}") if locale.has(f"ready.group.{name}") else name,
            "sentences": [
                {"key": one.key, "text": template(texts, one, locale), "fields": fields_of(one, locale)} for one in sentences
            ],
        }
        for name, sentences in groups
    ]


def template(texts: Texts, sentence: ReadySentence, locale: Locale) -> str:
    """A sentence with the names of its blanks in brackets."""
    return in_words(texts, sentence, locale.code, {blank: f"[{_label(blank, locale).lower()}]" for blank in sentence.blanks})


def fields_of(sentence: ReadySentence, locale: Locale, form: Mapping[str, str] | None = None) -> list[Field]:
    """The fields for the blanks of a sentence; with a form, what was filled in and what is wrong with it."""
    fields = []
    for blank in sentence.blanks:
        typed = " ".join((form or {}).get(f"blank_{blank}", "").replace("\0", "").split())
        wrong = form is not None and filled(blank, typed) is None
        kind = blank if blank in INPUT_TYPES else "text"
        problem = locale.text(f"ready.wrong.{kind}") if wrong else ""
        fields.append(Field(blank, _label(blank, locale), INPUT_TYPES.get(blank, "text"), typed[: LONGEST_BLANK * 2], problem))
    return fields


def filled(blank: str, typed: str) -> str | None:
    """What fills a blank, as the person reads it; None when it cannot be used."""
    if blank == "date":
        day = _date(typed)
        return day.strftime("%d-%m-%Y") if day else None
    if blank == "time":
        hour = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::\d{2}(?:\.\d+)?)?", typed, re.ASCII)
        try:
            return time(int(hour[1]), int(hour[2])).strftime("%H:%M") if hour else None
        except ValueError:
            return None
    return typed if 0 < len(typed) <= LONGEST_BLANK else None


def _date(typed: str) -> date | None:
    """A day as browsers send it, or as people type it where a browser has no calendar."""
    found = re.fullmatch(
        r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<D>\d\d?)[-/](?P<M>\d\d?)[-/](?P<Y>\d{4})", typed, re.ASCII
    )
    if found is None:
        return None
    year, month, day = (int(found[part] or found[part.upper()]) for part in "ymd")
    try:
        return date(year, month, day) if 2000 <= year < 2200 else None
    except ValueError:
        return None


def _label(blank: str, locale: Locale) -> str:
    key = f"ready.blank.{blank}"
    return locale.text(key) if locale.has(key) else blank
