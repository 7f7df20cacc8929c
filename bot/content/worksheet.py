"""Units as a worksheet (xlsx), for translators without an editor for PO files."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from bot.content.exchange import Unit, parse_context
from bot.content.tree import ContentError
from bot.languages import Language

_COLUMNS = (("name", 34), ("Dutch", 60), ("translation", 60), ("to check", 10), ("about", 44), ("fingerprint", 15))
_TO_CHECK = "x"
_MARKED = PatternFill("solid", fgColor="FFF2CC")


def write(file: Path, language: Language, units: list[Unit]) -> None:
    """Write a workbook with one sheet, named after the language."""
    book = Workbook()
    sheet = book.active
    sheet.title = language.code
    for number, (head, width) in enumerate(_COLUMNS, 1):
        sheet.cell(1, number, head).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = width
    right_to_left = language.direction == "rtl"
    for row, unit in enumerate(units, 2):
        values = (
            unit.context,
            unit.dutch,
            unit.translation,
            _TO_CHECK if unit.to_check else "",
            "\n".join(unit.comments),
            unit.own,
        )
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            cell.value = value or None
            cell.data_type = "s" if value else "n"  # never a formula
            turned = column == 3 and right_to_left
            cell.alignment = Alignment(
                wrap_text=True, vertical="top", horizontal="right" if turned else None, readingOrder=2 if turned else 1
            )
        if unit.to_check:
            sheet.cell(row, 3).fill = _MARKED
    sheet.freeze_panes = "B2"
    book.save(file)


def read(file: Path) -> tuple[str, list[Unit]]:
    """The language and the units of a workbook. Raises ContentError when it is none of ours."""
    try:
        sheet = load_workbook(file, data_only=True).worksheets[0]
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise ContentError(f"{file}: is no workbook; take the one that content export wrote") from error
    rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    if not rows or rows[0][: len(_COLUMNS)] != [head for head, _ in _COLUMNS]:
        raise ContentError(f"{file}: its columns are not ours; keep the first row as content export wrote it")
    units = []
    for number, row in enumerate(rows[1:], 2):
        if not row[0]:
            continue
        try:
            name, index = parse_context(row[0])
        except ValueError as error:
            raise ContentError(f"{file}: row {number}: {row[0]!r} is no name of ours; put back the first column") from error
        units.append(Unit(name, index, row[1], row[2], bool(row[3].strip()), row[5].strip(), tuple(row[4].split("\n"))))
    return sheet.title, units
