"""The gate: does this message speak of danger? Patterns decide alone when the classifier is away.

It judges; what is answered, who is told and what a person's "no" means is left to the conversation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Optional

import structlog
import yaml

from bot.languages import ROOT, live_languages
from bot.safety.patterns import KINDS, Decision, Hit, Patterns
from bot.understanding.normalise import sentences

SAFETY = ROOT / "data" / "safety"
MOST_SENTENCES = 12  # for the classifier: half from the beginning, half from the end
LONGEST_SENTENCE = 300  # characters for the classifier
MOST_TEXT = 200_000  # characters for the patterns: half from the beginning, half from the end
ENOUGH_HITS = 100  # after so many, a long text that makes the gate act is not searched for a graver kind
ORDER: tuple[Decision, ...] = ("none", "ask", "act")

CrisisProbability = Callable[[str], tuple[str, float]]
log = structlog.get_logger()


@dataclass(frozen=True)
class Judgement:
    """What the gate thinks: `act` at once, `ask` kindly first, or `none`.

    `kind` is the crisis intent, `language` the language of the pattern that hit (None for the classifier).
    """

    decision: Decision = "none"
    kind: Optional[str] = None
    language: Optional[str] = None


class Gate:
    """Judges messages by the patterns of all live languages and, where there is one, the classifier.

    `crisis_probability` gives for one sentence the likeliest crisis intent and the probability that it speaks of danger.
    A hit of a pattern, `ask` or `act`, adds its `evidence` to the logarithm of the odds. Without the classifier the patterns
    decide alone.
    """

    def __init__(
        self,
        patterns: Patterns,
        crisis_probability: CrisisProbability | None,
        act_above: float,
        ask_above: float,
        evidence: Mapping[str, float],
    ) -> None:
        self.patterns = patterns
        self.crisis_probability = crisis_probability
        self.act_above = act_above
        self.ask_above = ask_above
        self.evidence = evidence

    @classmethod
    def load(cls, crisis_probability: CrisisProbability | None = None) -> Gate:
        """The gate of this installation. Raises ValueError when a file in data/safety is malformed."""
        thresholds = yaml.safe_load((SAFETY / "thresholds.yml").read_text(encoding="utf-8"))
        patterns = Patterns.load(SAFETY, list(live_languages()))
        act_above, ask_above = float(thresholds["act_above"]), float(thresholds["ask_above"])
        return cls(patterns, crisis_probability, act_above, ask_above, thresholds["evidence"])

    def judge(self, text: str) -> Judgement:
        """What patterns and classifier find together. Never raises, whatever the text is."""
        by_pattern = self._by_pattern(_ends(text, MOST_TEXT))
        if self.crisis_probability is None:
            return by_pattern
        parts, whole = _parts(text)
        read = [likeliest for part in parts if (likeliest := self._by_classifier(part))]
        kind, probability = max(read, key=lambda likeliest: likeliest[1], default=("", 0.0))
        if not whole or len(read) < len(parts):  # what the classifier did not read it cannot weigh: the graver one counts
            alone = Judgement(self._decision(probability), kind)
            return max(by_pattern, alone, key=lambda judgement: ORDER.index(judgement.decision))
        decision = self._decision(_with_evidence(probability, self.evidence.get(by_pattern.decision, 0.0)))
        if decision == "none" and by_pattern.decision == "act":
            decision = "ask"  # words that the team takes for certain danger are never passed over
        return Judgement() if decision == "none" else Judgement(decision, by_pattern.kind or kind, by_pattern.language)

    def _decision(self, probability: float) -> Decision:
        return "act" if probability >= self.act_above else "ask" if probability >= self.ask_above else "none"

    def _by_pattern(self, text: str) -> Judgement:
        best: Hit | None = None
        for seen, hit in enumerate(self.patterns.hits(text)):
            if best is None or _gravity(hit) > _gravity(best):
                best = hit
            if best.decision == "act" and (best.kind == KINDS[0] or seen > ENOUGH_HITS):
                break
        return Judgement(best.decision, best.kind, best.language) if best else Judgement()

    def _by_classifier(self, sentence: str) -> tuple[str, float] | None:
        """The likeliest kind of danger in a sentence and its probability; None when the classifier broke."""
        try:
            return self.crisis_probability(sentence)  # type: ignore[misc]
        except Exception as error:  # whatever breaks in the classifier, the patterns go on
            log.error("crisis classifier failed, patterns only", error=type(error).__name__)
            return None


def _parts(text: str) -> tuple[list[str], bool]:
    """The sentences that the classifier reads, the first and the last of many, and whether that is all of the text."""
    read = _ends(text, 20 * LONGEST_SENTENCE)
    parts = sentences(read)
    some = parts if len(parts) <= MOST_SENTENCES else parts[: MOST_SENTENCES // 2] + parts[-MOST_SENTENCES // 2 :]
    cut = [part[:LONGEST_SENTENCE] for part in some]
    return cut, read == text and cut == parts


def _with_evidence(probability: float, evidence: float) -> float:
    """A probability whose odds are multiplied by e to the power of the evidence."""
    likely = min(max(probability, 1e-9), 1 - 1e-9)
    return 1 / (1 + (1 - likely) / likely * math.exp(-evidence))


def _gravity(hit: Hit) -> tuple[int, int]:
    return ORDER.index(hit.decision), -KINDS.index(hit.kind)


def _ends(text: str, most: int) -> str:
    """The text, or its beginning and its end when it is longer than anyone writes."""
    return text if len(text) <= most else f"{text[: most // 2]}\n{text[-most // 2 :]}"
