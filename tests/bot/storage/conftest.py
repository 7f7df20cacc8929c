"""Every repository is tested on both databases that Wegwijs runs on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.app import Services, build_services
from bot.settings import Settings
from bot.storage.migrate import migrate
from bot.storage.session import Database
from bot.storage.tables import metadata
from bot.storage.vault import Vault
from tests import postgresql

BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """A PostgreSQL database with all tables; one for all tests, emptied before each."""
    with postgresql.server() as address:
        database = Database(address)
        migrate(database)
        database.close()
        yield address


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> str:
    """The SQLAlchemy address of a database with all tables and no rows."""
    if request.param == "sqlite":
        shutil.copy(migrated_file, tmp_path / "wegwijs.db")
        return f"sqlite:///{tmp_path / 'wegwijs.db'}"
    found = str(request.getfixturevalue("postgresql_address"))
    database = Database(found)
    with database.write() as connection:
        names = ", ".join(metadata.tables)
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    database.close()
    return found


@pytest.fixture
def settings(tmp_path: Path, address: str) -> Settings:
    return Settings(data_dir=tmp_path, database_url=address, encryption_keys=Fernet.generate_key().decode())


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    built = build_services(settings)
    yield built
    built.database.close()


@pytest.fixture
def vault(services: Services) -> Vault:
    return services.vault
