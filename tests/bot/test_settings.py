"""Settings come from the environment and `.env`; what is wrong is said in one line."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.settings import SECRETS_FILE, Settings, SettingsError, load
from bot.storage.vault import Vault


@pytest.fixture(autouse=True)
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `.env` of its own, and nothing set in the environment but the folder."""
    file = tmp_path / ".env"
    file.touch()
    monkeypatch.setenv("WEGWIJS_ENV_FILE", str(file))
    for name in Settings.__fields__:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    return file


MALFORMED = [
    ("PORT", "web"), ("PORT", "0"), ("PORT", "65536"), ("PORT", "8080 # the port"), ("RASA_PORT", "-1"),
    ("ACTIONS_PORT", "1.5"), ("PUBLIC_URL", "wegwijs.example"), ("PUBLIC_URL", "ftp://wegwijs.example"),
    ("TELEGRAM_API_URL", "api.telegram.org"), ("TELEGRAM_BOT_TOKEN", "123456"), ("ENCRYPTION_KEYS", "secret"),
    ("ENCRYPTION_KEYS", f"{'A' * 43}=,short"), ("OFFICE_OPENS", "nine"), ("OFFICE_OPENS", "25:00"),
    ("OFFICE_CLOSES", "17.00 uur"), ("OFFICE_DAYS", "0"), ("OFFICE_DAYS", "1,2,"), ("OFFICE_DAYS", "mon"),
    ("RETENTION_HOURS", "0"), ("RETENTION_HOURS", "one day"), ("REMEMBERED_DAYS", "0"), ("DEFAULT_LANGUAGE", "xx"),
    ("DEFAULT_LANGUAGE", "de"), ("LOG_LEVEL", "LOUD"), ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "postgres://localhost/wegwijs"), ("DATABASE_URL", "mysql://localhost/wegwijs"),
    ("ALERT_EMAILS", "team"), ("ALERT_EMAILS", "a@b.nl;c@d.nl"), ("ALERT_EMAILS", "a@b.nl,"), ("ALERT_EMAILS", "a b@c.nl"),
    ("SMTP_URL", "mail.example"), ("SMTP_URL", "http://mail.example"), ("SMTP_URL", "smtp://"), ("SMTP_URL", "smtp://a:b"),
    ("SMTP_URL", "smtp://u:p@mail.example:99999"), ("SMTP_URL", "smtp://mail.example/path"), ("SMTP_FROM", "wegwijs"),
    ("ALERT_TELEGRAM_CHAT", "@staff"), ("ALERT_TELEGRAM_CHAT", "12a"), ("DUTY_ROSTER", "   "), ("DUTY_ROSTER", "x" * 201),
    ("ESCALATE_URGENT_MINUTES", "0"), ("ESCALATE_URGENT_MINUTES", "soon"), ("ESCALATE_OTHER_HOURS", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), MALFORMED)
@pytest.mark.parametrize("place", ["environment", ".env"])
def test_a_malformed_setting_is_named_in_one_line(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, place: str, name: str, value: str
) -> None:
    if place == "environment":
        monkeypatch.setenv(name, value)
    else:
        env_file.write_text(f'{name}="{value}"\n')
    with pytest.raises(SettingsError) as error:
        load()
    line = str(error.value)
    assert line.startswith(f"Setting {name}: ") and line.endswith("Mend it in the environment or in .env.")
    assert "\n" not in line and "validation error" not in line


def test_two_mistakes_are_said_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "web")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    with pytest.raises(SettingsError) as error:
        load()
    assert str(error.value).count("Setting ") == 1


def test_a_secret_that_is_malformed_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENCRYPTION_KEYS", "TELEGRAM_BOT_TOKEN"):
        monkeypatch.setenv(name, "geheimwoord")
        with pytest.raises(SettingsError) as error:
            load()
        assert "geheimwoord" not in str(error.value)
        monkeypatch.delenv(name)
    for password in ("geheimwoord/1", "geheim/geheimwoord", "[geheimwoord"):
        monkeypatch.setenv("SMTP_URL", f"smtp://wegwijs:{password}@mail.example")
        with pytest.raises(SettingsError) as error:
            load()
        assert "geheim" not in str(error.value)


def test_without_any_setting_all_have_their_defaults() -> None:
    settings = load()
    assert (settings.host, settings.port, settings.retention_hours) == ("127.0.0.1", 8080, 24)
    assert settings.address == "http://127.0.0.1:8080"
    assert settings.database == f"sqlite:///{settings.data_dir}/wegwijs.db"
    assert settings.tracker_database != settings.database


