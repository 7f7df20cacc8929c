"""What tests of all rooms begin with: settings, a fresh database with the real tables, the services and the real texts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import event

from bot.app import Services, build_services
from bot.settings import Settings
from bot.storage import session
from bot.storage.migrate import migrate
from bot.storage.persons import Person
from bot.storage.session import Database
from bot.texts import Texts, load_texts
from tests.people import introduced

KEY = Fernet.generate_key().decode()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing a password is meant to be slow; here it need only be right."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
        patch.setattr("bot.services.managers.PasswordHash.recommended", lambda: quick)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """A test need not survive a power cut: SQLite does not wait until what it wrote is on the disk."""
    prepare = session._prepare_sqlite

    def prepare_without_waiting(engine: Any) -> None:
        prepare(engine)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF").close())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "_prepare_sqlite", prepare_without_waiting)
        yield


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows: copied, not migrated, for each test."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture
def settings(tmp_path: Path, migrated_file: Path) -> Settings:
    """Settings of an installation of its own, with a database that is ready."""
    made = Settings(data_dir=tmp_path, encryption_keys=KEY, internal_token="a token for tests")
    shutil.copy(migrated_file, tmp_path / "wegwijs.db")
    return made


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    """The real services."""
    built = build_services(settings)
    yield built
    built.database.close()


@pytest.fixture
def database(services: Services) -> Database:
    return services.database


@pytest.fixture
def person(services: Services) -> Person:
    """Somebody who speaks Dutch, knows what Wegwijs is, and was not asked yet whether we may remember."""
    return introduced(services, "web", "the address of a person")


@pytest.fixture(scope="session")
def texts() -> Texts:
    """The texts that people read."""
    return load_texts()
