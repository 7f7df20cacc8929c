"""Every repository is tested on both databases that Wegwijs runs on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.app import Services, build_services
from bot.settings import Settings
from bot.storage.migrate import migrate
from bot.storage.vault import Vault
from tests import postgresql
from tests.conftest import KEY
from tests.people import empty


@pytest.fixture(scope="session")
def installation_on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """One installation on PostgreSQL for all tests."""
    with postgresql.server() as address:
        folder = tmp_path_factory.mktemp("postgresql")
        built = build_services(Settings(data_dir=folder, database_url=address, encryption_keys=KEY))
        migrate(built.database)
        yield built
        built.database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)])
def services(request: pytest.FixtureRequest) -> Services:
    """The real services on a database without rows, once on each."""
    name = "installation" if request.param == "sqlite" else "installation_on_postgresql"
    built: Services = request.getfixturevalue(name)
    empty(built.database)
    return built


@pytest.fixture
def vault(services: Services) -> Vault:
    return services.vault
