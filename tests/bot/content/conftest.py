"""A small tree in order, to be broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.content.small_tree import write_small_tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The root of a small tree without mistakes."""
    return write_small_tree(tmp_path)
