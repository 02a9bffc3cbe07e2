"""Excel 97 to 2003 workbooks (.xls, WPS .et): calamine for the cells, a walk over the records for the rest.

calamine gives error cells, and formulas whose result was not stored, as empty text; the walk finds them.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruraledu_cli.census import Cell, ErrorCell, Merged, Sheet
from ruraledu_cli.read.cells import overlay, placed_rows
from ruraledu_cli.read.compound import CompoundFile
from ruraledu_cli.read.marks import valueless
from ruraledu_cli.read.refused import ENCRYPTED, Refused
from ruraledu_cli.read.selection import Contents, Listed, sheet_notes, sheet_reason
from ruraledu_cli.read.xlsx import open_calamine

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _MERGECELLS = 0x0809, 0x000A, 0x002F, 0x0085, 0x00E5
_FORMULA, _BOOLERR, _STRING = 0x0006, 0x0205, 0x0207
_BETWEEN = {0x00BC, 0x0221, 0x0236, 0x04BC}  # shared formulas, arrays and tables stand before the text
_KINDS = {0: "sheet", 1: "macro", 2: "chart", 6: "macro"}
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
Record = tuple[int, int, int]  # kind, where its content begins, its size


@dataclass(slots=True)
class _Walk:
    """Marks of one sheet while its records pass; `waiting` is a formula whose text should follow.

    `blank` are formulas that gave empty text, `calculated` says that some formula gave anything else.
    """

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    blank: list[tuple[int, int]] = field(default_factory=list)
    calculated: bool = False
    merged: list[Merged] = field(default_factory=list)
    waiting: tuple[int, int] | None = None


def read_xls(data: bytes, shown: str) -> Contents:
    """An encrypted workbook, of either kind, is told apart from a damaged one."""
    compound = CompoundFile(data)
    if "EncryptedPackage" in compound:
        raise Refused("password", ENCRYPTED)
    name = next((name for name in ("Workbook", "Book") if name in compound), None)
    if name is None:
        raise Refused("not_a_workbook")
    stream = compound.stream(name)
    listed, offsets = _globals(stream)
    opened = open_calamine(io.BytesIO(data))
    if len(opened.sheets_metadata) != len(listed):
        raise Refused("damaged")
    names = [sheet.name for sheet in opened.sheets_metadata]
    listed = [Listed(name, sheet.hidden, sheet.kind) for name, sheet in zip(names, listed, strict=True)]
    wanted = [number for number, sheet in enumerate(listed) if sheet_reason(sheet) is None]
    walks = [_walk(stream, offsets[number]) for number in wanted]
    _settle_blanks(walks)
    sheets: list[Sheet] = []
    for number, walk in zip(wanted, walks, strict=True):
        rows = placed_rows(opened.get_sheet_by_index(number))
        overlay(rows, walk.cells)
        sheets.append(Sheet(shown, listed[number].name, rows, tuple(walk.merged), kind="xls"))
    return Contents(tuple(sheets), sheet_notes(shown, listed))


def _settle_blanks(walks: list[_Walk]) -> None:
    """Programs that do not calculate store empty text as every result: then no formula has a value."""
    value = "" if any(walk.calculated for walk in walks) else valueless("")
    for walk in walks:
        walk.cells.update(dict.fromkeys(walk.blank, value))


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """The records of one substream: to its EOF, past charts that lie within."""
    depth, end, header = 0, len(stream), struct.Struct("<HH")
    while at + 4 <= end:
        kind, size = header.unpack_from(stream, at)
        at += 4
        if at + size > end:
            raise Refused("truncated")
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, at, size
        elif depth <= 0:
            return
        at += size
    raise Refused("truncated")


def _globals(stream: bytes) -> tuple[list[Listed], list[int]]:
    """Sheets in the workbook's order, without their names, and where each begins."""
    listed: list[Listed] = []
    offsets: list[int] = []
    for kind, at, size in _records(stream, 0):
        if kind == _FILEPASS:
            raise Refused("password", ENCRYPTED)
        if kind == _BOF and struct.unpack_from("<H", stream, at)[0] < 0x0500:
            raise Refused("old_excel")
        if kind == _BOUNDSHEET and size >= 6:
            offset, state, what = struct.unpack_from("<IBB", stream, at)
            offsets.append(offset)
            listed.append(Listed("", bool(state & 3), _KINDS.get(what, "macro")))
    return listed, offsets


def _walk(stream: bytes, offset: int) -> _Walk:
    walk = _Walk()
    for kind, at, size in _records(stream, offset):
        if walk.waiting and kind not in _BETWEEN:
            if kind != _STRING:
                walk.cells[walk.waiting] = valueless("")
            walk.calculated = walk.calculated or kind == _STRING
            walk.waiting = None
        if kind == _FORMULA and size >= 16:
            _formula(stream, at, walk)
        elif kind == _BOOLERR and size >= 8:
            row, column, code, is_error = struct.unpack_from("<HH2xBB", stream, at)
            if is_error:
                walk.cells[row, column] = ErrorCell(ERRORS.get(code, "#VALUE!"))
        elif kind == _MERGECELLS:
            walk.merged.extend(_merges(stream, at, size))
    return walk


def _formula(stream: bytes, at: int, walk: _Walk) -> None:
    """The stored result: a number, or by its first byte text to follow, a truth, an error, empty text."""
    row, column, what, code, marker = struct.unpack_from("<HH2xBxB3xH", stream, at)
    if marker == 0xFFFF and what == 0:
        walk.waiting = (row, column)
    elif marker == 0xFFFF and what == 3:
        walk.blank.append((row, column))
    else:
        walk.calculated = True
        if marker == 0xFFFF and what == 2:
            walk.cells[row, column] = ErrorCell(ERRORS.get(code, "#VALUE!"))


def _merges(stream: bytes, at: int, size: int) -> Iterator[Merged]:
    (count,) = struct.unpack_from("<H", stream, at)
    for number in range(min(count, (size - 2) // 8)):
        top, bottom, left, right = struct.unpack_from("<4H", stream, at + 2 + number * 8)
        yield Merged(top, left, bottom, right)
