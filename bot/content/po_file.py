"""Units as a PO file, the format of translators' editors (gettext)."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from bot.content.exchange import OWN, Unit, parse_context
from bot.content.tree import ContentError
from bot.languages import Language

_HEAD = """# Texts of Wegwijs. Change only what is behind msgstr. Keep blanks such as [[name]], blank lines, and lines with 🗣.
# An entry marked "fuzzy" is to be checked: its Dutch text changed. Take the mark away when it is right again."""


def write(file: Path, language: Language, units: list[Unit]) -> None:
    """Write a PO file for one language."""
    catalog = Catalog(locale=language.code, project="Wegwijs", version="1", header_comment=_HEAD, fuzzy=False)
    for unit in units:
        catalog.add(
            unit.dutch,
            unit.translation,
            context=unit.context,
            flags=("fuzzy",) if unit.to_check else (),
            auto_comments=(*unit.comments, f"{OWN}: {unit.own}"),
        )
    with file.open("wb") as stream:
        write_po(stream, catalog, width=0)


def read(file: Path) -> tuple[str, list[Unit]]:
    """The language and the units of a PO file. Raises ContentError when it is none of ours."""
    try:
        with file.open("rb") as stream:
            catalog = read_po(stream, ignore_obsolete=True, abort_invalid=True)
        units = [_unit(message) for message in catalog if message.id]
    except (PoFileError, UnicodeDecodeError, ValueError, LookupError) as error:
        raise ContentError(f"{file}: is no PO file of ours ({error}); take the one that content export wrote") from error
    if not catalog.locale_identifier:
        raise ContentError(f"{file}: says no language; its header needs a line Language: <code>")
    return str(catalog.locale_identifier), units


def _unit(message: object) -> Unit:
    context, dutch, translation = message.context, message.id, message.string  # type: ignore[attr-defined]
    if not context or not isinstance(dutch, str) or not isinstance(translation, str):
        raise ValueError("an entry without msgctxt, or with a plural")
    comments = tuple(message.auto_comments)  # type: ignore[attr-defined]
    own = next((line.partition(": ")[2] for line in comments if line.startswith(f"{OWN}:")), "")
    return Unit(*parse_context(context), dutch, translation, message.fuzzy, own, comments)  # type: ignore[attr-defined]
