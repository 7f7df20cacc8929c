"""The limit gives back evenly, keeps keys apart and does not grow without end."""

from __future__ import annotations

import pytest

from bot.channels import rate_limit
from bot.channels.rate_limit import RateLimit


class Clock:
    moment = 0.0

    def __call__(self) -> float:
        return self.moment


def test_what_was_used_comes_back_evenly() -> None:
    clock = Clock()
    limit = RateLimit(2, 60, clock)
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 30]
    clock.moment = 29
    assert limit.wait("a") == pytest.approx(1)
    clock.moment = 30
    assert limit.wait("a") == 0
    assert limit.wait("a") > 0


def test_asking_while_waiting_costs_nothing() -> None:
    clock = Clock()
    limit = RateLimit(1, 10, clock)
    limit.wait("a")
    for second in range(10):
        clock.moment = second
        assert limit.wait("a") > 0
    clock.moment = 10
    assert limit.wait("a") == 0


def test_keys_are_apart() -> None:
    limit = RateLimit(1, 60, Clock())
    assert limit.wait("a") == limit.wait("b") == 0


def test_a_long_silence_gives_no_more_than_all() -> None:
    clock = Clock()
    limit = RateLimit(2, 60, clock)
    limit.wait("a")
    clock.moment = 10_000
    assert [limit.wait("a") > 0 for _ in range(3)] == [False, False, True]


def test_keys_that_are_at_rest_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MOST_KEYS", 10)
    clock = Clock()
    limit = RateLimit(1, 1, clock)
    for number in range(100):
        clock.moment = number * 2
        limit.wait(str(number))
    assert len(limit._left) <= 10
