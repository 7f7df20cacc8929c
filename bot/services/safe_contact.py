"""When, how and with which word somebody may be reached who is read along with: their own answers, each of them optional."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from bot.services.dutch_time import AMSTERDAM

# The parts of a day, on a Dutch clock: from this hour until that one.
HOURS = {"morning": (9, 12), "afternoon": (12, 17), "evening": (17, 21)}
ANSWERS: dict[str, tuple[str, ...]] = {
    "when": tuple(HOURS),
    "how": ("chat", "phone", "visit"),
    "along": ("nobody", "partner", "family", "child", "other"),
}
LONGEST_WORD = 40


@dataclass(frozen=True)
class SafeContact:
    """The answers; an empty one was not given. `word` is what who calls must say first."""

    when: str = ""
    how: str = ""
    along: str = ""
    word: str = ""

    @property
    def given(self) -> dict[str, str]:
        """The answers that were given, as they are kept."""
        return {name: answer for name, answer in asdict(self).items() if answer}

    @property
    def hours(self) -> tuple[int, int] | None:
        """From which hour until which one the person may be written to; None when they did not say."""
        return HOURS.get(self.when)

    def next_moment(self, now: datetime) -> datetime:
        """The first moment from `now` on at which the phone may show something."""
        if self.hours is None:
            return now
        local = now.astimezone(AMSTERDAM)
        begin, end = self.hours
        if begin <= local.hour < end:
            return now
        day = local.date() if local.hour < begin else local.date() + timedelta(days=1)
        return datetime.combine(day, time(begin), AMSTERDAM)


def safe_contact(given: Mapping[str, str]) -> SafeContact:
    """The answers among what was given; what is none of ours is left out, and a long word is cut."""
    chosen = {name: given[name] for name, known in ANSWERS.items() if given.get(name) in known}
    return SafeContact(**chosen, word=" ".join(str(given.get("word", "")).split())[:LONGEST_WORD])
