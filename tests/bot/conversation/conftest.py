"""A chat with somebody who is known, and one with a stranger."""

from __future__ import annotations

import pytest

from bot.app import Services
from bot.storage.persons import Person
from tests.bot.conversation.fakes import Chat


@pytest.fixture
def chat(services: Services, person: Person) -> Chat:
    return Chat(services, person)


@pytest.fixture
def stranger(services: Services) -> Chat:
    return Chat(services)
