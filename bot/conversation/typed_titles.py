"""Buttons that people type though they do not stand on the screen: a title that means one thing alone says what is wanted."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.messages import parse_payload
from bot.texts import Texts
from bot.understanding.normalise import normalise

# What a title may open at any time. Others answer a question, and mean nothing without it.
OPENS = frozenset(
    {
        "prepare_talk", "handover_status", "request_human", "give_opinion", "give_checkin", "set_goal", "view_goals",
        "view_plan", "view_my_data",
    }
)  # fmt: skip
FEWEST_LETTERS = 8  # shorter titles are words of daily life ("Werk")
# Deeper parts of a topic need what was said before ("I am ill": why somebody cannot come); its beginning and picture do not.
BEGINNINGS = ("part=start", "part=picture")
_SIGNS = re.compile(r"[.,!?:;،؛؟።፣፤'\"’“”«»…-]+")


def bare(title: str) -> str:
    """A title or text without the signs that people leave out."""
    return " ".join(_SIGNS.sub(" ", normalise(title)).split())


def payload_of(texts: Texts, text: str, language: str) -> str | None:
    """What the button does whose title is just this text, in this language; None when there is none or more than one."""
    return _titles(texts, language).get(bare(text))


@lru_cache(maxsize=16)
def _titles(texts: Texts, language: str) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for name in texts.responses[language]:
        for choice in texts.response(name, language).choices:
            intent, _ = parse_payload(choice.payload)
            title = bare(choice.title)
            opens = intent in OPENS or intent.startswith("ask_") or choice.payload.endswith(BEGINNINGS)
            if len(title) >= FEWEST_LETTERS and opens:
                found.setdefault(title, set()).add(choice.payload)
    return {title: next(iter(payloads)) for title, payloads in found.items() if len(payloads) == 1}
