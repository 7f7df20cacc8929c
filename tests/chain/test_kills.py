"""The count of what kills lose or double, on conversations whose fate is known: no process runs here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.migrate import migrate
from tests.bot_api.driver import BotApi
from tests.chain.inside import inside
from tests.chain.kills import Tally, copies, count, words
from tests.chain.running import TOKEN, Chain
from tests.chain.talking import TelegramPerson
from tests.people import remembered


@pytest.fixture
def idle(tmp_path: Path) -> Iterator[Chain]:
    """A chain that was never started, with an empty database."""
    chain = Chain(tmp_path, BotApi(TOKEN))
    with inside(chain) as services:
        migrate(services.database)
    yield chain


def kept(chain: Chain, person: TelegramPerson, *kinds: str) -> None:
    """Keep what a conversation leaves behind, as often as named."""
    with inside(chain) as services:
        known = remembered(services, channel="telegram", address=str(person.id), language=person.language)
        for number, kind in enumerate(kinds):
            said = words(kind, person)
            if kind == "goal":
                services.goals.add(known, f"{kind} {number}", said, "society", None, None, False)
            elif kind == "opinion":
                services.opinions.add(known, f"{kind} {number}", "lessons", said, None, False)
            else:
                services.requests.draft(known, f"{kind} {number}", "request_human", {"words": [said]})
                services.requests.send(known)


def tally(chain: Chain, person: TelegramPerson) -> Tally:
    counted = Tally(conversations=1)
    count(chain, [person], [], counted)
    return counted


def test_nothing_is_lost_when_all_is_there_once(idle: Chain) -> None:
    person = TelegramPerson(idle.api, "ti")
    kept(idle, person, "goal", "opinion", "handover")
    counted = tally(idle, person)
    assert (counted.lost, counted.within, counted.outside) == ([], 0, [])


def test_what_misses_and_what_is_there_twice_is_named(idle: Chain) -> None:
    person = TelegramPerson(idle.api, "so")
    kept(idle, person, "goal", "goal", "handover")
    counted = tally(idle, person)
    assert counted.lost == [f"so {person.id}: the opinion"]
    assert counted.outside == [f"so {person.id}: the goal, 2 times"]
    assert "lost                        1\n" in counted.table()


@pytest.mark.parametrize(("died", "expected"), [([0.0], (1, 0)), ([-100.0], (0, 1)), ([], (0, 1))])
def test_a_copy_is_explained_by_a_kill_of_the_gateway_between_both(died: list[float], expected: tuple[int, int]) -> None:
    api, moment = BotApi(TOKEN), time.time()
    person = TelegramPerson(api, "nl")
    user = api.user(person.id)
    user.says("hallo")
    for _ in range(2):
        api.state.new_message(api.state.chats[person.id], api.state.bot, {"text": "Dag!"})
    within, outside = copies(api, person, [moment + after for after in died])
    assert (within, len(outside)) == expected
