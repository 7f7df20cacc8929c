"""The verb that puts everything under the newest key, as an administrator runs it, and a start with the wrong keys."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from bot.__main__ import _refuse_other_keys, app
from bot.app import build_services
from bot.settings import load
from bot.storage.session import Database
from tests.migrated import make_tables

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of its own with somebody under the old key."""
    monkeypatch.setenv("WEGWIJS_ENV_FILE", "/dev/null")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("INTERNAL_TOKEN", "a token for tests")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    make_tables(Database(f"sqlite:///{tmp_path}/wegwijs.db"))
    monkeypatch.setenv("ENCRYPTION_KEYS", OLD)
    services = build_services(load())
    services.people.meet("web", "somebody")
    services.database.close()
    return tmp_path


def run_with(monkeypatch: pytest.MonkeyPatch, *keys: str) -> tuple[int, str]:
    monkeypatch.setenv("ENCRYPTION_KEYS", ",".join(keys))
    done = CliRunner().invoke(app, ["rewrap-keys"])
    return done.exit_code, done.output


def test_it_says_how_many_and_may_be_run_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, output = run_with(monkeypatch, NEW, OLD)
    assert code == 0 and "newest key: 1 people. Under it already: 0." in output and "Nothing needs an older key" in output
    code, output = run_with(monkeypatch, NEW, OLD)
    assert code == 0 and "newest key: 0 people. Under it already: 1." in output


def test_with_the_old_key_out_all_starts_and_with_the_new_one_out_nothing_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_with(monkeypatch, NEW, OLD)
    monkeypatch.setenv("ENCRYPTION_KEYS", NEW)
    _refuse_other_keys(load())
    services = build_services(load())
    assert services.people.known("web", "somebody") is not None
    services.database.close()
    monkeypatch.setenv("ENCRYPTION_KEYS", OLD)
    with pytest.raises(typer.Exit):
        _refuse_other_keys(load())
    code, output = run_with(monkeypatch, OLD)
    assert code == 1 and "are not the keys of this database" in output and "newest key" not in output


def test_before_the_database_is_migrated_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEGWIJS_ENV_FILE", "/dev/null")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("INTERNAL_TOKEN", "a token for tests")
    code, output = run_with(monkeypatch, NEW)
    assert code == 1 and "python -m bot migrate" in output
