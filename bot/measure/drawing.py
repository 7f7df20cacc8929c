"""The picture of the thresholds, drawn with matplotlib (only then imported)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.measure.thresholds import ANSWERS, LEAST_RECOGNISED, MOST_WRONG, REFUSALS, Judged
from bot.understanding.decision import Thresholds

LINES = {
    "right": ("answered rightly", "#2e7d32"),
    "asked": ("asked back", "#1565c0"),
    "wrong": ("answered wrongly", "#c62828"),
    "recognised": ("not for us, recognised", "#6a1b9a"),
}
SIZE, DOTS = (10.0, 2.3), 90  # inches of one row of two pictures; dots per inch


def draw(by_name: Mapping[str, Judged], now: Thresholds, best: Thresholds, file: Path) -> None:
    """One row per language: what each `answer` and each `refuse` would bring, the other staying as it is in use."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(SIZE[0], SIZE[1] * len(by_name) + 1.2), constrained_layout=True)
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(by_name), 2, sharey=True, squeeze=False)
    for row, (name, judged) in zip(axes, by_name.items()):
        for picture, threshold, values in ((row[0], "answer", ANSWERS), (row[1], "refuse", REFUSALS)):
            outcomes = [judged.outcome(replace(now, **{threshold: value})) for value in values]
            for line, (label, colour) in LINES.items():
                picture.plot(values, [getattr(outcome, line) for outcome in outcomes], label=label, color=colour)
            picture.axhline(MOST_WRONG, color=LINES["wrong"][1], linewidth=0.7, linestyle=":")
            picture.axhline(LEAST_RECOGNISED, color=LINES["recognised"][1], linewidth=0.7, linestyle=":")
            picture.axvline(getattr(now, threshold), color="black", linewidth=1, label="in use")
            picture.axvline(getattr(best, threshold), color="black", linewidth=1, linestyle="--", label="best")
            picture.set(xlabel=threshold, ylim=(0, 100), title=name)
            picture.grid(alpha=0.3)
        row[0].set_ylabel("%")
    figure.legend(*axes[0][0].get_legend_handles_labels(), loc="upper center", ncol=6, fontsize="small")
    figure.suptitle(" \n")  # room for the legend
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=DOTS, metadata={"Software": None})
