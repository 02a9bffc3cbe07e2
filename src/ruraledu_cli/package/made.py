"""Sheets of other formats as an .xlsx workbook: values, merged ranges, widths by content; no look."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ruraledu_cli.census import Cell, ErrorCell, FormulaWithoutValue, Sheet
from ruraledu_cli.model.finding import column_letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_NAME = re.compile(r"[\\/*?:\[\]]")
_LONGEST_NAME = 31
_NARROW, _WIDE = 8, 40
_MEASURED = 200  # rows that widths are taken from
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def names_of(sheets: Sequence[Sheet]) -> Mapping[str, str]:
    """The name of each sheet in the workbook: without what Excel forbids there, and no two alike."""
    found: dict[str, str] = {}
    for sheet in sheets:
        name = _NO_NAME.sub("_", _ILLEGAL.sub("", sheet.name)).strip("'")[:_LONGEST_NAME] or "Sheet"
        number, plain = 2, name
        while name.lower() in {taken.lower() for taken in found.values()}:
            name, number = f"{plain[: _LONGEST_NAME - 3]}_{number}", number + 1
        found[sheet.name] = name
    return found


def made_of(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of these sheets, the same bytes each time."""
    from openpyxl import Workbook

    names = names_of(sheets)
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(names[sheet.name]), sheet)
    stream = io.BytesIO()
    book.save(stream)
    return steady(stream)


def _fill(target: Worksheet, sheet: Sheet) -> None:
    for number, row in enumerate(sheet.rows, 1):
        for position, cell in enumerate(row, 1):
            if cell is not None:
                _put(target.cell(number, position), cell)
    for one in sheet.merged:
        if one.top != one.bottom or one.left != one.right:
            target.merge_cells(None, one.top + 1, one.left + 1, one.bottom + 1, one.right + 1)
    for position, width in enumerate(_widths(sheet), 1):
        target.column_dimensions[column_letter(position)].width = width


def _put(target: Any, cell: Cell) -> None:
    """A value as it was read. Text stays text, a long number typed as text above all."""
    match cell:
        case ErrorCell():
            target.value, target.data_type = cell.text, "e"
        case FormulaWithoutValue():
            target.value = cell.formula if cell.formula.startswith("=") else '=""'
        case str():
            target.value, target.data_type = _ILLEGAL.sub("", cell), "s"
            if cell.strip().isdecimal():
                target.number_format = "@"
        case datetime():
            target.value, target.number_format = cell.replace(tzinfo=None), "yyyy-mm-dd hh:mm:ss"
        case date():
            target.value, target.number_format = cell, "yyyy-mm-dd"
        case bool() | int() | float() | time() | timedelta():
            target.value = cell


def _widths(sheet: Sheet) -> list[int]:
    """The width of each column: that of its longest text, within reason."""
    widths: list[int] = []
    for row in sheet.rows[:_MEASURED]:
        widths += [_NARROW] * (len(row) - len(widths))
        for position, cell in enumerate(row):
            if isinstance(cell, str):
                length = sum(1 if ord(letter) < 0x2E80 else 2 for letter in cell) + 2
                widths[position] = min(max(widths[position], length), _WIDE)
            elif isinstance(cell, date):
                widths[position] = max(widths[position], 12)
    return widths


def steady(stream: io.BytesIO) -> bytes:
    """The package without the time it was written at."""
    target = io.BytesIO()
    with ZipFile(stream) as source, ZipFile(target, "w", ZIP_DEFLATED) as written:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            written.writestr(info, content)
    return target.getvalue()
