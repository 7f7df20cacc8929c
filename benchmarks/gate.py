"""What the gate notices of held-out messages, per language: patterns and classifier together beside patterns alone.

Run: OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.gate [language …]
Baseline: the patterns without the classifier, as when the weights are missing.
"""

from __future__ import annotations

import statistics
import sys
import time

from bot import build
from bot.languages import live_languages
from bot.measure.messages import held_out
from bot.safety.gate import Gate
from bot.understanding.core import Understanding


def main() -> None:
    current = build.usable()
    if current is None:
        sys.exit("There is no model yet. Run script/train first.")
    core = Understanding.load(build.folder_of(current) / build.CORE)
    alone, together = Gate.load(None), Gate.load(core.crisis_probability)
    print(f"build {current}; percentages of held-out messages; in brackets the ratio to the patterns alone")
    print("language   danger: act or ask     act        others: act   ask        ms (median)")
    for language in sys.argv[1:] or live_languages():
        messages = held_out(language)
        begun = time.perf_counter()
        rows = [(message.intent.startswith("crisis_"), together.judge(message.text).decision) for message in messages]
        spent = 1000 * (time.perf_counter() - begun) / len(messages)
        base = [(message.intent.startswith("crisis_"), alone.judge(message.text).decision) for message in messages]
        columns = []
        for danger, wanted in ((True, ("act", "ask")), (True, ("act",)), (False, ("act",)), (False, ("ask",))):
            share, theirs = (
                100 * statistics.mean(found in wanted for is_danger, found in judged if is_danger == danger)
                for judged in (rows, base)
            )
            columns.append(f"{share:5.2f} ({share / theirs:.2f})" if theirs else f"{share:5.2f} (-)")
        print(f"{language:10} " + "   ".join(columns) + f"   {spent:.0f}")


if __name__ == "__main__":
    main()
