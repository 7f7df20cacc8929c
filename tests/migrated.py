"""A database with all tables, quickly: the migrations run once in a test run, every further database is a copy."""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from bot.storage.migrate import migrate
from bot.storage.session import Database


def make_tables(database: Database) -> None:
    """Give a new SQLite database all tables."""
    database.close()
    shutil.copyfile(_template(), database.address.removeprefix("sqlite:///"))


@lru_cache(maxsize=1)
def _template() -> Path:
    file = Path(tempfile.mkdtemp(prefix="wegwijs-")) / "template.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    with database.engine.connect() as connection:  # all in one file, so that it can be copied
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return file
