"""Trains approaches on the same examples and tests them on the same messages. The approaches are left to `approaches.py`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from bot.measure.approaches import Approach, Probabilities, Sample
from bot.measure.figures import calibration_error, share
from bot.measure.messages import KnownVectors, Message, as_learned
from bot.measure.report import ALL, table
from bot.measure.scored import THREE
from bot.understanding.core import OUT_OF_SCOPE

FOLDS = 3


@dataclass(frozen=True)
class Accuracy:
    """Percentages, before any threshold: the first intent is right, one of three is, strangers recognised."""

    at_once: float
    among_three: float
    out_of_scope: float
    calibration_error: float


@dataclass(frozen=True)
class Result:
    """How an approach did per language, and how long it took; embedding is apart, since it is the same for all."""

    approach: str
    accuracy: dict[str, Accuracy]
    seconds: float
    milliseconds: float


def sample_of(messages: Sequence[Message], vectors: KnownVectors) -> Sample:
    """Messages with their vectors."""
    return Sample(
        [as_learned(message.text) for message in messages],
        np.stack([vectors.whole(message.text) for message in messages]),
        [message.intent for message in messages],
        [message.language for message in messages],
    )


def compare(
    approaches: Mapping[str, Approach],
    splits: Sequence[tuple[Sample, Sample]],
    say: Callable[[str], None] = lambda line: None,
) -> Iterable[Result]:
    """Train and test each approach on each pair of samples; the messages of several pairs are counted together."""
    for name, approach in approaches.items():
        seconds = spent = 0.0
        judged: list[tuple[str, str, list[str], float]] = []  # language, intent, three likeliest, confidence
        for number, (training, test) in enumerate(splits, 1):
            say(f"{name}: training {number} of {len(splits)}, {len(training.plain)} examples")
            begun = time.perf_counter()
            predict = approach(training)
            trained = time.perf_counter()
            probabilities = predict(test)
            seconds, spent = seconds + trained - begun, spent + time.perf_counter() - trained
            judged += _judged(test, training.names, probabilities)
        languages = [*dict.fromkeys(language for language, *_ in judged)]
        accuracy = {code: _accuracy([row for row in judged if row[0] == code]) for code in languages}
        accuracy[ALL] = _accuracy(judged)
        yield Result(name, accuracy, seconds / len(splits), 1000 * spent / len(judged))


def folds(sample: Sample, count: int = FOLDS) -> list[tuple[Sample, Sample]]:
    """The sample in parts, each once for testing and the others for training; every intent and language in each part."""
    from sklearn.model_selection import StratifiedKFold

    kinds = [f"{language} {intent}" for language, intent in zip(sample.languages, sample.intents)]
    parts = StratifiedKFold(count, shuffle=True, random_state=0).split(kinds, kinds)
    return [(sample.take(training.tolist()), sample.take(test.tolist())) for training, test in parts]


def comparison_table(results: Sequence[Result]) -> list[str]:
    """One table per figure, approaches down and languages across."""
    lines: list[str] = []
    for figure in fields(Accuracy):
        codes = list(results[0].accuracy)
        rows = [[one.approach, *(f"{getattr(one.accuracy[code], figure.name):.1f}" for code in codes)] for one in results]
        lines += [*table([figure.name.replace("_", " "), *codes], rows), ""]
    times = [[one.approach, f"{one.seconds:.1f}", f"{one.milliseconds:.2f}"] for one in results]
    return [*lines, *table(["time, embedding apart", "seconds to train", "ms a message"], times)]


def _judged(test: Sample, names: Sequence[str], probabilities: Probabilities) -> list[tuple[str, str, list[str], float]]:
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :THREE]
    return [
        (test.languages[row], test.intents[row], [names[column] for column in columns], float(probabilities[row, columns[0]]))
        for row, columns in enumerate(order)
    ]


def _accuracy(judged: Sequence[tuple[str, str, list[str], float]]) -> Accuracy:
    ours = [(intent, three) for _, intent, three, _ in judged if intent != OUT_OF_SCOPE]
    return Accuracy(
        at_once=share(intent == three[0] for intent, three in ours),
        among_three=share(intent in three for intent, three in ours),
        out_of_scope=share(three[0] == intent for _, intent, three, _ in judged if intent == OUT_OF_SCOPE),
        calibration_error=calibration_error([(confidence, intent == three[0]) for _, intent, three, confidence in judged]),
    )
