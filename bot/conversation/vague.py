"""Bare phrases that say nothing by themselves ("more", "go deeper"): `data/vague_phrases.yml`.

The classifier must take them for something and is often sure of it; asked back they cost one tap.
"""

from __future__ import annotations

from functools import lru_cache

from bot.conversation.typed_titles import bare
from bot.languages import ROOT
from bot.yaml_file import read_yaml

FILE = ROOT / "data" / "vague_phrases.yml"
OFTEN_MEANT = ("ask_simpler", "ask_next_step", "stop")  # what is offered to be chosen


def is_vague(text: str) -> bool:
    """Whether a text is nothing but such a phrase, in any language: people mix them."""
    return bare(text) in _phrases()


@lru_cache(maxsize=1)
def _phrases() -> frozenset[str]:
    return frozenset(bare(phrase) for phrases in read_yaml(FILE).values() for phrase in phrases)
