"""Whether the database had all migrations, told without Alembic."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from sqlalchemy import text

from bot.app import Services
from bot.storage.migrate import migrate
from bot.storage.session import Database
from bot.storage.version import is_newest, newest, wait_until_newest


def test_a_database_that_was_migrated_is_newest(services: Services) -> None:
    assert is_newest(services.database)


def test_one_without_tables_and_one_of_another_version_are_not(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db")
    assert not is_newest(database)
    migrate(database)
    assert is_newest(database)
    with database.write() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == newest()
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert not is_newest(database)


def test_a_gateway_waits_for_the_process_that_migrates_but_not_for_ever(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db")
    assert not wait_until_newest(database, 0)
    other = threading.Thread(target=lambda: (time.sleep(0.3), migrate(Database(f"sqlite:///{tmp_path}/new.db"))))
    other.start()
    assert wait_until_newest(database, 20)
    other.join()
