"""From the fast reader's rows to a Sheet's rows: true places, whole numbers as ints, nothing as None."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from ruraledu_cli.census import Cell, ErrorCell

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Read = str | bool | int | float | date | datetime | time | timedelta
TRIM_CELLS = 1_000_000
EXACT = 10**15  # a workbook keeps fifteen digits; beyond them a float shows that they may be lost


def placed_rows(sheet: CalamineSheet) -> list[list[Cell]]:
    """All rows from A1 on. calamine crops leading blank columns and says where it began."""
    if sheet.start is None:
        return []
    left = sheet.start[1]
    rows: Iterator[list[Cell]] = (
        [(value or None) if type(value) is str else _cell(value) for value in row]
        for row in sheet.iter_rows()
    )
    if left:
        margin: list[Cell] = [None] * left
        rows = (margin + row for row in rows)
    if sheet.height * sheet.width > TRIM_CELLS:
        rows = map(_trimmed, rows)
    return list(rows)


def _trimmed(row: list[Cell]) -> list[Cell]:
    """Without the blanks at its end; one far cell makes every row as wide as itself."""
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]


def _cell(value: Read) -> Cell:
    if type(value) is float:
        if -EXACT < value < EXACT:
            whole = int(value)
            return whole if whole == value else value
        return number(value)
    if type(value) is int:
        return number(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def number(value: float) -> Cell:
    """A whole number below 10**15 is an int; a float that is none is what a spreadsheet shows for it."""
    if -EXACT < value < EXACT:
        whole = int(value)
        return whole if whole == value else value
    return float(value) if math.isfinite(value) else ErrorCell("#NUM!")


def spread(rows: Sequence[Sequence[Cell]], at_rows: list[int], at_columns: list[int]) -> list[list[Cell]]:
    """Rows of a compacted sheet at their true places."""
    if at_columns == list(range(len(at_columns))) and at_rows == list(range(len(at_rows))):
        return [list(row) for row in rows]
    placed: list[list[Cell]] = [[] for _ in range(at_rows[-1] + 1)] if at_rows else []
    for row, place in zip(rows, at_rows, strict=False):
        filled = [(column, cell) for column, cell in zip(at_columns, row, strict=False) if cell is not None]
        target: list[Cell] = [None] * (filled[-1][0] + 1) if filled else []
        for column, cell in filled:
            target[column] = cell
        placed[place] = target
    return placed


def overlay(rows: list[list[Cell]], cells: Mapping[tuple[int, int], Cell]) -> None:
    """Put cells where they stand, making room where the rows end before them."""
    for (row, column), cell in cells.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = cell
