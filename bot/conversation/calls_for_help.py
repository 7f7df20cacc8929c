"""Bare calls for help ("help", "what should I do"): `data/calls_for_help.yml`.

In daily life they mean the menu or the next step. After words of danger they mean that somebody must stay near.
"""

from __future__ import annotations

from functools import lru_cache

from bot.conversation.typed_titles import bare
from bot.languages import ROOT
from bot.yaml_file import read_yaml

FILE = ROOT / "data" / "calls_for_help.yml"


def is_call_for_help(text: str) -> bool:
    """Whether a text is nothing but such a call, in any language: people mix them."""
    return bare(text) in _calls()


@lru_cache(maxsize=1)
def _calls() -> frozenset[str]:
    return frozenset(bare(call) for calls in read_yaml(FILE).values() for call in calls)
