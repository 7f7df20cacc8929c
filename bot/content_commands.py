"""The verbs of `python -m bot content`, for those who write and translate the texts. The work is left to `bot/content`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime, timezone
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, List, NoReturn, Optional, TypeVar

import typer

from bot.languages import REFERENCE, ROOT

if TYPE_CHECKING:
    from bot.content.tree import Tree
    from bot.settings import Settings

content = typer.Typer(help="The texts: where they stand, how simple they are, to translators and back.", no_args_is_help=True)
Verb = TypeVar("Verb", bound=Callable[..., None])
ALL = "Only this language; all live ones when not given."
START_AGAIN = "Start Wegwijs again: then it holds."


class Format(str, Enum):
    """The forms in which translators get texts."""

    po = "po"
    xlsx = "xlsx"


def _told(verb: Verb) -> Verb:
    """A mistake in a file or in what was asked ends with one line."""

    @functools.wraps(verb)
    def wrapped(*arguments: object, **options: object) -> None:
        from bot.content.response_file import ResponseFileError
        from bot.content.tree import ContentError

        try:
            verb(*arguments, **options)
        except (ContentError, ResponseFileError, OSError) as error:
            _stop(str(error))

    return wrapped  # type: ignore[return-value]


@content.command()
@_told
def check(
    language: Optional[str] = typer.Option(None, help=ALL),
    live: bool = typer.Option(False, "--live", help="Refuse unreviewed texts on danger, consent, rights and consequences too."),
    verbose: bool = typer.Option(False, "--verbose", help="Name the texts, and show the hardest Dutch ones of each file."),
    municipality: Optional[str] = typer.Option(None, help="List instead what keeps this municipality from going live."),
) -> None:
    """Where the texts stand, and which are hard to read. Fails for stale, missing and hard ones."""
    from bot.content.overview import overview

    tree = _tree(language)
    if municipality is not None:
        from bot.content.going_live import blockers
        from bot.settings import given

        settings = given()
        holes = blockers(tree, _languages(tree, language), municipality, settings, _today(), verbose)
        _refuse([*holes, *_accounts(settings)])
        typer.echo(f"{municipality}: nothing keeps it from going live.")
        return
    found = overview(tree, _languages(tree, language), _today(), live, verbose)
    typer.echo("\n".join(found.lines))
    _refuse(found.complaints)
    if found.fails:
        raise typer.Exit(1)


@content.command()
@_told
def ledger(
    names: Optional[List[str]] = typer.Argument(None, metavar="[NAME]…", help="Stale texts that still fit, or such files."),
    accept: bool = typer.Option(False, "--accept", help="Write what is new or changed into the ledger."),
    by: str = typer.Option("machine", help="Who wrote it: machine, person, or a pseudonym."),
    language: Optional[str] = typer.Option(None, help=ALL),
) -> None:
    """Count what is new or changed since the ledger was written; with --accept, write it down."""
    from bot.content import ledger as books
    from bot.content.review import names_of

    tree, fit = _tree(language), names or ()
    wanted, by = names_of(tree, fit), books.pseudonym(by)
    for code in _languages(tree, language):
        after, changed = books.accept(tree, code, _today(), by, wanted)
        if accept:
            books.write_ledger(tree.root, code, after, tree.languages[code].english)
        typer.echo(f"{code}: {len(changed)} {'written down' if accept else 'new or changed'}")


@content.command()
@_told
def review(
    names: List[str] = typer.Argument(..., metavar="NAME…", help="Texts (utter_…) or files such as rights.yml."),
    language: str = typer.Option(...),
    by: str = typer.Option(..., help="The pseudonym of the person who read them."),
) -> None:
    """Note that a person who knows the language and the subject has read these texts."""
    from bot.content.review import names_of, note_review

    tree = _tree(language)
    (code,), wanted = _languages(tree, language), names_of(tree, names)
    refused = note_review(tree, code, wanted, by, _today())
    typer.echo(f"{len(wanted) - len(refused)} texts in {code} are noted as reviewed.")
    _refuse(refused)


@content.command("export")
@_told
def export_texts(
    language: str = typer.Option(...), output: Path = typer.Option(...), format: Format = typer.Option(Format.po)
) -> None:
    """Write the texts of a language for a translator, beside their Dutch."""
    from bot.content import po_file, worksheet
    from bot.content.exchange import units

    tree = _tree(language)
    found = units(tree, language)
    (po_file if format is Format.po else worksheet).write(output, tree.languages[language], found)
    typer.echo(f"{output}: {len(found)} texts and titles, {sum(unit.to_check for unit in found)} to check.")


@content.command("import")
@_told
def import_texts(
    file: Path = typer.Argument(..., help="What content export wrote, translated."),
    by: str = typer.Option("person", help="Who translated it: person, or a pseudonym."),
) -> None:
    """Take in what a translator gave back; what cannot be taken in is named with the reason."""
    from bot.content import ledger as books
    from bot.content import po_file, worksheet
    from bot.content.importing import take_in

    by = books.pseudonym(by)
    code, found = (worksheet if file.suffix == ".xlsx" else po_file).read(file)
    outcome = take_in(_tree(code), code, found, _today(), by)
    typer.echo(
        f"{code}: {len(outcome.taken)} texts changed, {len(outcome.confirmed)} still fit, {outcome.left} left to do, "
        f"{len({line.partition(':')[0] for line in outcome.refused})} refused."
    )
    _refuse(outcome.refused)


@content.command()
@_told
def off(name: str = typer.Argument(...), language: Optional[str] = typer.Option(None, help=ALL)) -> None:
    """Take a text off the air: people are told that Wegwijs can say nothing about it now."""
    from bot.content.off_air import take_off

    take_off(tree := _tree(language), name, _languages(tree, language))
    typer.echo(f"{name} is off the air. {START_AGAIN}")


@content.command()
@_told
def on(name: str = typer.Argument(...), language: Optional[str] = typer.Option(None, help=ALL)) -> None:
    """Put a text back on the air."""
    from bot.content.off_air import put_back

    put_back(tree := _tree(language), name, _languages(tree, language))
    typer.echo(f"{name} is on the air again. {START_AGAIN}")


@content.command()
@_told
def pages(
    output: Path = typer.Option(..., help="The folder of the pages."),
    language: Optional[List[str]] = typer.Option(None, help="Beside Dutch only these; may be repeated."),
) -> None:
    """Write one page to read for each topic, all languages side by side."""
    from bot.content.pages import write_pages

    tree = _tree()
    chosen = [REFERENCE, *(code for one in language for code in _languages(tree, one))] if language else None
    typer.echo(f"{write_pages(tree, output, _today(), chosen)} topics: {output / 'index.html'}")


def _accounts(settings: Settings) -> List[str]:
    """Which requests would reach nobody with the accounts that there are. What cannot be looked at is a line as well."""
    from bot.services.route_gaps import route_gaps
    from bot.storage.session import Database, DatabaseError

    database = Database(settings.database)
    try:
        with database.read() as connection:
            return route_gaps(connection)
    except (DatabaseError, OSError):
        return ["accounts: the database cannot be read; start Wegwijs once and make accounts (create-manager), then look again"]
    finally:
        database.close()


def _tree(language: Optional[str] = None) -> Tree:
    from bot.content.tree import ContentError, read_tree

    tree = read_tree(ROOT, language)
    if tree.complaints:
        raise ContentError("\n".join(tree.complaints))
    return tree


def _languages(tree: Tree, language: Optional[str]) -> List[str]:
    if language is not None and language not in tree.languages:
        _stop(f"{language} is in no line of languages.yml; choose from {', '.join(tree.languages)}.")
    return [language] if language is not None else list(tree.languages)


def _today() -> date:
    return datetime.now(timezone.utc).date()


def _refuse(lines: List[str]) -> None:
    if lines:
        _stop("\n".join(lines))


def _stop(line: str) -> NoReturn:
    typer.echo(line, err=True)
    raise typer.Exit(1)
