"""The numbers in the texts: from one dated table, without amounts, the same in all languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content.figures import FIGURES, figure_complaints, figures_of, overdue_figures, read_figures
from bot.content.tree import ContentError, Written
from bot.languages import ROOT
from tests.bot.content.small_tree import change

NL, EN, AR = "data/responses/nl/all.yml", "data/responses/en/all.yml", "data/responses/ar/all.yml"
YEAR = '"2022": {facts: [bezwaar_klacht], checked: 2026-11-21, days: 90, source: law}\n'


@pytest.fixture
def dated(tree: Path) -> Path:
    """The small tree with the one number that its texts say."""
    (tree / "data/facts").mkdir(parents=True, exist_ok=True)
    (tree / FIGURES).write_text(YEAR)
    return tree


def test_the_texts_of_this_project_say_only_what_is_in_the_table_and_the_same_everywhere() -> None:
    assert figure_complaints(ROOT) == []
    assert overdue_figures(ROOT, date(2026, 11, 22)) == []


def test_a_tree_in_order_has_no_complaint_until_its_table_is_too_old(dated: Path) -> None:
    assert figure_complaints(dated) == figure_complaints(dated, date(2026, 11, 22)) == []
    assert figure_complaints(dated, date(2027, 3, 1)) == [
        f"{FIGURES}: 2022: was looked up on 2026-11-21, more than 90 days ago; look it up again"
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Binnen 6 weken. Over 1 week.", ["6 weken", "1 weken"]),
        ("1. Bel.\n2. Wacht 2,5 jaar.", ["2,5 jaar"]),
        ("Kies 3 routes, 4 examens op A2 of B1.", []),
        ("Er zijn 40 vragen (informatie van 2026). Sinds 2022.", ["40", "2022"]),
        ("Zoals 31-12-2027. Bel [[phone:duo]].", []),
    ],
)
def test_terms_ages_and_sizes_are_found_and_lists_levels_and_dates_are_not(text: str, figures: list[str]) -> None:
    assert figures_of(Written("x", text)) == figures


@pytest.mark.parametrize("amount", ["€ 300", "300 euro", "30%", "30 procent"])
def test_an_amount_is_refused_in_dutch(dated: Path, amount: str) -> None:
    change(dated, NL, "U mag nee zeggen.", f"U krijgt {amount}.")
    assert any("is an amount or a percentage" in line for line in figure_complaints(dated))


@pytest.mark.parametrize(
    ("place", "old", "new"), [(AR, "مسموح لكم أن تقولوا لا.", "٣٠٠ يورو"), (AR, "مسموح لكم أن تقولوا لا.", "٪٣٠")]
)
def test_an_amount_is_refused_in_other_scripts(dated: Path, place: str, old: str, new: str) -> None:
    change(dated, place, old, new)
    assert any(line.startswith(place) and "is an amount or a percentage" in line for line in figure_complaints(dated))


def test_a_number_that_is_not_in_the_table_or_rests_on_other_facts_is_told(dated: Path) -> None:
    change(dated, NL, "U mag nee zeggen.", "U hebt 7 weken.")
    found = figure_complaints(dated)
    assert f"{NL}: utter_ask_rights_simpler: '7 weken' is not in {FIGURES}; look it up and add it, or take it out" in found
    change(dated, NL, "metadata: {status: reviewed}", "metadata: {facts: [wonen], status: reviewed}")
    assert any("'2022' rests on bezwaar_klacht; name one of these" in line for line in figure_complaints(dated))


def test_another_number_than_in_dutch_is_told_but_a_1_or_2_may_be_a_word(dated: Path) -> None:
    change(dated, NL, "U mag nee zeggen.", "U mag 1 keer nee zeggen, en 3 keer ja.")
    found = [line for line in figure_complaints(dated) if line.startswith((EN, AR))]
    assert found == [
        f"{place}: utter_ask_rights_simpler: the number 3 stands 0 times, in Dutch 1 times; make it the same"
        for place in (EN, AR)
    ]


def test_a_number_that_nobody_says_leaves_the_table_and_a_broken_table_is_told(dated: Path) -> None:
    (dated / FIGURES).write_text(YEAR + "9 weken: {facts: [x], checked: 2026-11-21, days: 9, source: law}\n")
    assert figure_complaints(dated) == [f"{FIGURES}: 9 weken: no Dutch text says it; take it out"]
    (dated / FIGURES).write_text("9 weken: {facts: [x], checked: soon, days: 9, source: law}\n")
    with pytest.raises(ContentError, match="write 'checked' as 2026-11-22"):
        read_figures(dated)
    (dated / FIGURES).unlink()
    assert figure_complaints(dated)[0].startswith(f"{FIGURES}: cannot be read")
