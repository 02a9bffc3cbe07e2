"""Cells whose value stands further up: ranges truly merged down, and 同上 or its sign. Plain blanks never."""

from __future__ import annotations

from collections.abc import Mapping

from ruraledu_cli.census import Cell, Field, Frame, Sheet

DITTO = frozenset({"同上", "〃", "″", "〞", "''", '"', "”", "“", "同前"})
_LONGEST = 8
Ranges = Mapping[int, tuple[tuple[int, int], ...]]  # per column position, first and last rows, 0-based

# What a merged cell says holds for all its rows: words and dates. A number may be the sum of them.
_SHARED = frozenset(
    {"text", "name", "school", "school_code", "area", "code", "date", "year", "semester", "researcher"}
)
_NEVER = frozenset({"id_number"})


def merged_down(sheet: Sheet) -> Ranges:
    """The ranges of one column that reach over several rows."""
    found: dict[int, list[tuple[int, int]]] = {}
    for one in sheet.merged:
        if one.left == one.right and one.bottom > one.top:
            found.setdefault(one.left, []).append((one.top, one.bottom))
    return {position: tuple(ranges) for position, ranges in found.items()}


def carry(
    frame: Frame, field: Field, kind: str, cells: tuple[Cell, ...], ranges: Ranges
) -> tuple[tuple[Cell, ...], tuple[int, ...]]:
    """A column's cells with those filled whose value stands further up, and the numbers of these."""
    tops = _tops(ranges.get(field.position, ())) if kind in _SHARED else {}
    passed = {row for one in frame.passed for row in one.rows if one.reason != "group"}
    result, carried = list(cells), []
    for number, (row, cell) in enumerate(zip(frame.records, cells, strict=True)):
        if is_ditto(cell) and kind not in _NEVER:
            value = _above(frame.sheet, row, field.position, passed)
        elif row in tops and (cell is None or cell == ""):
            value = _at(frame.sheet, tops[row], field.position)
        else:
            continue
        if value is not None and value != "":
            result[number] = value
            carried.append(number)
    return tuple(result), tuple(carried)


def _tops(ranges: tuple[tuple[int, int], ...]) -> dict[int, int]:
    return {row: first for first, last in ranges for row in range(first + 1, last + 1)}


def is_ditto(cell: Cell) -> bool:
    """Whether a cell says that it is as the one above."""
    return type(cell) is str and len(cell) < _LONGEST and "".join(cell.split()) in DITTO


def _above(sheet: Sheet, row: int, position: int, passed: set[int]) -> Cell:
    """The first cell upwards that is no 同上; nothing where it is blank or in a row that is no record."""
    for above in range(row - 1, -1, -1):
        cell = _at(sheet, above, position)
        if not is_ditto(cell):
            return None if above in passed else cell
    return None


def _at(sheet: Sheet, row: int, position: int) -> Cell:
    cells = sheet.rows[row]
    return cells[position] if position < len(cells) else None
