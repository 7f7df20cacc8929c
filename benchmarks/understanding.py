"""How well held-out messages are understood, per language, beside a baseline of the same run.

Run: OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.understanding [language …]
Baseline: character n-grams alone with the same linear SVM, trained on the same examples.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator

import numpy as np
import yaml

from bot import build
from bot.languages import ROOT, live_languages
from bot.safety.gate import Gate
from bot.understanding.classifier import train
from bot.understanding.core import OUT_OF_SCOPE, Understanding
from bot.understanding.normalise import normalise


def examples(folder: str, language: str) -> Iterator[tuple[str, str]]:
    """(intent, text) of every example below data/nlu or tests/nlu in one language."""
    for file in sorted((ROOT / folder / language).glob("*.yml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            for line in entry["examples"].splitlines():
                if line.strip().startswith("- "):
                    yield entry["intent"], line.strip()[2:]


def main() -> None:
    languages = sys.argv[1:] or list(live_languages())
    current = build.usable()
    if current is None:
        sys.exit("There is no model yet. Run script/train first.")
    core = Understanding.load(build.folder_of(current) / build.CORE)
    patterns, gate = Gate.load(None), Gate.load(core.crisis_probability)
    training = [pair for language in live_languages() for pair in examples("data/nlu", language)]
    texts = [normalise(text) for _, text in training]
    nothing = np.zeros((len(texts), 1), dtype=np.float32)
    baseline = train(texts, nothing, [intent for intent, _ in training])

    print(f"build {current}; percentages on held-out messages; in brackets the ratio to the baseline (n-grams alone)")
    print("language  messages  right at once     among three       out of scope      ms (median, p95)")
    for language in languages:
        held = list(examples("tests/nlu", language))
        ours, times = [], []
        for intent, text in held:
            begun = time.perf_counter()
            understood = core.understand(text)
            times.append((time.perf_counter() - begun) * 1000)
            ours.append((intent, understood.intent, [ranked.intent for ranked in understood.ranking[:3]]))
        theirs = []
        for intent, text in held:
            scores = baseline.probabilities(normalise(text), nothing[0])
            three = [baseline.intents[column] for column in np.argsort(-scores)[:3]]
            theirs.append((intent, three[0], three))
        columns = []
        for in_scope, hit in (
            (True, lambda row: row[0] == row[1]),
            (True, lambda row: row[0] in row[2]),
            (False, lambda row: row[1] == OUT_OF_SCOPE),
        ):
            share = [
                100 * statistics.mean(hit(row) for row in rows if (row[0] != OUT_OF_SCOPE) == in_scope)
                for rows in (ours, theirs)
            ]
            columns.append(f"{share[0]:5.1f} ({share[0] / share[1]:.2f})")
        speed = f"{statistics.median(times):.0f}, {np.percentile(times, 95):.0f}"
        print(f"{language:9} {len(held):8}  " + "     ".join(columns) + f"     {speed}")
    print("\nlanguage  gate       caught   act     others: act   ask")
    for language in languages:
        held = list(examples("tests/nlu", language))
        for name, judge in (("patterns", patterns.judge), ("both", gate.judge)):
            danger = [judge(text).decision for intent, text in held if intent.startswith("crisis_")]
            others = [judge(text).decision for intent, text in held if not intent.startswith("crisis_")]
            caught = 100 * statistics.mean(decision != "none" for decision in danger)
            act = 100 * statistics.mean(decision == "act" for decision in danger)
            false_act = 100 * statistics.mean(decision == "act" for decision in others)
            false_ask = 100 * statistics.mean(decision == "ask" for decision in others)
            print(f"{language:9} {name:9} {caught:6.1f}%  {act:5.1f}%      {false_act:5.2f}%  {false_ask:5.2f}%")


if __name__ == "__main__":
    main()
