"""Who says only that they are afraid is asked, however harmless the classifier finds it; who says of what is not."""

from __future__ import annotations

from functools import cache

import pytest

from bot.safety.gate import Gate, Judgement
from bot.safety.patterns import Patterns

pytestmark = pytest.mark.integration

ALONE = [
    "Ik ben bang", "bang", "ik heb veel angst", "Hallo. Ik ben bang!", "I am afraid", "I'm so scared", "help, i am scared",
    "أنا خايفة", "اخاف كتير", "ana khayef", "5ayfe ktir", "ፈሪሀ ኣለኹ", "ፍርሒ ኣለኒ", "ane ferihe aleku", "frhi aleni",
    "میترسم", "من خیلی می‌ترسم", "man mitarsam", "tars daram", "Korkuyorum", "çok korkuyorum", "içimde bir korku var",
    "I don't feel safe", "ik voel me niet veilig", "ik ben in gevaar", "انا في خطر", "مو بأمان", "tehlikedeyim",
    "waan baqayaa", "aad ayaan u cabsanayaa", "cabsi ayaan qabaa", "ez gelek ditirsim", "tirsa min heye",
]  # fmt: skip
NOT_ALONE = [
    "ik ben bang voor het examen", "Ik ben bang. Mijn examen is morgen.", "I am afraid of the exam", "I am scared of dogs",
    "ik ben niet bang", "I am not afraid", "خايف من الامتحان", "ካብ ፈተና ይፈርህ", "از امتحان میترسم", "نمیترسم",
    "I am safe", "I feel safe here", "ik ben niet", "ik ben veilig", "انا بأمان", "انا في البيت", "ben güvendeyim",
    "sınavdan korkuyorum", "korkmuyorum", "imtixaanka ayaan ka baqayaa", "ez ji îmtîhanê ditirsim", "natirsim",
]  # fmt: skip


@cache
def sure_of_no_danger() -> Gate:
    """The gate of this installation beside a classifier that finds no danger in anything."""
    return Gate.load(lambda text: ("crisis_violence", 1e-7))


@pytest.mark.parametrize("text", ALONE)
def test_being_afraid_and_nothing_else_is_asked_about(text: str) -> None:
    assert sure_of_no_danger().judge(text).decision == "ask"


@pytest.mark.parametrize("text", ALONE)
def test_it_makes_nobody_discreet(text: str) -> None:
    assert sure_of_no_danger().judge(text).kind == "crisis_emergency"


@pytest.mark.parametrize("text", NOT_ALONE)
def test_what_somebody_is_afraid_of_is_for_the_classifier(text: str) -> None:
    assert sure_of_no_danger().judge(text) == Judgement()


def test_a_sentence_is_alone_when_the_message_says_little_else() -> None:
    patterns = Patterns({"nl": {"crisis_emergency": {"ask_alone": ["ik ben bang"]}}})
    assert [hit.alone for hit in patterns.hits("Hallo. Ik ben bang. Help!")] == [True]
    assert list(patterns.hits("Ik ben bang. Ik heb morgen examen.")) == []
    assert list(patterns.hits("ik ben bang voor honden")) == []
