"""Lines that come one after the other are judged together as well."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.conversation.quick_lines import MOST_SENDERS, QuickLines
from bot.messages import Inbound
from bot.safety.gate import Judgement

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
DEAD = Judgement("act", "crisis_suicide", "en")


class FakeGate:
    def __init__(self) -> None:
        self.judged: list[str] = []

    def judge(self, text: str) -> Judgement:
        self.judged.append(text)
        return DEAD if "want to be dead" in text else Judgement()


def line(text: str, seconds: float = 0, sender: str = "a", provider_id: str = "") -> Inbound:
    return Inbound("web", sender, provider_id or f"{seconds} {text}", "text", text, "", NOON + timedelta(seconds=seconds))


def judged(*lines: Inbound) -> list[tuple[Judgement, str]]:
    quick = QuickLines(FakeGate())
    return [quick.judge(each) for each in lines]


def test_what_no_line_says_alone_is_heard_with_all_its_words() -> None:
    *_, last = judged(line("I want"), line("to be", 5), line("dead", 9))
    assert last == (DEAD, "I want to be dead")


def test_what_was_heard_is_not_judged_again() -> None:
    assert judged(line("I want"), line("to be dead", 5), line("yes", 9))[2] == (Judgement(), "yes")
    assert judged(line("I want to be dead"), line("yes", 5))[1] == (Judgement(), "yes")


def test_lines_long_apart_of_others_or_long_ones_stay_alone() -> None:
    assert judged(line("I want"), line("to be dead", 60))[1] == (Judgement(), "to be dead")
    assert judged(line("I want"), line("to be dead", 5, sender="b"))[1] == (Judgement(), "to be dead")
    long = "to be dead " + "or to learn the language and to find work"
    assert judged(line("I want"), line(long, 5))[1] == (Judgement(), long)


def test_a_line_that_comes_twice_is_one_line() -> None:
    first = line("I want", provider_id="7")
    assert judged(first, first)[1] == (Judgement(), "I want")


def test_only_so_many_senders_are_remembered() -> None:
    quick = QuickLines(FakeGate())
    for number in range(MOST_SENDERS + 5):
        quick.judge(line("I want", sender=str(number)))
    assert len(quick._lines) == MOST_SENDERS
