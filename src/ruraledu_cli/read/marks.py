"""What the fast reader does not tell of a sheet: error cells, formulas without value, true extent, merges.

One scan over the sheet's XML as bytes, about a fifth of a parse. It also decides whether the fast reader may
have the sheet at all: it allocates the whole rectangle of what is filled, and a single cell at XFD1048576
would end the process.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from ruraledu_cli.census import Cell, ErrorCell, FormulaWithoutValue, Merged
from ruraledu_cli.read.limits import DENSE_CELLS, MAX_COLUMNS, MAX_ROWS, SHEET_CELLS, SPARSE_SHARE

Address = tuple[int, int]  # row and column, 0-based


@dataclass(frozen=True, slots=True)
class Marks:
    """Cells known from the scan, to be laid over what the fast reader gives; and merged ranges."""

    cells: dict[Address, Cell] = field(default_factory=dict)
    merged: tuple[Merged, ...] = ()


_ODD_CELL = re.compile(rb'<c(?! r="[A-Z]{1,3}[1-9]\d{0,6}")[\s/>]')
_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>/]*?\st="e"[^>/]*(?:/>|>(.*?)</c>)', re.DOTALL)
_ERROR_VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>")
_VALUELESS = re.compile(
    rb'<c r="([A-Z]+)(\d+)"([^>/]*)>\s*<f(?:\s[^>]*?)?(?:/>|>([^<]*)</f>)\s*'
    rb"(<v\s*/>|<v[^>/]*>\s*</v>)?\s*</c>"
)
_MERGE = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_COLUMN, _ROW = re.compile(rb'<c r="([A-Z]+)'), re.compile(rb'<c r="[A-Z]+(\d+)"')


def _shapes() -> bytes:
    """A table for bytes.translate: letters become A, digits 0, quotes stay: addresses show by shape."""
    table = bytearray(b" " * 256)
    for first, last, shape in ((65, 90, 65), (97, 122, 65), (48, 57, 48)):
        table[first : last + 1] = bytes([shape]) * (last - first + 1)
    table[34] = 34
    return bytes(table)


_SHAPES = _shapes()


def is_plain(xml: bytes) -> bool:
    """Whether the byte patterns here hold: no comments, no prefixes, every cell with its address."""
    return b"<sheetData" in xml and b"<!" not in xml and _ODD_CELL.search(xml) is None


def may_be_dense(xml: bytes) -> bool:
    """Whether a plain sheet's rectangle is small enough, or filled enough, to be allocated whole."""
    shapes = xml.translate(_SHAPES)
    columns = MAX_COLUMNS if b'"AAA0' in shapes else 702 if b'"AA0' in shapes else 26
    rows = 9_999 if b'00000"' not in shapes else 99_999 if b'000000"' not in shapes else MAX_ROWS
    if rows * columns <= DENSE_CELLS:
        return True
    rows, columns = _extent(xml)
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > SHEET_CELLS:
        return False
    filled = xml.count(b"<v") + xml.count(b"<is")
    return rows * columns <= DENSE_CELLS or rows * columns <= filled * SPARSE_SHARE


def _extent(xml: bytes, step: int = 4 * 1024 * 1024, overlap: int = 64) -> tuple[int, int]:
    rows = columns = 0
    for at in range(0, len(xml), step):
        end = at + step + overlap
        columns = max(columns, *map(column_number, set(_COLUMN.findall(xml, at, end))), 0)
        rows = max(rows, *map(int, set(_ROW.findall(xml, at, end))), 0)
    return rows, columns


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def address(letters: bytes, digits: bytes) -> Address:
    return int(digits) - 1, column_number(letters) - 1


def without_errors(xml: bytes, cells: dict[Address, Cell]) -> bytes:
    """A plain sheet's XML with its error cells taken out and put into `cells`.

    calamine gives an error as empty text, and gives up on a sheet with one of the newer errors (#SPILL!).
    """
    if b' t="e"' not in xml:
        return xml

    def take(match: re.Match[bytes]) -> bytes:
        letters, digits, content = match.groups()
        value = _ERROR_VALUE.search(content or b"")
        cells[address(letters, digits)] = error_cell(
            value.group(1).decode("utf-8", "replace") if value else ""
        )
        return b""

    return _ERROR.sub(take, xml)


def error_cell(text: str) -> ErrorCell:
    return ErrorCell(unescape(text).strip()[:32] or "#VALUE!")


def find_valueless(xml: bytes, cells: dict[Address, Cell]) -> None:
    """Formulas of a plain sheet whose result was not stored; one that gave empty text has a result."""
    if b"<f" not in xml:
        return
    for letters, digits, attributes, formula, value in _VALUELESS.findall(xml):
        has_text = b't="str"' in attributes and value
        written = unescape(formula.decode("utf-8", "replace"))
        cells[address(letters, digits)] = "" if has_text else valueless(written)


def valueless(formula: str) -> FormulaWithoutValue:
    return FormulaWithoutValue(f"={formula}" if formula else "")


def merged_ranges(xml: bytes) -> tuple[Merged, ...]:
    """Merged ranges of a plain sheet; they stand behind its cells."""
    if b"<mergeCell " not in xml:
        return ()
    found = _MERGE.findall(xml, max(xml.rfind(b"</sheetData>"), 0))
    return tuple(Merged(*address(left, top), *address(right, bottom)) for left, top, right, bottom in found)
