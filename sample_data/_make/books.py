"""Writing workbooks whose bytes are the same every time: .xlsx, .xls and .csv."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlwt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value that was stored when it was last computed."""

    text: str
    stored: int | float


Cell = str | int | float | date | Formula | None
Range = tuple[int, int, int, int]  # first row, first column, last row, last column, counted from 1
STAMP = "2025-01-01T00:00:00Z"


@dataclass(slots=True)
class Grid:
    """One sheet as it is to be written: rows from the top, merged ranges, and how many rows are heading."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    heading: int = 1
    hidden: bool = False


def save(path: Path, *grids: Grid) -> None:
    """Write by the suffix of the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writers = {".xlsx": xlsx_bytes, ".xls": xls_bytes, ".csv": csv_bytes}
    path.write_bytes(writers[path.suffix](grids))


def xlsx_bytes(grids: tuple[Grid, ...]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        fill(book.create_sheet(grid.name), grid)
    book.properties.creator = "sample"
    buffer = io.BytesIO()
    book.save(buffer)
    return repack(
        buffer.getvalue(), {n: stored for n, grid in enumerate(grids, 1) if (stored := computed(grid))}
    )


def computed(grid: Grid) -> dict[str, int | float]:
    """The stored values of formulas by the cells they stand in."""
    return {
        f"{get_column_letter(column)}{row}": cell.stored
        for row, cells in enumerate(grid.rows, 1)
        for column, cell in enumerate(cells, 1)
        if isinstance(cell, Formula)
    }


def fill(sheet: Worksheet, grid: Grid) -> None:
    """Put the cells in, the heading bold and centred."""
    for row in grid.rows:
        sheet.append([cell.text if isinstance(cell, Formula) else cell for cell in row])
    sheet.sheet_state = "hidden" if grid.hidden else "visible"
    for heading in sheet.iter_rows(max_row=grid.heading):
        for cell in heading:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for top, left, bottom, right in grid.merges:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def repack(content: bytes, stored: Mapping[int, Mapping[str, int | float]]) -> bytes:
    """The same package without the time of day: fixed stamps of the parts and of the properties; with the
    stored values of formulas, by the sheet's number, which openpyxl leaves out."""
    sheets = {f"xl/worksheets/sheet{number}.xml": values for number, values in stored.items()}
    target = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(target, "w") as packed:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", STAMP.encode(), data)
            for ref, value in sheets.get(name, {}).items():
                cell = rf'(<c r="{ref}"[^>]*><f>[^<]*</f>)<v ?/>'.encode()
                data = re.sub(cell, rb"\g<1><v>%s</v>" % str(value).encode(), data)
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 0, 0
            packed.writestr(info, data, compresslevel=9)
    return target.getvalue()


def xls_bytes(grids: tuple[Grid, ...]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8", style_compression=2)
    plain, bold = xlwt.easyxf(), xlwt.easyxf("font: bold on; align: horiz center")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for grid in grids:
        sheet = book.add_sheet(grid.name)
        inside = {
            (row, column)
            for top, left, bottom, right in grid.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        for top, left, bottom, right in grid.merges:
            sheet.write_merge(top - 1, bottom - 1, left - 1, right - 1, grid.rows[top - 1][left - 1], bold)
        for index, row in enumerate(grid.rows, 1):
            for column, value in enumerate(row, 1):
                if value is None or (index, column) in inside:
                    continue
                style = bold if index <= grid.heading else day if isinstance(value, date) else plain
                sheet.write(index - 1, column - 1, value, style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_bytes(grids: tuple[Grid, ...]) -> bytes:
    """One sheet in GB18030, with the line ends of Windows."""
    (grid,) = grids
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        ["" if value is None else str(value) for value in row] for row in grid.rows
    )
    return text.getvalue().encode("gb18030")


def titled(grid: Grid, title: str, note: str) -> Grid:
    """The grid with a merged title and a line of the submitting office above."""
    width = max(len(row) for row in grid.rows)
    above: list[list[Cell]] = [[title, *[None] * (width - 1)], [note, *[None] * (width - 1)]]
    merges = [(1, 1, 1, width), *((t + 2, a, b + 2, z) for t, a, b, z in grid.merges)]
    return Grid(grid.name, above + grid.rows, merges, grid.heading + 2)


def totalled(grid: Grid, columns: set[int], label_at: int, label: str = "合计") -> Grid:
    """The grid with a last row that sums the given columns (counted from 0)."""
    body = grid.rows[grid.heading :]
    last: list[Cell] = []
    for column in range(len(grid.rows[0])):
        numbers = [value for row in body if isinstance(value := row[column], int)]
        last.append(sum(numbers) if column in columns else label if column == label_at else None)
    return Grid(grid.name, [*grid.rows, last], grid.merges, grid.heading)
