"""The gate: does this message speak of danger? Patterns decide alone when the classifier is away.

It judges; what is answered, who is told and what a person's "no" means is left to the conversation.
"""

from __future__ import annotations

from collections.abc import Callable
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

    `crisis_probability` gives for one sentence the likeliest crisis intent and the summed probability of all
    crisis intents. The decision is the graver one of both.
    """

    def __init__(
        self, patterns: Patterns, crisis_probability: CrisisProbability | None, act_above: float, ask_above: float
    ) -> None:
        self.patterns = patterns
        self.crisis_probability = crisis_probability
        self.act_above = act_above
        self.ask_above = ask_above

    @classmethod
    def load(cls, crisis_probability: CrisisProbability | None = None) -> Gate:
        """The gate of this installation. Raises ValueError when a file in data/safety is malformed."""
        thresholds = yaml.safe_load((SAFETY / "thresholds.yml").read_text(encoding="utf-8"))
        patterns = Patterns.load(SAFETY, list(live_languages()))
        return cls(patterns, crisis_probability, float(thresholds["act_above"]), float(thresholds["ask_above"]))

    def judge(self, text: str) -> Judgement:
        """The gravest that patterns and classifier find. Never raises, whatever the text is."""
        by_pattern = self._by_pattern(_ends(text, MOST_TEXT))
        if by_pattern.decision == "act" or self.crisis_probability is None:
            return by_pattern
        by_classifier = self._by_classifier(text)
        return max(by_pattern, by_classifier, key=lambda judgement: ORDER.index(judgement.decision))

    def _by_pattern(self, text: str) -> Judgement:
        best: Hit | None = None
        for seen, hit in enumerate(self.patterns.hits(text)):
            if best is None or _gravity(hit) > _gravity(best):
                best = hit
            if best.decision == "act" and (best.kind == KINDS[0] or seen > ENOUGH_HITS):
                break
        return Judgement(best.decision, best.kind, best.language) if best else Judgement()

    def _by_classifier(self, text: str) -> Judgement:
        parts = sentences(_ends(text, 20 * LONGEST_SENTENCE))
        if len(parts) > MOST_SENTENCES:
            parts = parts[: MOST_SENTENCES // 2] + parts[-MOST_SENTENCES // 2 :]
        best: tuple[str, float] = ("", 0.0)
        for part in parts:
            try:
                kind, probability = self.crisis_probability(part[:LONGEST_SENTENCE])  # type: ignore[misc]
            except Exception as error:  # whatever breaks in the classifier, the patterns go on
                log.error("crisis classifier failed, patterns only", error=type(error).__name__)
                continue
            if probability > best[1]:
                best = (kind, probability)
        if best[1] >= self.act_above:
            return Judgement("act", best[0])
        return Judgement("ask", best[0]) if best[1] >= self.ask_above else Judgement()


def _gravity(hit: Hit) -> tuple[int, int]:
    return ORDER.index(hit.decision), -KINDS.index(hit.kind)


def _ends(text: str, most: int) -> str:
    """The text, or its beginning and its end when it is longer than anyone writes."""
    return text if len(text) <= most else f"{text[: most // 2]}\n{text[-most // 2 :]}"
