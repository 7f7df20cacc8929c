"""The gate: does this message speak of danger? Patterns decide alone when the classifier is away.

It judges; what is answered, who is told and what a person's "no" means is left to the conversation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Optional

import structlog

from bot.languages import ROOT, live_languages
from bot.safety.patterns import KINDS, Decision, Hit, Patterns
from bot.understanding.normalise import sentences_as_written
from bot.yaml_file import read_yaml

SAFETY = ROOT / "data" / "safety"
MOST_SENTENCES = 12  # for the classifier: half from the beginning, half from the end
LONGEST_PASSAGE = 300  # characters that the classifier reads at once
WHOLE_SHARE = 0.3  # of a passage as a whole in the odds, beside its likeliest sentence; compared in docs/safety.md
SURE_OF_KIND = (
    0.8  # of the classifier's danger, from which its kind counts before that of a pattern: right in 90.6 instead of 88.9 %
)
MOST_TEXT = 200_000  # characters for the patterns: half from the beginning, half from the end
ENOUGH_HITS = 100  # after so many, a long text that makes the gate act is not searched for a graver kind
ORDER: tuple[Decision, ...] = ("none", "ask", "act")

CrisisProbability = Callable[[str], tuple[str, float]]
LanguageOf = Callable[[str], Optional[str]]
log = structlog.get_logger()


@dataclass(frozen=True)
class Judgement:
    """What the gate thinks: `act` at once, `ask` kindly first, or `none`.

    `kind` is the crisis intent, `language` that of the pattern that hit, else the one in which the text is written (None:
    nobody knows). `likely`: asked about, and so likely danger that the team is to be told when no answer comes.
    """

    decision: Decision = "none"
    kind: Optional[str] = None
    language: Optional[str] = None
    likely: bool = False


class Gate:
    """Judges messages by the patterns of all live languages and, where there is one, the classifier.

    `crisis_probability` gives for one sentence the likeliest crisis intent and the probability that it speaks of danger,
    `language_of` the language of a text. A hit of a pattern, `ask` or `act`, adds its `evidence` to the logarithm of the
    odds. Without the classifier the patterns decide alone.
    """

    def __init__(
        self,
        patterns: Patterns,
        crisis_probability: CrisisProbability | None,
        act_above: float,
        ask_above: float,
        likely_above: float,
        evidence: Mapping[str, float],
        language_of: LanguageOf | None = None,
    ) -> None:
        self.patterns = patterns
        self.language_of = language_of
        self.crisis_probability = crisis_probability
        self.act_above = act_above
        self.ask_above = ask_above
        self.likely_above = likely_above
        self.evidence = evidence

    @classmethod
    def load(cls, crisis_probability: CrisisProbability | None = None, language_of: LanguageOf | None = None) -> Gate:
        """The gate of this installation. Raises ValueError when a file in data/safety is malformed."""
        thresholds = read_yaml(SAFETY / "thresholds.yml")
        patterns = Patterns.load(SAFETY, list(live_languages()))
        act, ask, likely = (float(thresholds[name]) for name in ("act_above", "ask_above", "likely_above"))
        return cls(patterns, crisis_probability, act, ask, likely, thresholds["evidence"], language_of)

    def judge(self, text: str) -> Judgement:
        """What patterns and classifier find together. Never raises, whatever the text is."""
        found = self._judge(text)
        if found.decision == "none" or found.language or self.language_of is None:
            return found
        try:  # who is in danger and chose no language yet is answered in their own
            return replace(found, language=self.language_of(text))
        except Exception as error:  # help in another language is better than none
            log.error("language not found", error=type(error).__name__)
            return found

    def _judge(self, text: str) -> Judgement:
        by_pattern, alone = self._by_pattern(_ends(text, MOST_TEXT))
        if self.crisis_probability is None:
            return _unweighed(by_pattern)
        passages, whole = _passages(text)
        read = [self._by_classifier(passage) for passage in passages]
        kind, probability = max(((kind, found) for kind, found, _ in read), key=lambda each: each[1], default=("", 0.0))
        if not whole or not all(complete for _, _, complete in read):
            # What the classifier did not read it cannot weigh: the graver of the two counts.
            by_classifier = Judgement(self._decision(probability), kind)
            return _unweighed(max(by_pattern, by_classifier, key=lambda judgement: ORDER.index(judgement.decision)))
        weighed = _with_evidence(probability, self.evidence.get(by_pattern.decision, 0.0))
        decision = self._decision(weighed)
        if decision == "none" and by_pattern.decision == "act":
            decision = "ask"  # words that the team takes for certain danger are never passed over
        if decision == "none" and alone:
            decision = "ask"  # nothing else in the message tells what somebody is afraid of
        if decision == "none" and by_pattern.decision == "ask":
            # A question costs little: for it a hit counts more than for an act.
            asked = self._decision(_with_evidence(probability, self.evidence.get("only_ask", 0.0)))
            decision = "none" if asked == "none" else "ask"
        if decision == "none":
            return Judgement()
        # Of which kind it is, words alone tell less well, unless they are those of somebody in mortal danger.
        mortal = by_pattern.decision == "act" and by_pattern.kind == KINDS[0]
        read_kind = kind if probability >= SURE_OF_KIND and not mortal else by_pattern.kind or kind
        return Judgement(decision, read_kind, by_pattern.language, decision == "ask" and weighed >= self.likely_above)

    def _decision(self, probability: float) -> Decision:
        return "act" if probability >= self.act_above else "ask" if probability >= self.ask_above else "none"

    def _by_pattern(self, text: str) -> tuple[Judgement, bool]:
        """The gravest that the patterns find, and whether one of them is all that the message says."""
        best: Hit | None = None
        alone = False
        for seen, hit in enumerate(self.patterns.hits(text)):
            alone = alone or hit.alone
            if best is None or _gravity(hit) > _gravity(best):
                best = hit
            if best.decision == "act" and (best.kind == KINDS[0] or seen > ENOUGH_HITS):
                break
        return (Judgement(best.decision, best.kind, best.language) if best else Judgement()), alone

    def _by_classifier(self, passage: list[str]) -> tuple[str, float, bool]:
        """The likeliest kind of danger in some sentences, its probability, and whether the classifier read them all.

        A sentence alone is easily taken for what it is not ("he hits"), and many together hide the one that counts: the
        likeliest sentence and the passage as a whole are weighed together. Of many harmless sentences one looks like danger
        by chance, so the odds are divided by how many there are.
        """
        read = [found for sentence in passage if (found := self._read(sentence))]
        kind, likeliest = max(read, key=lambda found: found[1], default=("", 0.0))
        if len(passage) == 1 or len(read) < len(passage) or not (together := self._read(" ".join(passage))):
            return kind, likeliest, len(read) == len(passage) == 1
        odds = WHOLE_SHARE * _log_odds(together[1]) + (1 - WHOLE_SHARE) * _log_odds(likeliest)
        return kind, _probability(odds - math.log(len(passage))), True

    def _read(self, text: str) -> tuple[str, float] | None:
        """What the classifier says; None when it broke."""
        try:
            return self.crisis_probability(text)  # type: ignore[misc]
        except Exception as error:  # whatever breaks in the classifier, the patterns go on
            log.error("crisis classifier failed, patterns only", error=type(error).__name__)
            return None


def _unweighed(judgement: Judgement) -> Judgement:
    """Where nothing can be weighed, whatever makes the gate ask is taken for likely."""
    return replace(judgement, likely=judgement.decision == "ask")


def _passages(text: str) -> tuple[list[list[str]], bool]:
    """The sentences that the classifier reads, by passages of some, and whether that is all of the text.

    Of many sentences the first and the last are read.
    """
    read = _ends(text, 20 * LONGEST_PASSAGE)
    parts = sentences_as_written(read)
    some = parts if len(parts) <= MOST_SENTENCES else parts[: MOST_SENTENCES // 2] + parts[-MOST_SENTENCES // 2 :]
    cut = [part[:LONGEST_PASSAGE] for part in some]
    passages: list[list[str]] = []
    for part in cut:
        if passages and len(" ".join([*passages[-1], part])) <= LONGEST_PASSAGE:
            passages[-1].append(part)
        else:
            passages.append([part])
    return passages, read == text and cut == parts


def _with_evidence(probability: float, evidence: float) -> float:
    """A probability whose odds are multiplied by e to the power of the evidence."""
    return _probability(_log_odds(probability) + evidence)


def _log_odds(probability: float) -> float:
    likely = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(likely / (1 - likely))


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _gravity(hit: Hit) -> tuple[int, int]:
    return ORDER.index(hit.decision), -KINDS.index(hit.kind)


def _ends(text: str, most: int) -> str:
    """The text, or its beginning and its end when it is longer than anyone writes."""
    return text if len(text) <= most else f"{text[: most // 2]}\n{text[-most // 2 :]}"
