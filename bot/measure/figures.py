"""Figures on scored messages: pure functions, percentages, nothing about how they are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.measure.scored import Scored

BINS = 10
GOALS = {"right_at_once": 85.0, "among_three": 95.0, "out_of_scope": 70.0}  # what to reach in every language


@dataclass(frozen=True)
class Figures:
    """How well the messages of one language are understood; all but the counts are percentages.

    `right_at_once`, `among_three`: in-scope messages whose intent came first, or among the first three. `out_of_scope`:
    messages that are none of ours and recognised as such. The five that follow are what people would see: in-scope
    messages answered rightly, answered wrongly, asked back (buttons), refused; other messages answered as if they were
    ours. `calibration_error`: how far confidence and truth lie apart. `language`: messages whose language was
    recognised; `other_language`: taken for another of ours.
    """

    messages: int
    in_scope: int
    right_at_once: float
    among_three: float
    out_of_scope: float
    answered_rightly: float
    answered_wrongly: float
    asked_back: float
    refused: float
    strangers_answered: float
    calibration_error: float
    language: float
    other_language: float


@dataclass(frozen=True)
class Bin:
    """Messages of about the same confidence: how many, how sure on average, and how often right (0-1)."""

    messages: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Weak:
    """How an intent is understood in one language, in percentages."""

    intent: str
    messages: int
    right_at_once: float
    among_three: float


@dataclass(frozen=True)
class Confusion:
    """Messages that want one thing and are taken for another."""

    wanted: str
    found: str
    scored: tuple[Scored, ...]


def share(hits: Iterable[bool]) -> float:
    """The percentage of true ones; 100 of none, since nothing went wrong."""
    known = list(hits)
    return 100 * sum(known) / len(known) if known else 100.0


def figures(scored: Sequence[Scored], codes: Iterable[str]) -> Figures:
    """The figures of messages; `codes` are our languages."""
    ours = [one for one in scored if one.message.in_scope]
    others = [one for one in scored if not one.message.in_scope]
    known = frozenset(codes)
    return Figures(
        messages=len(scored),
        in_scope=len(ours),
        right_at_once=share(one.right for one in ours),
        among_three=share(one.among_three for one in ours),
        out_of_scope=share(one.right for one in others),
        answered_rightly=share(one.right and one.understood.decision == "answer" for one in ours),
        answered_wrongly=share(not one.right and one.understood.decision == "answer" for one in ours) if ours else 0.0,
        asked_back=share(one.understood.decision == "choose" for one in ours) if ours else 0.0,
        refused=share(one.understood.decision == "out_of_scope" for one in ours) if ours else 0.0,
        strangers_answered=share(one.understood.decision == "answer" for one in others) if others else 0.0,
        calibration_error=calibration_error([one.first for one in scored]),
        language=share(one.understood.language == one.message.language for one in scored),
        other_language=share(one.understood.language in known - {one.message.language} for one in scored) if scored else 0.0,
    )


def calibration(first: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Pairs of confidence and truth in ten bins of confidence; empty bins are left out."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in first:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return [
        Bin(len(pairs), sum(sure for sure, _ in pairs) / len(pairs), sum(right for _, right in pairs) / len(pairs))
        for _, pairs in sorted(bins.items())
    ]


def calibration_error(first: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error in percentage points: the mean distance of confidence and truth over the bins."""
    return 100 * sum(one.messages * abs(one.confidence - one.right) for one in calibration(first)) / max(len(first), 1)


def weakest(scored: Sequence[Scored]) -> list[Weak]:
    """Every intent, the worst understood first."""
    by_intent: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        by_intent[one.message.intent].append(one)
    found = [
        Weak(intent, len(some), share(one.right for one in some), share(one.among_three for one in some))
        for intent, some in by_intent.items()
    ]
    return sorted(found, key=lambda weak: (weak.right_at_once, weak.among_three, -weak.messages, weak.intent))


def confusions(scored: Sequence[Scored]) -> list[Confusion]:
    """The pairs of intents that are taken for one another, the most frequent first."""
    pairs: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for one in scored:
        if not one.right:
            pairs[one.message.intent, one.understood.intent].append(one)
    ordered = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Confusion(wanted, found, tuple(some)) for (wanted, found), some in ordered]
