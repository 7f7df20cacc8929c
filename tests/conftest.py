"""What tests of all rooms begin with: settings, a fresh database, the real services and the real texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import event

from bot.app import Services, build_services
from bot.settings import Settings
from bot.storage import session
from bot.storage.persons import Person
from bot.storage.session import Database
from bot.texts import Texts, load_texts
from tests.migrated import make_tables
from tests.people import empty, introduced

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
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """One installation on SQLite for all tests: making one for each would take most of their time."""
    folder = tmp_path_factory.mktemp("installation")
    built = build_services(Settings(data_dir=folder, encryption_keys=KEY, internal_token="a token for tests"))
    make_tables(built.database)
    yield built
    built.database.close()


@pytest.fixture
def services(installation: Services) -> Services:
    """The real services on a database without rows."""
    empty(installation.database)
    return installation


@pytest.fixture
def settings(services: Services) -> Settings:
    """The settings of the installation."""
    return services.settings


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


@pytest.fixture(scope="module")
def bot_api() -> Iterator[Any]:
    """A Bot API server of our own, for the tests of one module."""
    from tests.bot_api import BotApi  # quick tests do without

    with BotApi.start() as running:
        yield running


# What is built on a database, a server or another process is no test of one unit alone.
SHARED = frozenset({"services", "installation", "world", "chain"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a database as integration, so that the quick ones can be run alone."""
    for item in items:
        if SHARED.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.integration)
