"""A sheet's XML written anew with only the cells that hold something, empty rows and columns left out.

For sheets that are not plain (prefixes, comments, cells without address) and for sparse ones: two far cells
span a rectangle nobody can allocate, but only two rows and two columns of it hold anything. The fast reader
gets the small rectangle, and `rows` and `columns` say where each of its rows and columns really stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from ruraledu_cli.census import Cell, Merged
from ruraledu_cli.model.finding import column_letter
from ruraledu_cli.read.limits import CAREFUL_BYTES, DENSE_CELLS, MAX_COLUMNS, MAX_ROWS, SHEET_CELLS
from ruraledu_cli.read.marks import Address, Marks, address, error_cell, valueless
from ruraledu_cli.read.markup import Attributes, local, parser, run
from ruraledu_cli.read.refused import OVERSIZED, Refused

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{1,10})")
_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TAIL = "</sheetData></worksheet>"


@dataclass(frozen=True, slots=True)
class Compact:
    """The small sheet; `rows[i]` and `columns[j]` are the true 0-based places of its row i and column j."""

    xml: bytes
    rows: list[int]
    columns: list[int]
    marks: Marks


def compacted(xml: bytes) -> Compact:
    """Read any valid sheet XML, cell by cell."""
    if len(xml) > CAREFUL_BYTES:
        raise Refused("sheet_size", OVERSIZED, params={"limit": CAREFUL_BYTES})
    reading = _Reading()
    run(parser(reading.start, reading.end, reading.text), xml)
    rows = sorted({row for row, _ in reading.filled})
    columns = sorted({column for _, column in reading.filled})
    if len(rows) * len(columns) > DENSE_CELLS or _spread_size(reading) > SHEET_CELLS:
        raise Refused("huge_extent", OVERSIZED, params={"limit": SHEET_CELLS})
    marks = Marks(reading.marked, tuple(reading.merged))
    return Compact(_written(reading.filled, rows, columns), rows, columns, marks)


def _spread_size(reading: _Reading) -> int:
    """Cells of all rows once each is as long as its last filled cell."""
    lengths: dict[int, int] = {}
    for row, column in (*reading.filled, *reading.marked):
        lengths[row] = max(lengths.get(row, 0), column + 1)
    return sum(lengths.values())


def _written(filled: dict[Address, str], rows: list[int], columns: list[int]) -> bytes:
    letters = {column: column_letter(number) for number, column in enumerate(columns, 1)}
    numbers = {row: number for number, row in enumerate(rows, 1)}
    by_row: dict[int, list[str]] = {row: [] for row in rows}
    for (row, column), content in sorted(filled.items()):
        by_row[row].append(f'<c r="{letters[column]}{numbers[row]}"{content}</c>')
    body = "".join(f'<row r="{numbers[row]}">{"".join(cells)}</row>' for row, cells in by_row.items())
    return (_HEAD + body + _TAIL).encode("utf-8")


class _Reading:
    """What expat has told so far. `filled` holds each cell's markup behind its address."""

    def __init__(self) -> None:
        self.filled: dict[Address, str] = {}
        self.marked: dict[Address, Cell] = {}
        self.merged: list[Merged] = []
        self._at = (-1, -1)
        self._cell: Attributes | None = None
        self._texts: dict[str, str] = {}
        self._within = ""
        self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "row":
            self._at = (int(attributes["r"]) - 1 if "r" in attributes else self._at[0] + 1, -1)
        elif name == "c":
            self._at = self._place(attributes.get("r"))
            self._cell, self._texts, self._within = attributes, {}, ""
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif self._cell is not None:
            self._start_content(name)

    def _start_content(self, name: str) -> None:
        if name in ("v", "f", "is"):
            self._texts.setdefault(name, "")
            self._within = name if name != "is" else ""
        elif name == "t" and not self._phonetic:
            self._within = "is"
        elif name == "rPh":
            self._phonetic = True

    def text(self, data: str) -> None:
        if self._within:
            self._texts[self._within] = self._texts.get(self._within, "") + data

    def end(self, name: str) -> None:
        name = local(name)
        if name in ("v", "f", "t"):
            self._within = ""
        elif name == "rPh":
            self._phonetic = False
        elif name == "c" and self._cell is not None:
            self._finish(self._cell, self._texts)
            self._cell = None

    def _finish(self, cell: Attributes, texts: dict[str, str]) -> None:
        kind, value = cell.get("t", "n"), texts.get("v", "")
        if kind == "e":
            self.marked[self._at] = error_cell(value)
        elif "is" in texts:
            self.filled[self._at] = _markup(cell, "inlineStr", f"<is>{_text(texts['is'])}</is>")
        elif value.strip() or (value and kind == "str"):
            inner = _text(value) if kind == "str" else f"<v>{escape(value, quote=False)}</v>"
            self.filled[self._at] = _markup(
                cell, "inlineStr" if kind == "str" else kind, _inline(kind, inner)
            )
        elif "f" in texts:
            has_text = kind == "str" and "v" in texts
            self.marked[self._at] = "" if has_text else valueless(texts["f"])

    def _place(self, written: str | None) -> Address:
        row, column = self._at[0], self._at[1] + 1
        if written is not None:
            match = _ADDRESS.fullmatch(written)
            if match is None:
                raise Refused("damaged")
            row, column = address(match[1].upper().encode(), match[2].encode())
        if not (0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS):
            raise Refused("huge_extent", OVERSIZED, params={"limit": MAX_ROWS})
        return row, column

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        corners = [_ADDRESS.fullmatch(corner) for corner in (first, last or first)]
        if corners[0] and corners[1]:
            (top, left), (bottom, right) = (
                address(m[1].upper().encode(), m[2].encode()) for m in corners if m
            )
            self.merged.append(Merged(top, left, bottom, right))


def _text(value: str) -> str:
    return f'<t xml:space="preserve">{escape(value, quote=False)}</t>'


def _inline(kind: str, inner: str) -> str:
    return f"<is>{inner}</is>" if kind == "str" else inner


def _markup(cell: Attributes, kind: str, inner: str) -> str:
    style = f' s="{int(cell["s"])}"' if cell.get("s", "").isdigit() else ""
    return f'{style} t="{escape(kind)}">{inner}'
