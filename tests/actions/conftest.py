"""Actions that work on the services of the test."""

from __future__ import annotations

import sys

import pytest

from bot.app import Services


@pytest.fixture
def wired(services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The action server's services are those of the test."""
    for name, module in list(sys.modules.items()):
        if name.startswith("actions") and hasattr(module, "services"):
            monkeypatch.setattr(module, "services", lambda: services)
    return services
