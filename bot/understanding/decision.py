"""From probabilities to a decision: answer, ask which of several is meant, or say that it is not for us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Decision = Literal["answer", "choose", "out_of_scope"]

OUT_OF_SCOPE = "out_of_scope"
# A tie is won by the graver meaning: somebody in danger before something sensitive before all else.
_GRAVITY = ("crisis_", "sensitive_")


@dataclass(frozen=True)
class Thresholds:
    """Probabilities below which the assistant does not answer at once.

    `answer`: the least probability of the first; `margin`: its least lead over the second;
    `refuse`: below this the text is taken as none of ours; `tie`: what counts as equal.
    """

    answer: float = 0.35
    margin: float = 0.08
    refuse: float = 0.12
    tie: float = 0.05


def decide(ranking: Sequence[tuple[str, float]], thresholds: Thresholds) -> tuple[str, Decision]:
    """The intent and the decision for (intent, probability) pairs, the likeliest first."""
    if not ranking:
        return OUT_OF_SCOPE, "out_of_scope"
    best, sure = ranking[0]
    for prefix in _GRAVITY:
        grave = next(((name, p) for name, p in ranking if name.startswith(prefix)), None)
        if grave and sure - grave[1] <= thresholds.tie and not best.startswith(_GRAVITY[0]):
            best, sure = grave
            break
    if best == OUT_OF_SCOPE or sure < thresholds.refuse:
        return OUT_OF_SCOPE, "out_of_scope"
    second = max((p for name, p in ranking if name != best), default=0.0)
    if sure >= thresholds.answer and sure - second >= thresholds.margin:
        return best, "answer"
    return best, "choose"
