"""Bring the database to the newest form."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from bot.storage.handover_tables import metadata
from bot.storage.session import Database
from bot.storage.version import is_newest

FOLDER = Path(__file__).parent / "migrations"


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Run the migrations that the database has not had yet."""
    if is_newest(database):
        return
    with database.write() as connection:
        command.upgrade(_config(connection), "head")


def revise(database: Database, message: str) -> None:
    """Write a new migration from the difference between the tables and the database."""
    with database.write() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def differences(database: Database) -> list[object]:
    """What the migrations lack to make the tables; empty when they agree."""
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda i, name, kind, r, c: kind != "table" or name in metadata.tables}
        )
        return list(compare_metadata(context, metadata))
