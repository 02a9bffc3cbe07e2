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


# Runs are possessive (*+): a sheet made to be slow to search must not be.
_ATTRIBUTES = rb'(?: [a-z]+="[^"<>]*+")*+'
_INNER = rb"[^<]*+(?:<(?!/?c[\s>/])[^<]*+)*+"  # whatever a cell holds
_NO_VALUE = rb"[^<]*+(?:<(?!/?c[\s>/]|v[\s>/])[^<]*+)*+"
_FORMULA = re.compile(rb"<f")
_CELL = rb'<c r="([A-Z]+)(\d+)"'
_ODD_ADDRESS = re.compile(rb'<c(?! r="[A-Z])[\s/>]')
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z]+[1-9]\d*+"' + _ATTRIBUTES + rb"/?>)[\s/>]")
_EMPTY_CELL = re.compile(rb'<c r="\w+"' + _ATTRIBUTES + rb"/>")
_ERROR = re.compile(
    _CELL + rb'(?: (?!t=)[a-z]+="[^"<>]*+")*+ t="e"' + _ATTRIBUTES + rb"(?:/>|>(" + _INNER + rb")</c>)"
)
_ERROR_VALUE = re.compile(rb"<v[^<>]*+>([^<]*+)</v>")
_VALUELESS = re.compile(
    _CELL
    + rb"("
    + _ATTRIBUTES
    + rb")>\s*+<f(?:\s[^<>]*+)?>(?:(?<=/>)|([^<]*+)</f>)"
    + _NO_VALUE
    + rb"(<v(?:\s[^<>]*+)?/?>(?:(?<=/>)|\s*+</v>))?+"
    + _NO_VALUE
    + rb"</c>"
)
_MERGE = re.compile(rb'<mergeCell [^<>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_COLUMN, _ROW = re.compile(rb'<c r="([A-Z]+)'), re.compile(rb'<c r="[A-Z]+(\d+)"')


def _shapes() -> bytes:
    """A table for bytes.translate: letters become A, digits 0, quotes stay: addresses show by shape."""
    table = bytearray(b" " * 256)
    for first, last, shape in ((65, 90, 65), (97, 122, 65), (48, 57, 48)):
        table[first : last + 1] = bytes([shape]) * (last - first + 1)
    table[34] = 34
    return bytes(table)


_SHAPES = _shapes()


def may_have_marks(xml: bytes) -> bool:
    """Whether there may be formulas or errors. Single bytes are sought first: that costs next to nothing."""
    return _FORMULA.search(xml) is not None or b'"e"' in xml or (b"'" in xml and b"'e'" in xml)


def is_plain(xml: bytes, *, has_marks: bool) -> bool:
    """Whether the patterns here hold: no comments, no prefixes, cells as spreadsheet programs write them."""
    if b"<sheetData" not in xml or (b"!" in xml and b"<!" in xml):
        return False
    return (_ODD_CELL if has_marks else _ODD_ADDRESS).search(xml) is None


def without_empty_cells(xml: bytes) -> bytes:
    """A plain sheet without its formatted empty cells, which often fill rows or columns to the very end."""
    return _EMPTY_CELL.sub(b"", xml)


def may_be_dense(xml: bytes) -> bool:
    """Whether a plain sheet's rectangle is small enough, or filled enough, to be allocated whole."""
    cells = xml[xml.find(b"<sheetData") : xml.rfind(b"</sheetData>")]
    if _is_surely_small(cells.translate(_SHAPES)):
        return True
    rows, columns = _extent(xml)
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > SHEET_CELLS:
        return False
    filled = xml.count(b"<v") + xml.count(b"<is")
    return rows * columns <= DENSE_CELLS or rows * columns <= filled * SPARSE_SHARE


def _is_surely_small(shapes: bytes) -> bool:
    """By the longest addresses alone: three letters may be any column, five digits row 99,999."""
    if b"AAA0" not in shapes and b'00000"' not in shapes:
        return True  # up to ZZ9999
    if b"AAAA0" in shapes or b'000000"' in shapes:
        return False
    columns = MAX_COLUMNS if b'"AAA0' in shapes else 702 if b'"AA0' in shapes else 26
    rows = 99_999 if b'00000"' in shapes else 9_999
    return rows * columns <= DENSE_CELLS


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
