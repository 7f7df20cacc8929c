"""The only reader of the environment. A setting that is missing or malformed stops the start with one clear line."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from datetime import time
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from pydantic import BaseSettings, Field, ValidationError, validator

from bot import setting_checks
from bot.languages import ROOT, live_languages

SECRETS_FILE = "secrets.env"


class SettingsError(Exception):
    """A setting is missing or malformed; the message says which and what to do."""


class Settings(BaseSettings):
    """Everything that may differ between two installations. `docs/operate.md` explains each."""

    host: str = Field("127.0.0.1", description="address on which the gateway listens")
    port: int = Field(8080, ge=1, le=65535, description="port of the web chat, the portal and the webhooks")
    public_url: str = Field("", description="address under which people reach the gateway; empty: the local one")
    data_dir: Path = Field(ROOT / "var", description="folder for databases, secrets and logs")
    database_url: str = Field("", description="SQLAlchemy address of the database; empty: SQLite in DATA_DIR")
    encryption_keys: str = Field("", description="Fernet keys, newest first, separated by commas; empty: made once")
    rasa_port: int = Field(5005, ge=1, le=65535, description="loopback port of the Rasa server")
    actions_port: int = Field(5055, ge=1, le=65535, description="loopback port of the action server")
    internal_token: str = Field("", description="shared secret between gateway, Rasa and actions; empty: made once")
    telegram_bot_token: str = Field("", description="token of @BotFather; empty: no Telegram")
    telegram_api_url: str = Field("https://api.telegram.org", description="root of the Bot API server")
    office_opens: time = Field(time(9, 0), description="office hours begin, Europe/Amsterdam")
    office_closes: time = Field(time(17, 0), description="office hours end, Europe/Amsterdam")
    office_days: str = Field("1,2,3,4,5", description="office days, 1 is Monday")
    duty_roster: str = Field("none", description="who is on duty outside office hours, as staff read it; none: nobody")
    alert_emails: str = Field("", description="addresses that get an alert of a new request, separated by commas; empty: none")
    smtp_url: str = Field("", description="mail server, smtp://user:password@host:port or smtps://…; empty: no e-mail")
    smtp_from: str = Field("", description="sender of the e-mails, an address or Name <address>")
    alert_telegram_chat: str = Field("", description="id of a chat of staff with the same bot, for urgent alerts; empty: none")
    translator_url: str = Field("", description="LibreTranslate server that client managers may ask; empty: no translation")
    translator_key: str = Field("", description="API key of that server; empty: none")
    escalate_urgent_minutes: int = Field(15, ge=1, description="minutes until an urgent request that nobody read is overdue")
    escalate_soon_hours: int = Field(8, ge=1, description="office hours until an unread request for today or tomorrow is late")
    escalate_other_hours: int = Field(16, ge=1, description="office hours until any other request that nobody read is overdue")
    silence_minutes: int = Field(15, ge=1, description="minutes of silence after which the team is told of likely danger")
    retention_hours: int = Field(24, ge=1, description="hours after the last message until unremembered content is erased")
    remembered_days: int = Field(365, ge=1, description="days after the last message until a remembered person is erased")
    default_language: str = Field("nl", description="language before a person has chosen one")
    municipality: str = Field("", description="municipality whose particulars people get, a file of data/local; empty: none")
    reviewed_only: str = Field("off", description="on: no start while texts on danger, consent or rights are unread")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    class Config:
        env_file_encoding = "utf-8"

    @validator("public_url", "telegram_api_url", "translator_url")
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @validator("database_url")
    def _database(cls, value: str) -> str:
        if value and not re.match(r"sqlite:///|postgresql(\+psycopg2)?://", value):
            raise ValueError("must begin with postgresql:// or sqlite:///")
        return value

    @validator("encryption_keys")
    def _keys(cls, value: str) -> str:
        return _checked_keys(value)

    @validator("office_days")
    def _days(cls, value: str) -> str:
        if not all(day.strip() in {"1", "2", "3", "4", "5", "6", "7"} for day in value.split(",")):
            raise ValueError("must be numbers from 1 (Monday) to 7 separated by commas")
        return value

    @validator("log_level")
    def _level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @validator("default_language")
    def _language(cls, value: str) -> str:
        if value not in live_languages():
            raise ValueError(f"must be one of {', '.join(live_languages())}")
        return value

    @validator("telegram_bot_token")
    def _token(cls, value: str) -> str:
        if value and ":" not in value:
            raise ValueError("must look like 123456:ABC…, as @BotFather gives it")
        return value

    _roster = validator("duty_roster", allow_reuse=True)(setting_checks.roster)
    _emails = validator("alert_emails", allow_reuse=True)(setting_checks.addresses)
    _mail_server = validator("smtp_url", allow_reuse=True, always=True)(setting_checks.mail_server)
    _sender = validator("smtp_from", allow_reuse=True, always=True)(setting_checks.sender)
    _reviewed = validator("reviewed_only", allow_reuse=True)(setting_checks.on_or_off)
    _municipality = validator("municipality", allow_reuse=True)(setting_checks.municipality)
    _chat = validator("alert_telegram_chat", allow_reuse=True)(setting_checks.chat)

    @property
    def alert_addresses(self) -> list[str]:
        """Who gets alerts by e-mail, each once."""
        return list(dict.fromkeys(part.strip() for part in self.alert_emails.split(",") if part.strip()))

    @property
    def on_duty(self) -> str:
        """Who is on duty outside office hours; empty when nobody is."""
        return "" if self.duty_roster.lower() == "none" else self.duty_roster

    @property
    def keys(self) -> list[str]:
        """The Fernet keys, newest first."""
        return [key.strip() for key in self.encryption_keys.split(",") if key.strip()]

    @property
    def database(self) -> str:
        """SQLAlchemy address of our own tables."""
        return self.database_url or f"sqlite:///{self.data_dir / 'wegwijs.db'}"

    @property
    def tracker_database(self) -> str:
        """SQLAlchemy address of Rasa's tracker: with SQLite a file of its own, since one writer locks the file."""
        return self.database_url or f"sqlite:///{self.data_dir / 'tracker.db'}"

    @property
    def address(self) -> str:
        """The address that people use, without a slash at the end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"


def load(**overrides: Any) -> Settings:
    """Read the settings from the environment, `.env` and the secrets that were made at the first start.

    Secrets that nobody set are made once and kept in DATA_DIR with mode 0600.
    Raises SettingsError with one line that says what to mend.
    """
    settings = given(**overrides)
    return settings.copy(update=_made_once(settings))


def given(**overrides: Any) -> Settings:
    """The settings as they are given, without making or reading secrets. Raises SettingsError."""
    env_file = os.environ.get("WEGWIJS_ENV_FILE", str(ROOT / ".env"))
    overrides = {**_empty_means_default(env_file), **overrides}
    try:
        return Settings(_env_file=env_file, **overrides)  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(f"Setting {name}: {first['msg']}. Mend it in the environment or in .env.") from None


def inherited(extra: dict[str, str]) -> dict[str, str]:
    """The environment as a child process gets it, with some values of ours."""
    return {**os.environ, **extra}


def _empty_means_default(env_file: str) -> dict[str, Any]:
    """`PORT=` in the environment or `.env` means: not set."""
    from dotenv import dotenv_values

    given = {**dotenv_values(env_file), **os.environ}
    lowered = {key.lower(): value for key, value in given.items()}
    return {
        name: field.default for name, field in Settings.__fields__.items() if lowered.get(name) == "" and field.default != ""
    }


def _made_once(settings: Settings) -> dict[str, str]:
    """The secrets that the settings leave empty, from DATA_DIR; made there when they are not there yet."""
    if settings.encryption_keys and settings.internal_token:
        return {}
    file = settings.data_dir / SECRETS_FILE
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        _make_secrets(settings.data_dir)
    except OSError as error:
        raise SettingsError(
            f"Folder {settings.data_dir} cannot be written ({error.strerror}). Give this user the right or set DATA_DIR."
        ) from None
    from dotenv import dotenv_values

    kept = dotenv_values(file)
    secrets = {
        "encryption_keys": settings.encryption_keys or kept.get("ENCRYPTION_KEYS") or "",
        "internal_token": settings.internal_token or kept.get("INTERNAL_TOKEN") or "",
    }
    try:
        if not all(secrets.values()) or not _checked_keys(secrets["encryption_keys"]):
            raise ValueError
    except ValueError:
        raise SettingsError(
            f"File {file} is damaged: it lacks good ENCRYPTION_KEYS or INTERNAL_TOKEN. Put a backup of it in its place;"
            " new keys cannot read what is stored."
        ) from None
    return secrets


def _make_secrets(folder: Path) -> None:
    """Write the secrets whole or not at all, and once, however many processes start together."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / SECRETS_FILE).exists():
            return
        descriptor, name = tempfile.mkstemp(prefix=SECRETS_FILE, dir=folder)  # mode 0600
        with os.fdopen(descriptor, "w") as stream:
            stream.write(
                "# Made at the first start. Losing this file makes all stored texts unreadable: keep a copy safe.\n"
                f"ENCRYPTION_KEYS={Fernet.generate_key().decode()}\nINTERNAL_TOKEN={Fernet.generate_key().decode()}\n"
            )
        os.rename(name, folder / SECRETS_FILE)
    finally:
        os.close(lock)


def _checked_keys(value: str) -> str:
    for key in filter(None, value.split(",")):
        try:
            Fernet(key.strip().encode())
        except Exception as error:
            raise ValueError("each key must be 32 bytes in url-safe base64 (python -m bot make-key)") from error
    return value
