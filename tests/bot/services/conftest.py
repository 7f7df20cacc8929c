"""A client manager."""

from __future__ import annotations

import pytest

from bot.app import Services
from tests.people import manager


@pytest.fixture
def anna(services: Services) -> str:
    """The id of a client manager who is called Anna."""
    return manager(services, "Anna")
