"""The patterns alone, as they decide while the classifier is away, on held-out messages: no edit may make them worse there."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from bot.languages import ROOT, live_languages
from bot.measure.messages import held_out
from bot.safety.gate import Gate
from bot.yaml_file import read_yaml

RECORDED = ROOT / "tests" / "nlu" / "recorded_patterns.yml"
# Points: one danger of 84 to 92, one other message acted on of some 600, three asked about.
ROOM = {"noticed": -1.2, "acted": 0.2, "asked": 0.5}


@cache
def gate() -> Gate:
    return Gate.load()


@pytest.mark.parametrize("language", list(live_languages()))
def test_the_patterns_are_as_good_as_recorded(language: str) -> None:
    """Those who edit patterns have not seen these messages; many examples to learn from were written to alarm."""
    count: Counter[tuple[bool, str]] = Counter()
    for message in held_out(language):
        count[message.intent.startswith("crisis_"), gate().judge(message.text).decision] += 1
    danger, others = (sum(number for (is_danger, _), number in count.items() if is_danger is of) for of in (True, False))
    now = {
        "noticed": 100 - 100 * count[True, "none"] / danger,
        "acted": 100 * count[False, "act"] / others,
        "asked": 100 * count[False, "ask"] / others,
    }
    recorded = read_yaml(RECORDED)[language]
    worse = {name: value for name, value in now.items() if (value - recorded[name] - ROOM[name]) * ROOM[name] > 0}
    found = ", ".join(f"{name}: {value:.1f}" for name, value in now.items())
    assert not worse, f"{', '.join(worse)} got worse than in {RECORDED.name}. Now: {{{found}}}"
