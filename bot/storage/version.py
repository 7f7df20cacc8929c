"""Which form the database has, told without Alembic: a start asks it first, and is seldom behind."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import inspect, text

from bot.storage.session import Database

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"


def newest() -> str:
    """The number of the last migration, as its file is called: `0002_something.py` → `0002`."""
    return max(file.stem for file in MIGRATIONS.glob("[0-9]*.py")).split("_")[0]


def is_newest(database: Database) -> bool:
    """Whether the database had all migrations. Raises DatabaseError when it cannot be reached."""
    with database.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == newest()


def wait_until_newest(database: Database, seconds: float) -> bool:
    """Wait while another process migrates. False when that takes longer than `seconds`."""
    until = time.monotonic() + seconds
    while not is_newest(database):
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True
