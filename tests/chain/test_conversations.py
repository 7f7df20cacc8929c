"""Whole conversations in every live language, through Telegram: tests/conversations/<language>/<what happens>.yml.

They are played side by side, each by a person of its own; each test waits for its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from bot.languages import live_languages
from bot.texts import load_texts
from tests.chain.conftest import EMAIL, PASSWORD
from tests.chain.desk import Desk
from tests.chain.playing import Player
from tests.chain.running import Chain
from tests.chain.scripts import CONVERSATIONS, Script, scripts

SIDE_BY_SIDE = 8
FIRST_CHAT = 7_000_001
SCRIPTS = scripts()


@pytest.fixture(scope="module")
def played(chain: Chain, request: pytest.FixtureRequest) -> Iterator[dict[str, Future[None]]]:
    """All chosen conversations, begun side by side."""
    chosen = [_params(item).get("script") for item in request.session.items]
    wanted = {script.id for script in chosen if isinstance(script, Script)}
    chats, desk = itertools.count(FIRST_CHAT), Desk(chain, EMAIL, PASSWORD)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        yield {
            script.id: pool.submit(Player(script, chain.api.user(next(chats)), load_texts(), desk).play)
            for script in SCRIPTS
            if script.id in wanted
        }
    desk.close()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_conversation(script: Script, played: dict[str, Future[None]]) -> None:
    played[script.id].result()


def test_every_language_has_the_same_conversations() -> None:
    """All of them in three languages that are written differently; in the others those that every person may meet."""
    names = {code: {file.stem for file in (CONVERSATIONS / code).glob("*.yml")} for code in live_languages()}
    assert names["nl"] == names["en"] == names["ar"], names
    in_all = set.intersection(*names.values())
    assert len(in_all) >= 12 and {"danger_in_the_middle_of_a_goal", "ask_for_the_client_manager"} <= in_all
    assert all(found <= names["nl"] for found in names.values()), names


def _params(item: pytest.Item) -> dict[str, Any]:
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec else {}
