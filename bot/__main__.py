"""The command line of Wegwijs: `python -m bot --help`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import List, Optional

import typer

from bot.content_commands import content
from bot.languages import ROOT
from bot.nlu_commands import nlu
from bot.safety_commands import safety
from bot.settings import Settings, SettingsError, load

MIGRATION_SECONDS = 60  # that the gateway waits while another process migrates
app = typer.Typer(help="Wegwijs, a guidance assistant for status holders.", add_completion=False, no_args_is_help=True)
app.add_typer(content, name="content")
app.add_typer(nlu, name="nlu")
app.add_typer(safety, name="safety")


@app.command()
def run(train: bool = typer.Option(False, help="Train first, when no model fits the data.")) -> None:
    """Start everything on this machine: gateway, Rasa and action server."""
    from bot.supervisor import supervise, train_if_needed

    settings = load()
    _refuse_unread(settings)
    if train and not train_if_needed():
        typer.echo("Going on with the last good model.", err=True)
    raise typer.Exit(supervise(settings))


@app.command()
def serve() -> None:
    """Start the gateway alone: web chat, portal, channels."""
    import uvicorn

    from bot import logs
    from bot.gateway import create_app
    from bot.storage.session import Database
    from bot.storage.version import wait_until_newest

    settings = load()
    _refuse_unread(settings)
    logs.configure(settings.log_level)
    application = create_app(settings)
    if not wait_until_newest(Database(settings.database), MIGRATION_SECONDS):
        _stop("The database is older than this version. Run: python -m bot migrate")
    _refuse_other_keys(settings)
    uvicorn.run(
        application,
        host=settings.host,
        port=settings.port,
        access_log=False,
        ws="none",  # the websockets that Rasa leaves room for is too old for uvicorn; nothing here needs it
        log_level="warning",
        timeout_graceful_shutdown=3,
    )


@app.command()
def migrate() -> None:
    """Bring the database to the newest form."""
    from bot.storage.migrate import migrate as migrate_database
    from bot.storage.session import Database

    migrate_database(Database(load().database))
    typer.echo("The database is up to date.")


@app.command()
def train(force: bool = typer.Option(False, help="Train even if a model fits the data already.")) -> None:
    """Train the model, unless one is there that fits the data."""
    from bot.supervisor import train_if_needed

    if not train_if_needed(force):
        raise typer.Exit(1)


@app.command("create-manager")
def create_manager(
    email: str = typer.Option(..., prompt=True),
    name: str = typer.Option(..., prompt=True, help="As people see it when this client manager answers."),
    password: str = typer.Option(..., prompt=True, hide_input=True, confirmation_prompt=True),
    role: List[str] = typer.Option(["manager"], help="manager, lead, confidant, duty or admin; may be given more than once."),
) -> None:
    """Make an account for a client manager."""
    from bot.app import build_services
    from bot.services.managers import ManagerError

    migrate()
    try:
        build_services(load()).managers.create(email, name, password, role)
    except ManagerError as error:
        _stop(str(error))
    typer.echo(f"{email} can log in now.")


@app.command("set-role")
def set_role(
    email: str = typer.Option(..., prompt=True),
    role: List[str] = typer.Option(..., help="manager, lead, confidant, duty or admin; may be given more than once."),
) -> None:
    """Give an account these roles instead of those it had."""
    from bot.app import build_services
    from bot.services.managers import ManagerError

    migrate()
    try:
        build_services(load()).managers.set_roles(email, role)
    except ManagerError as error:
        _stop(str(error))
    typer.echo(f"{email} has these roles now: {', '.join(role)}.")


@app.command("set-password")
def set_password(
    email: str = typer.Option(..., prompt=True),
    password: str = typer.Option(..., prompt=True, hide_input=True, confirmation_prompt=True),
) -> None:
    """Give a client manager a new password and end their sessions."""
    from bot.app import build_services
    from bot.services.managers import ManagerError

    try:
        build_services(load()).managers.set_password(email, password)
    except ManagerError as error:
        _stop(str(error))
    typer.echo("The password is changed.")


@app.command()
def understand(
    file: Path = typer.Argument(..., help="One text per line, UTF-8; - for standard input."),
    language: Optional[str] = typer.Option(None, help="Language of the texts; guessed when not given."),
) -> None:
    """Print what each line of a file means, as one JSON object per line."""
    from bot.understand_lines import understand_lines

    if str(file) != "-" and not file.is_file():
        _stop(f"There is no file {file}.")
    understand_lines(sys.stdin.buffer if str(file) == "-" else file.open("rb"), language)


@app.command()
def check() -> None:
    """Check texts, examples and languages; every complaint says where and what to do."""
    from bot.content_check import complaints

    found = complaints()
    for line in found:
        typer.echo(line, err=True)
    if found:
        raise typer.Exit(1)
    typer.echo("Texts, examples and languages are in order.")


@app.command("new-language")
def new_language(
    code: str = typer.Argument(..., help="Its code in ISO 639, such as so."),
    name: str = typer.Option(..., prompt=True, help="Its name as its speakers write it."),
    english: str = typer.Option(..., prompt=True, help="Its name in English."),
    dutch: str = typer.Option(..., prompt=True, help="Its name in Dutch."),
) -> None:
    """Begin a language: a draft in languages.yml and files for texts, examples and patterns. Nobody is offered it yet."""
    from bot.content.scaffold import NewLanguageError, begin_language

    try:
        written = begin_language(code, name, english, dutch)
    except NewLanguageError as error:
        _stop(f"{error}.")
    else:
        typer.echo("Begun: " + ", ".join(written) + '. Go on with "Add a language" in CONTRIBUTING.md.')


@app.command("make-key")
def make_key() -> None:
    """Print a new key for ENCRYPTION_KEYS."""
    from cryptography.fernet import Fernet

    typer.echo(Fernet.generate_key().decode())


@app.command("rewrap-keys")
def rewrap_keys() -> None:
    """Put all that is kept under the newest of ENCRYPTION_KEYS, so that an older one can be taken out."""
    from cryptography.fernet import InvalidToken

    from bot.app import build_services
    from bot.storage.rewrapping import rewrap
    from bot.storage.version import is_newest

    services = build_services(load())
    if not is_newest(services.database):
        _stop("The database is older than this version. Run: python -m bot migrate")
    try:
        done = rewrap(services.database, services.vault, lambda number: typer.echo(f"… {number}"))
    except InvalidToken:
        _stop("ENCRYPTION_KEYS are not the keys of this database. Nothing was changed.")
    else:
        typer.echo(f"Put under the newest key: {done.changed} people. Under it already: {done.already}.")
        if done.lost:
            _stop(f"Of {done.lost} people the key opens with none of ENCRYPTION_KEYS. Put the missing key back; take none out.")
        typer.echo("Nothing needs an older key any more, except backups.")


def _refuse_unread(settings: Settings) -> None:
    """With REVIEWED_ONLY nothing starts while a live language has critical texts that nobody read."""
    if settings.reviewed_only == "on":
        from bot.content.going_live import unread
        from bot.content.tree import ContentError, read_tree

        try:
            lines = unread(read_tree(ROOT))
        except ContentError as error:
            lines = [str(error)]
        if lines:
            _stop("\n".join([*lines, "REVIEWED_ONLY is on: let these be read, or give the language 'status: draft'."]))


def _refuse_other_keys(settings: Settings) -> None:
    """With keys that cannot open what the database keeps under them everybody would be a stranger: nothing starts."""
    from cryptography.fernet import InvalidToken

    from bot.app import build_services

    services = build_services(settings)
    try:
        services.vault.name("anything")
    except InvalidToken:
        _stop("ENCRYPTION_KEYS are not the keys of this database. Put the missing key back into the list.")
    finally:
        services.database.close()


def _stop(line: str) -> None:
    typer.echo(line, err=True)
    raise typer.Exit(1)


def main() -> None:
    """Run a verb; a wrong setting or a missing part ends with one clear line."""
    from bot.processor import ProcessorTooOld

    try:
        app()
    except (SettingsError, ProcessorTooOld) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
