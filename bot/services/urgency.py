"""How soon a request asks for somebody: now (danger), soon (today or tomorrow) or this week.

A machine only ever raises it: by what a person tapped, by why they ask, and by needs that they name in their own words
(`data/urgent_needs.yml`). The person sees why, and may leave it out before they send. Danger itself is the safety gate's
to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from bot.languages import ROOT
from bot.understanding.normalise import normalise
from bot.yaml_file import read_yaml

LEVELS = ("week", "soon", "now")  # from the calmest to the most urgent
SOON_REASONS = ("sensitive_debt", "sensitive_sanction")
SOON_TOPICS = ("basics", "cannot_come")  # no food, medicine or power; an appointment that somebody cannot come to
CANNOT_WAIT = "cannot_wait"  # the answer to "how heavy is it"
MOST_BETWEEN = 3  # words that may stand between two words of a phrase
FILE = ROOT / "data" / "urgent_needs.yml"


class NoteMissing(Exception):
    """Who makes a request less urgent must say why."""


def higher(one: str, other: str) -> str:
    """The more urgent of two levels."""
    return max(one, other, key=LEVELS.index)


def changed(before: str, after: str, note: str) -> tuple[str, dict[str, str]]:
    """(kind, detail) of a client manager's change of level, for the history.

    Raises NoteMissing when it would become less urgent without a note: only a person who says why may lower it.
    """
    lower = higher(before, after) == before
    if lower and not note.strip():
        raise NoteMissing
    return "lowered" if lower else "raised", {"from": before, "to": after, "note": note.strip()}


def urgency_of(reason: str, content: dict[str, Any]) -> str:
    """How soon a request is, by why it is made and what stands in it: soon or week."""
    return "soon" if because(reason, content) else "week"


def because(reason: str, content: dict[str, Any]) -> str | None:
    """What makes a request pressing, the plainest first: how `heavy` it is, its `topic` or the `words`; None if nothing."""
    if content.get("heavy") == CANNOT_WAIT:
        return "heavy"
    if reason in SOON_REASONS or content.get("topic") in SOON_TOPICS:
        return "topic"
    return "words" if names_urgent_need(content.get("words") or []) else None


def names_urgent_need(words: Iterable[str]) -> bool:
    """Whether own words speak of a need that cannot wait a week, in any language: people mix them."""
    return any(_needs().search(re.sub(r"[^\w' ]", " ", normalise(text))) for text in words)


@lru_cache(maxsize=1)
def _needs() -> re.Pattern[str]:
    languages = read_yaml(FILE)
    phrases = [phrase for needs in languages.values() for phrases in needs.values() for phrase in phrases]
    return re.compile("|".join(_pattern(str(phrase)) for phrase in phrases))


def _pattern(phrase: str) -> str:
    """The words of a phrase in their order, with a few others between; `*` stands for any ending."""
    words = [re.escape(normalise(word.rstrip("*"))) + (r"[\w']*" if word.endswith("*") else "") for word in phrase.split()]
    return r"(?<!\w)" + rf"(?: +[\w']+){{0,{MOST_BETWEEN}}} +".join(words) + r"(?!\w)"
