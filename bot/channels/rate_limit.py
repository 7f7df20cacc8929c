"""How often one sender may do something: a token bucket per key, in the memory of this process.

Against mistakes and floods, not against a determined attacker: that is the work of the proxy in front of us.
"""

from __future__ import annotations

import time
from collections.abc import Callable

MOST_KEYS = 10_000  # beyond this, keys that have their full allowance again are dropped


class RateLimit:
    """`most` times in `seconds`; what was used comes back evenly."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(most)
        self._per_second = most / seconds
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}  # key → (allowance, moment of that)

    def wait(self, key: str) -> float:
        """Use one time; returns 0, or the seconds to wait when there is none left (then nothing is used)."""
        moment = self._clock()
        allowance = self._allowance(key, moment)
        if allowance < 1:
            return (1 - allowance) / self._per_second
        if len(self._left) >= MOST_KEYS:
            self._drop_unused(moment)
        self._left[key] = (allowance - 1, moment)
        return 0

    def _allowance(self, key: str, moment: float) -> float:
        allowance, since = self._left.get(key, (self._most, moment))
        return min(self._most, allowance + (moment - since) * self._per_second)

    def _drop_unused(self, moment: float) -> None:
        self._left = {key: left for key, left in self._left.items() if self._allowance(key, moment) < self._most}
