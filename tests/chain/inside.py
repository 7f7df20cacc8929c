"""Looks into a running chain: the services on its own database, and the people in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.app import Services, build_services
from bot.settings import Settings, load
from bot.storage.persons import Person
from tests.chain.running import Chain


def settings_of(chain: Chain) -> Settings:
    """The settings with which the chain's own processes run."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in chain.environment.items():
            patch.setenv(name, value)
        return load()


@contextmanager
def inside(chain: Chain) -> Iterator[Services]:
    """The services on the database of a chain."""
    services = build_services(settings_of(chain))
    try:
        yield services
    finally:
        services.database.close()


def telegram_person(services: Services, user_id: int) -> Person:
    """The person behind a chat in Telegram."""
    person = services.people.known("telegram", str(user_id))
    assert person is not None, "nobody is known behind this chat"
    return person
