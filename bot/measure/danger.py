"""How well the safety gate hears danger in held-out messages: what it made of each, and figures on that.

How it is shown and recorded is left to `danger_report.py`. The gate is handed in, since rooms further out may not be imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from pathlib import PurePosixPath
from typing import Any, Optional, Protocol

from bot import build
from bot.measure.messages import KnownVectors, Message, Progress, held_out
from bot.measure.scored import progress_bar
from bot.understanding.classifier import DANGER
from bot.understanding.core import LONGEST_WHOLE, Understanding
from bot.understanding.normalise import sentences_as_written

EXAGGERATIONS = "exaggerations"  # what the files of figures of speech begin with: nobody in them is in danger
CrisisProbability = Callable[[str], "tuple[str, float]"]


class Gate(Protocol):
    """What judges messages by patterns and classifier together."""

    act_above: float
    ask_above: float
    patterns: Any  # `hits(text)` tells what they find: decision, kind, language and the pattern itself

    def judge(self, text: str) -> Any: ...  # a decision and a kind


@dataclass(frozen=True)
class Heard:
    """A message and what the gate made of it: `act`, `ask` or `none`, and of which kind it took the danger to be.

    `probability` is the highest that the classifier gave to a sentence, before patterns are weighed. Where the gate was
    wrong, `patterns` are those that hit, each once, what makes the gate act first.
    """

    message: Message
    decision: str
    kind: Optional[str]
    probability: float
    patterns: tuple[str, ...] = ()

    @property
    def danger(self) -> bool:
        """Whether the message really speaks of danger."""
        return self.message.intent.startswith(DANGER)

    @property
    def wrong(self) -> bool:
        """Whether danger is missed, or the gate alarmed without any."""
        return self.danger == (self.decision == "none")

    @property
    def exaggeration(self) -> bool:
        return not self.danger and PurePosixPath(self.message.place).name.startswith(EXAGGERATIONS)


@dataclass(frozen=True)
class Tally:
    """How many messages the gate acted on and asked about; `act`, `ask` and `noticed` (either) are percentages."""

    messages: int
    acted: int
    asked: int

    @classmethod
    def of(cls, heard: Iterable[Heard]) -> Tally:
        decisions = [one.decision for one in heard]
        return cls(len(decisions), decisions.count("act"), decisions.count("ask"))

    @property
    def act(self) -> float:
        return 100 * self.acted / max(self.messages, 1)

    @property
    def ask(self) -> float:
        return 100 * self.asked / max(self.messages, 1)

    @property
    def noticed(self) -> float:
        return 100 * (self.acted + self.asked) / max(self.messages, 1)


@dataclass(frozen=True)
class Figures:
    """How the gate did on some messages: those of danger, also by kind, and all others, exaggerations among them.

    `needless` counts the intents of other messages that it was alarmed by, the worst first.
    """

    danger: Tally
    kinds: Mapping[str, Tally]
    others: Tally
    exaggerations: Tally
    needless: Mapping[str, Tally]


@dataclass(frozen=True)
class Measurement:
    """What the gate of a build makes of the held-out messages of each language, and on which day it was asked."""

    build: str
    day: date
    act_above: float
    ask_above: float
    heard: Mapping[str, Sequence[Heard]]

    def all(self) -> list[Heard]:
        """The messages of all languages."""
        return [one for heard in self.heard.values() for one in heard]


class Noted:
    """A classifier that notes what it says: the gate tells its judgement only.

    The gate goes on with its patterns when a classifier fails, which a measurement must not: see `highest`.
    """

    def __init__(self, crisis_probability: CrisisProbability) -> None:
        self._crisis_probability = crisis_probability
        self._said: list[float] = []
        self._failure: Exception | None = None

    def __call__(self, sentence: str) -> tuple[str, float]:
        try:
            kind, probability = self._crisis_probability(sentence)
        except Exception as failure:
            self._failure = failure
            raise
        self._said.append(probability)
        return kind, probability

    def highest(self) -> float:
        """The highest probability since the last call. Raises what the classifier failed with."""
        if self._failure is not None:
            raise self._failure
        highest = max(self._said, default=0.0)
        self._said.clear()
        return highest


def hear(gate: Gate, noted: Noted, messages: Sequence[Message], progress: Progress | None = None) -> list[Heard]:
    """What a gate that asks `noted` makes of each message."""
    found = []
    for done, message in enumerate(messages, 1):
        judgement = gate.judge(message.text)
        one = Heard(message, judgement.decision, judgement.kind, noted.highest())
        # To look once more at every message would take as long as judging it.
        found.append(replace(one, patterns=_hits(gate, message.text)) if one.wrong else one)
        if progress:
            progress(done, len(messages))
    return found


def measure(build_id: str, languages: Iterable[str], load_gate: Callable[[CrisisProbability], Gate]) -> Measurement:
    """Let the gate judge the held-out messages of some languages; progress goes to standard error."""
    messages = {language: held_out(language) for language in languages}
    texts = [message.text for some in messages.values() for message in some]
    read = [part[:LONGEST_WHOLE] for text in texts for part in sentences_as_written(text)]
    with progress_bar("vectors") as show:
        vectors = KnownVectors(read, show)
    noted = Noted(Understanding.load(build.folder_of(build_id) / build.CORE, vectors).crisis_probability)
    gate = load_gate(noted)
    heard = {}
    for language, some in messages.items():
        with progress_bar(language) as show:
            heard[language] = hear(gate, noted, some, show)
    return Measurement(build_id, datetime.now(timezone.utc).date(), gate.act_above, gate.ask_above, heard)


def figures(heard: Iterable[Heard]) -> Figures:
    """Count what the gate did."""
    danger: dict[str, list[Heard]] = {}
    others: dict[str, list[Heard]] = {}
    for one in heard:
        (danger if one.danger else others).setdefault(one.message.intent, []).append(one)
    calm = [one for some in others.values() for one in some]
    needless = {intent: tally for intent, some in others.items() if (tally := Tally.of(some)).noticed}
    return Figures(
        danger=Tally.of(one for some in danger.values() for one in some),
        kinds={kind: Tally.of(danger[kind]) for kind in sorted(danger)},
        others=Tally.of(calm),
        exaggerations=Tally.of(one for one in calm if one.exaggeration),
        needless=dict(sorted(needless.items(), key=lambda pair: (-pair[1].noticed, -pair[1].act, pair[0]))),
    )


def _hits(gate: Gate, text: str) -> tuple[str, ...]:
    hits = sorted(gate.patterns.hits(text), key=lambda hit: hit.decision != "act")
    return tuple(dict.fromkeys(f"{hit.decision} {hit.kind} ({hit.language}: {hit.pattern})" for hit in hits))