@pytest.mark.parametrize("name", [name for name in Settings.__fields__ if name != "data_dir"])
def test_an_empty_setting_means_its_default(env_file: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name.upper(), "")
    env_file.write_text(f"{name.upper()}=\n")
    made_once = ("encryption_keys", "internal_token")
    default = Settings.__fields__[name].default
    assert bool(getattr(load(), name)) if name in made_once else getattr(load(), name) == default


def test_the_environment_goes_before_the_file(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("PORT=9001\nLOG_LEVEL=debug\n")
    assert (load().port, load().log_level) == (9001, "DEBUG")
    monkeypatch.setenv("PORT", "9002")
    assert load().port == 9002
    assert load(port=9003).port == 9003


def test_what_is_set_well_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PUBLIC_URL": "https://wegwijs.example/", "OFFICE_OPENS": "08:30", "OFFICE_DAYS": "1, 3",
        "DATABASE_URL": "postgresql+psycopg2://wegwijs@/wegwijs", "TELEGRAM_BOT_TOKEN": "123456:ABC",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    settings = load()
    assert (settings.address, settings.office_opens) == ("https://wegwijs.example", time(8, 30))
    assert settings.database == settings.tracker_database == "postgresql+psycopg2://wegwijs@/wegwijs"


def test_addresses_for_alerts_need_a_mail_server_and_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERT_EMAILS", "a@gemeente.example, b@gemeente.example,a@gemeente.example")
    for name, value in (("SMTP_URL", "smtps://user:p%40ss@mail.example"), ("SMTP_FROM", "Wegwijs <w@gemeente.example>")):
        with pytest.raises(SettingsError) as error:
            load()
        assert str(error.value).startswith(f"Setting {name}: must be set when ALERT_EMAILS is")
        monkeypatch.setenv(name, value)
    assert load().alert_addresses == ["a@gemeente.example", "b@gemeente.example"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [("none", ""), ("None", ""), ("Bea, 06 12 34 56 78 (tot 23 uur)", "Bea, 06 12 34 56 78 (tot 23 uur)")],
)
def test_who_is_on_duty(monkeypatch: pytest.MonkeyPatch, given: str, expected: str) -> None:
    monkeypatch.setenv("DUTY_ROSTER", given)
    assert load().on_duty == expected


# --- secrets ---


def secrets_file(settings: Settings) -> Path:
    return settings.data_dir / SECRETS_FILE


def test_secrets_are_made_once_and_only_this_user_reads_them() -> None:
    first, second = load(), load()
    assert first.keys == second.keys and first.internal_token == second.internal_token
    assert Vault(first.keys) and len(first.internal_token) > 30 and first.internal_token not in first.keys
    assert stat.S_IMODE(secrets_file(first).stat().st_mode) == 0o600


def test_processes_that_start_together_have_the_same_secrets(tmp_path: Path) -> None:
    for attempt in range(10):
        folder = tmp_path / str(attempt)
        with ThreadPoolExecutor(6) as pool:
            made = list(pool.map(lambda _, folder=folder: load(data_dir=folder), range(6)))
        assert len({(settings.encryption_keys, settings.internal_token) for settings in made}) == 1
        assert made[0].encryption_keys and made[0].internal_token
        assert [file.name for file in folder.iterdir()] == [SECRETS_FILE]


def test_secrets_that_are_set_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = f"{Fernet.generate_key().decode()}, {Fernet.generate_key().decode()}"
    monkeypatch.setenv("ENCRYPTION_KEYS", keys)
    monkeypatch.setenv("INTERNAL_TOKEN", "shared")
    settings = load()
    assert settings.keys == keys.split(", ") and settings.internal_token == "shared"
    assert not secrets_file(settings).exists()


def test_a_secret_that_is_set_goes_before_the_one_that_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = load()
    monkeypatch.setenv("INTERNAL_TOKEN", "shared")
    assert load().internal_token == "shared" and load().keys == made.keys


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "var"))
    with pytest.raises(SettingsError) as error:
        load()
    assert str(tmp_path / "file" / "var") in str(error.value) and "DATA_DIR" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", ["", "ENCRYPTION_KEYS=\nINTERNAL_TOKEN=x\n", "ENCRYPTION_KEYS=short\n"])
def test_a_secrets_file_that_was_damaged_stops_the_start_instead_of_making_new_keys(content: str) -> None:
    file = secrets_file(load())
    file.write_text(content)
    with pytest.raises(SettingsError) as error:
        load()
    assert str(file) in str(error.value) and "\n" not in str(error.value)
    assert file.read_text() == content
