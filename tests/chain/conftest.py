"""One chain serves all tests of this folder; each test talks as a person of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import build
from bot.supervisor import train_if_needed
from tests.bot_api.driver import BotApi
from tests.chain.running import TOKEN, Chain

EMAIL, PASSWORD = "anna@gemeente.example", "een-lang-wachtwoord-1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that talks to the whole chain needs a trained model."""
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.rasa)
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def model() -> str:
    """A build that fits the data: trained once for all tests."""
    assert train_if_needed(), "training failed"
    return build.build_id()


@pytest.fixture(scope="session")
def chain(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    api = BotApi.start(TOKEN)
    running = Chain(tmp_path_factory.mktemp("chain"), api)
    try:
        running.start()
        running.manage(EMAIL, "Anna Bakker", PASSWORD)
        yield running
    finally:
        running.stop()
        api.stop()
