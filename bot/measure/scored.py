"""Held-out messages with what a build takes them for. What follows from it in figures is left to `figures.py`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Protocol

from tqdm import tqdm

from bot import build
from bot.measure.messages import KnownVectors, Message, Progress, held_out
from bot.understanding.classifier import WEIGHTS
from bot.understanding.core import THRESHOLDS, Understanding, Understood
from bot.understanding.decision import Thresholds

THREE = 3


class Core(Protocol):
    """What understands texts."""

    def understand(self, text: str, language: str | None = None) -> Understood: ...


@dataclass(frozen=True)
class Scored:
    """A message and what it was taken for."""

    message: Message
    understood: Understood

    @property
    def right(self) -> bool:
        """Whether the right intent came first, whatever was decided then."""
        return self.understood.intent == self.message.intent

    @property
    def among_three(self) -> bool:
        """Whether the right intent is one of the three that are likeliest."""
        return self.right or self.message.intent in [ranked.intent for ranked in self.understood.ranking[:THREE]]

    @property
    def first(self) -> tuple[float, bool]:
        """The confidence of the likeliest intent before the thresholds, and whether it is right."""
        if not self.understood.ranking:
            return 1.0, not self.message.in_scope  # a text without a word: no model was asked
        likeliest = self.understood.ranking[0]
        return likeliest.confidence, likeliest.intent == self.message.intent


@dataclass(frozen=True)
class Measurement:
    """What a build makes of the held-out messages of each language."""

    build: str
    trained: date
    thresholds: Thresholds
    scored: dict[str, list[Scored]]

    def all(self) -> list[Scored]:
        """The messages of all languages."""
        return [one for scored in self.scored.values() for one in scored]


def scored(core: Core, messages: Sequence[Message], progress: Progress | None = None) -> list[Scored]:
    """What the core takes each message for; the language is left to it to guess."""
    found = []
    for done, message in enumerate(messages, 1):
        found.append(Scored(message, core.understand(message.text)))
        if progress:
            progress(done, len(messages))
    return found


def measure(build_id: str, languages: Iterable[str]) -> Measurement:
    """Understand the held-out messages of some languages with a build; progress goes to standard error."""
    folder = build.folder_of(build_id) / build.CORE
    messages = {language: held_out(language) for language in languages}
    texts = [message.text for some in messages.values() for message in some]
    with progress_bar("vectors") as show:
        vectors = KnownVectors(texts, show)
    core = Understanding.load(folder, vectors)
    found = {}
    for language, some in messages.items():
        with progress_bar(language) as show:
            found[language] = scored(core, some, show)
    return Measurement(
        build=build_id,
        trained=datetime.fromtimestamp((folder / WEIGHTS).stat().st_mtime, timezone.utc).date(),
        thresholds=Thresholds(**json.loads((folder / THRESHOLDS).read_text(encoding="utf-8"))),
        scored=found,
    )


@contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """Shows (done, all) on standard error; nothing when there is nothing to do."""
    bar: tqdm | None = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        bar = bar if bar is not None else tqdm(desc=name, total=total, unit=" texts")
        bar.update(done - bar.n)

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()
