"""What other thresholds would make of the same messages: pure functions. The picture is left to `drawing.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.measure.scored import Scored
from bot.understanding.core import OUT_OF_SCOPE
from bot.understanding.decision import Thresholds, decide

ANSWERS = [round(0.01 * step, 2) for step in range(5, 96)]
REFUSALS = [round(0.02 * step, 2) for step in range(31)]
MOST_WRONG, LEAST_RECOGNISED = 5.0, 70.0  # percentages: wrong answers among in-scope messages, recall of all others
# Thresholds at which the first intent is always answered; what it is does not depend on them, only on `tie`.
_ANSWER_ALL = {"answer": 0.0, "margin": -2.0, "refuse": 0.0}


@dataclass(frozen=True)
class Outcome:
    """Percentages: in-scope messages answered rightly, answered wrongly, asked back; others recognised."""

    right: float
    wrong: float
    asked: float
    recognised: float


@dataclass(frozen=True)
class Judged:
    """Messages as far as the thresholds look at them: arrays, one entry per message."""

    in_scope: NDArray[np.bool_]
    right: NDArray[np.bool_]  # the first intent is the wanted one
    stranger: NDArray[np.bool_]  # the first intent is out of scope
    sure: NDArray[np.float64]
    lead: NDArray[np.float64]

    @classmethod
    def of(cls, scored: Sequence[Scored], thresholds: Thresholds) -> Judged:
        """Look at each message once; `thresholds` says what counts as a tie."""
        rows = [_judge(one, replace(thresholds, **_ANSWER_ALL)) for one in scored]
        columns = [np.array(column) for column in zip(*rows)] if rows else [np.zeros(0)] * 5
        in_scope, right, stranger, sure, lead = columns
        return cls(in_scope.astype(bool), right.astype(bool), stranger.astype(bool), sure, lead)

    def outcome(self, thresholds: Thresholds) -> Outcome:
        """What people would see with some thresholds; agrees with `decide`."""
        refused = self.stranger | (self.sure < thresholds.refuse)
        answered = ~refused & (self.sure >= thresholds.answer) & (self.lead >= thresholds.margin)
        ours, others = self.in_scope, ~self.in_scope
        return Outcome(
            right=_share(answered & self.right, ours),
            wrong=_share(answered & ~self.right, ours),
            asked=_share(~refused & ~answered, ours),
            recognised=_share(refused, others),
        )


def best(by_language: Mapping[str, Judged], now: Thresholds) -> tuple[Thresholds, bool]:
    """The thresholds with most right answers on average, and whether they keep to the limits.

    The limits hold for every language: at most 5 % wrong answers, at least 70 % of strangers recognised. Where none keeps
    to them, those that miss them least; of equals those next to what is in use. Only `answer` and `refuse` are looked for.
    """
    candidates = [replace(now, answer=answer, refuse=refuse) for answer in ANSWERS for refuse in REFUSALS if refuse <= answer]

    def merit(thresholds: Thresholds) -> tuple[float, float, float]:
        outcomes = [judged.outcome(thresholds) for judged in by_language.values()]
        change = abs(thresholds.answer - now.answer) + abs(thresholds.refuse - now.refuse)
        return -sum(map(missed, outcomes)), sum(outcome.right for outcome in outcomes), -change

    found = max(candidates, key=merit)
    return found, merit(found)[0] == 0


def missed(outcome: Outcome) -> float:
    """By how many points an outcome misses the limits."""
    return max(outcome.wrong - MOST_WRONG, 0.0) + max(LEAST_RECOGNISED - outcome.recognised, 0.0)


def _judge(one: Scored, answer_all: Thresholds) -> tuple[bool, bool, bool, float, float]:
    in_scope, ranking = one.message.in_scope, [(ranked.intent, ranked.confidence) for ranked in one.understood.ranking]
    if not ranking:
        return in_scope, not in_scope, True, 0.0, 0.0
    intent, _ = decide(ranking, answer_all)
    sure = next(confidence for name, confidence in ranking if name == intent)
    second = max((confidence for name, confidence in ranking if name != intent), default=0.0)
    return in_scope, intent == one.message.intent, intent == OUT_OF_SCOPE, sure, sure - second


def _share(hits: NDArray[np.bool_], of: NDArray[np.bool_]) -> float:
    return 100 * float(hits[of].mean()) if of.any() else 0.0
