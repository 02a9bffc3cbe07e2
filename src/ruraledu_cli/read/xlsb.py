"""Binary Excel workbooks (.xlsb): calamine for the cells, a walk over the records for the rest."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ruraledu_cli.census import Cell, ErrorCell, Merged, Sheet
from ruraledu_cli.read.cells import overlay, placed_rows
from ruraledu_cli.read.limits import DENSE_CELLS, MAX_COLUMNS, MAX_ROWS, SHEET_CELLS, SPARSE_SHARE
from ruraledu_cli.read.marks import Marks
from ruraledu_cli.read.package import Package, repacked
from ruraledu_cli.read.refused import OVERSIZED, Refused
from ruraledu_cli.read.selection import Contents, Listed, sheet_notes, sheet_reason
from ruraledu_cli.read.xls import ERRORS
from ruraledu_cli.read.xlsx import KINDS, SHARED, main_relation, open_calamine, relationships

WORKBOOK = "xl/workbook.bin"
_RELATIONS = "xl/_rels/workbook.bin.rels"
_ROW, _BLANK, _ERROR, _FORMULA_ERROR, _LAST_CELL, _MERGE, _BUNDLE = 0, 1, 3, 11, 11, 176, 156


def read_xlsb(package: Package, shown: str) -> Contents:
    """A sheet too large to be allocated is refused before calamine sees it."""
    workbook, relations = package.part(WORKBOOK), package.xml(_RELATIONS)
    related = relationships(relations, "xl")
    listed = list(_listed(workbook, related))
    parts = {"_rels/.rels": main_relation(WORKBOOK), WORKBOOK: workbook, _RELATIONS: relations}
    parts |= {
        part: package.part(part) for kind, part in related.values() if kind in SHARED and part in package
    }
    marks: dict[int, Marks] = {}
    for number, sheet in enumerate(listed):
        if sheet_reason(sheet) is None:
            parts[sheet.part] = package.part(sheet.part)
            marks[number] = _marks(parts[sheet.part], sheet.name)
    opened = open_calamine(repacked(parts))
    sheets: list[Sheet] = []
    for number, found in marks.items():
        rows = placed_rows(opened.get_sheet_by_index(number))
        overlay(rows, found.cells)
        sheets.append(Sheet(shown, listed[number].name, rows, found.merged, kind="xlsb"))
    return Contents(tuple(sheets), sheet_notes(shown, listed))


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, where the content begins, and its size; kind and size are written seven bits a byte."""
    at, end = 0, len(part)
    try:
        while at < end:
            kind = part[at]
            at += 1
            if kind & 0x80:
                kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
                at += 1
            size = shift = 0
            while True:
                byte = part[at]
                at += 1
                size |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 or shift > 21:
                    break
            yield kind, at, size
            at += size
    except IndexError:
        raise Refused("truncated") from None
    if at > end:
        raise Refused("truncated")


def _listed(workbook: bytes, related: dict[str, tuple[str, str]]) -> Iterator[Listed]:
    for kind, at, _ in _records(workbook):
        if kind == _BUNDLE:
            (state,) = struct.unpack_from("<I", workbook, at)
            relation, after = _text(workbook, at + 8)
            name, _ = _text(workbook, after)
            what, part = related.get(relation, ("", ""))
            if not what:
                raise Refused("part_missing", sheet=name)
            yield Listed(name, state != 0, KINDS.get(what, "macro"), part)


def _text(part: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", part, at)
    end = at + 4 + length * 2
    if end > len(part):
        raise Refused("damaged")
    return part[at + 4 : end].decode("utf-16-le", "replace"), end


def _marks(part: bytes, name: str) -> Marks:
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[Merged] = []
    row = rows = columns = filled = 0
    for kind, at, size in _records(part):
        if kind == _ROW and size >= 4:
            (row,) = struct.unpack_from("<I", part, at)
        elif _BLANK < kind <= _LAST_CELL and size >= 8:
            (column,) = struct.unpack_from("<I", part, at)
            rows, columns, filled = max(rows, row + 1), max(columns, column + 1), filled + 1
            if kind in (_ERROR, _FORMULA_ERROR):
                cells[row, column] = ErrorCell(ERRORS.get(part[at + 8], "#VALUE!"))
        elif kind == _MERGE and size >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", part, at)
            merged.append(Merged(top, left, bottom, right))
    _check_extent(rows, columns, filled, name)
    return Marks(cells, tuple(merged))


def _check_extent(rows: int, columns: int, filled: int, name: str) -> None:
    box = rows * columns
    sparse = box > DENSE_CELLS and box > filled * SPARSE_SHARE
    if rows > MAX_ROWS or columns > MAX_COLUMNS or box > SHEET_CELLS or sparse:
        raise Refused("huge_extent", OVERSIZED, sheet=name, params={"limit": DENSE_CELLS})
