"""What other thresholds would bring agrees with the decision itself; the best keeps to the limits."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bot.measure.drawing import draw
from bot.measure.figures import figures
from bot.measure.scored import Scored
from bot.measure.thresholds import Judged, best, missed
from bot.understanding.decision import Thresholds, decide
from tests.bot.measure.conftest import THRESHOLDS, one, understood

INTENTS = ("ask_rights", "affirm", "crisis_child", "sensitive_debt", "out_of_scope")


def invented(count: int, seed: int) -> list[Scored]:
    """Messages with rankings drawn by lot, near ties among them."""
    lot = random.Random(seed)
    found = []
    for number in range(count):
        shares = [lot.random() ** lot.choice((1, 6)) for _ in INTENTS]
        ranking = {intent: share / sum(shares) for intent, share in zip(INTENTS, shares)}
        likely = max(ranking, key=lambda intent: ranking[intent])
        found.append(one(str(number), likely if lot.random() < 0.8 else lot.choice(INTENTS), ranking))
    return [*found, one("??", "out_of_scope", {}), one("..", "affirm", {})]


@pytest.mark.parametrize("answer", [0.05, 0.35, 0.8])
@pytest.mark.parametrize("refuse", [0.0, 0.3, 0.5])
@pytest.mark.parametrize("margin", [0.0, 0.2])
def test_an_outcome_is_what_the_decision_would_bring(answer: float, refuse: float, margin: float) -> None:
    scored, thresholds = invented(400, 1), replace(THRESHOLDS, answer=answer, refuse=refuse, margin=margin)
    decided = []
    for each in scored:
        ranking = [(ranked.intent, ranked.confidence) for ranked in each.understood.ranking]
        intent, decision = decide(ranking, thresholds)
        known = replace(understood(dict(ranking)), intent=intent, decision=decision)
        decided.append(replace(each, understood=known))
    wanted, found = figures(decided, {"nl"}), Judged.of(scored, THRESHOLDS).outcome(thresholds)
    assert found.right == pytest.approx(wanted.answered_rightly)
    assert found.wrong == pytest.approx(wanted.answered_wrongly)
    assert found.asked == pytest.approx(wanted.asked_back)
    assert found.recognised == pytest.approx(wanted.out_of_scope)


def sure_above(limit: float, count: int = 100) -> list[Scored]:
    """Messages that are understood rightly above a confidence and wrongly below it."""
    confidences = [0.5 + 0.5 * number / count for number in range(count)]
    ours = [
        one(str(sure), "affirm" if sure >= limit else "ask_rights", {"affirm": sure, "ask_rights": 1 - sure})
        for sure in confidences
    ]
    return [*ours, *(one(f"cup {number}", "out_of_scope", {"out_of_scope": 0.9}) for number in range(10))]


def test_the_best_thresholds_keep_wrong_answers_few_in_every_language() -> None:
    easy, hard = Judged.of(sure_above(0.5), THRESHOLDS), Judged.of(sure_above(0.8), THRESHOLDS)
    found, keeps = best({"easy": easy, "hard": hard}, THRESHOLDS)
    assert keeps and missed(hard.outcome(found)) == 0
    assert 0.73 <= found.answer <= 0.8  # higher asks back more than is needed, lower errs in more than 5 %
    assert found.margin == THRESHOLDS.margin
    assert best({"easy": easy}, THRESHOLDS)[0] == Thresholds()  # nothing to gain: what is in use stays


def test_where_nothing_keeps_to_the_limits_the_nearest_is_told() -> None:
    blind = [one(f"cup {number}", "out_of_scope", {"affirm": 0.99}) for number in range(10)]
    found, keeps = best({"blind": Judged.of([*sure_above(0.8), *blind, *blind], THRESHOLDS)}, THRESHOLDS)
    assert not keeps and found.answer >= 0.73


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # matplotlib is older than its parser
@pytest.mark.integration
def test_the_picture_is_drawn(tmp_path: Path) -> None:
    judged = Judged.of(invented(50, 2), THRESHOLDS)
    draw({"all languages": judged, "Dutch": judged}, THRESHOLDS, replace(THRESHOLDS, answer=0.6), tmp_path / "new" / "x.png")
    assert (tmp_path / "new" / "x.png").read_bytes().startswith(b"\x89PNG")
