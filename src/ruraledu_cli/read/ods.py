"""OpenDocument spreadsheets (.ods), read from content.xml cell by cell.

Not by calamine: it cannot tell errors and formulas without value, and repeats blank rows in memory.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from ruraledu_cli.census import Cell, ErrorCell, FormulaWithoutValue, Merged, Sheet
from ruraledu_cli.read.cells import number
from ruraledu_cli.read.limits import CAREFUL_BYTES, MAX_COLUMNS, MAX_ROWS, ODS_CELLS
from ruraledu_cli.read.markup import Attributes, local, parser, run
from ruraledu_cli.read.package import Package
from ruraledu_cli.read.refused import ENCRYPTED, OVERSIZED, Refused
from ruraledu_cli.read.selection import Contents, Listed, sheet_notes, sheet_reason

CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_ASIDE = {
    "annotation",
    "shapes",
    "tracked-changes",
    "frame",
    "custom-shape",
    "g",
}  # what they hold is no cell of the sheet
_ROWS = {"table-row"}
_CELLS = {"table-cell", "covered-table-cell"}


def read_ods(package: Package, shown: str) -> Contents:
    """Trailing repeated blanks, with which every sheet ends, cost nothing; repeated values are bounded."""
    if _MANIFEST in package and b"encryption-data" in package.part(_MANIFEST):
        raise Refused("password", ENCRYPTED)
    xml = package.xml(CONTENT)
    if b"<office:spreadsheet" not in xml or b"<table:table" not in xml:
        raise Refused("not_a_workbook")
    if len(xml) > CAREFUL_BYTES:
        raise Refused("sheet_size", OVERSIZED, params={"limit": CAREFUL_BYTES})
    reading = _Reading()
    run(parser(reading.start, reading.end, reading.text), xml)
    sheets: list[Sheet] = []
    for listed, rows, merged in reading.tables:
        if sheet_reason(listed) is None:
            sheets.append(Sheet(shown, listed.name, rows, tuple(merged), kind="ods"))
    return Contents(tuple(sheets), sheet_notes(shown, [listed for listed, _, _ in reading.tables]))


class _Reading:
    """What expat has told so far."""

    def __init__(self) -> None:
        self.tables: list[tuple[Listed, list[list[Cell]], list[Merged]]] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = self._aside = self._blank_rows = self._blank_cells = self._cells = 0
        self._is_cache = False
        self._row: list[Cell] = []
        self._cell: Attributes | None = None
        self._lines: list[str] = []
        self._in_text = 0

    def start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if name in _ASIDE:
            self._aside += 1
        if self._aside:
            return
        if name == "style":
            self._style = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table":
            self._start_table(attributes)
        elif name == "table-source":
            self._is_cache = True
        elif self._depth == 1:
            self._start_inside(name, attributes)

    def _start_table(self, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth == 1:
            hidden = attributes.get("table:style-name") in self._hidden_styles
            listed = Listed(attributes.get("table:name", ""), hidden)
            self.tables.append((listed, [], []))
            self._blank_rows, self._is_cache = 0, False

    def _start_inside(self, name: str, attributes: Attributes) -> None:
        if name in _ROWS:
            self._row, self._blank_cells = [], 0
            self._repeat_row = _count(attributes, "table:number-rows-repeated", MAX_ROWS)
        elif name in _CELLS:
            self._cell = attributes if name == "table-cell" else {**attributes, "covered": "1"}
            self._lines, self._in_text = [], 0
        elif self._cell is not None:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: Attributes) -> None:
        if name == "p":
            self._lines.append("")
            self._in_text += 1
        elif self._in_text and name == "s":
            self._lines[-1] += " " * _count(attributes, "text:c", 32_767)
        elif self._in_text and name in ("tab", "line-break"):
            self._lines[-1] += "\t" if name == "tab" else "\n"

    def text(self, data: str) -> None:
        if self._in_text and not self._aside:
            self._lines[-1] += data

    def end(self, name: str) -> None:
        name = local(name)
        if name in _ASIDE:
            self._aside -= 1
        elif self._aside:
            return
        elif name == "p" and self._in_text:
            self._in_text -= 1
        elif name == "table":
            self._end_table()
        elif self._depth == 1 and name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif self._depth == 1 and name in _ROWS:
            self._end_row()

    def _end_table(self) -> None:
        self._depth -= 1
        if self._depth == 0 and self._is_cache:  # another file's cells, kept for formulas that refer to it
            self.tables.pop()

    def _end_cell(self, attributes: Attributes) -> None:
        repeated = _count(attributes, "table:number-columns-repeated", MAX_COLUMNS)
        value = None if "covered" in attributes else _value(attributes, "\n".join(self._lines))
        self._note_merge(attributes)
        if value is None:
            self._blank_cells += repeated
            return
        self._grow(self._blank_cells + repeated)
        if len(self._row) + self._blank_cells + repeated > MAX_COLUMNS:
            raise Refused("huge_extent", OVERSIZED, params={"limit": MAX_COLUMNS})
        self._row += [None] * self._blank_cells
        self._row += [value] * repeated
        self._blank_cells = 0

    def _note_merge(self, attributes: Attributes) -> None:
        down = _count(attributes, "table:number-rows-spanned", MAX_ROWS)
        across = _count(attributes, "table:number-columns-spanned", MAX_COLUMNS)
        if down > 1 or across > 1:
            _, rows, merged = self.tables[-1]
            top, left = len(rows) + self._blank_rows, len(self._row) + self._blank_cells
            merged.append(Merged(top, left, top + down - 1, left + across - 1))

    def _end_row(self) -> None:
        rows = self.tables[-1][1]
        if not self._row:
            self._blank_rows += self._repeat_row
            return
        self._grow(len(self._row) * (self._repeat_row - 1))
        if len(rows) + self._blank_rows + self._repeat_row > MAX_ROWS:
            raise Refused("huge_extent", OVERSIZED, params={"limit": MAX_ROWS})
        rows.extend([] for _ in range(self._blank_rows))
        rows.extend(list(self._row) for _ in range(self._repeat_row))
        self._blank_rows = 0

    def _grow(self, cells: int) -> None:
        self._cells += cells
        if self._cells > ODS_CELLS:
            raise Refused("huge_extent", OVERSIZED, params={"limit": ODS_CELLS})


def _count(attributes: Attributes, name: str, most: int) -> int:
    written = attributes.get(name, "1")
    return (
        min(max(int(written), 1), most)
        if written.isascii() and written.isdigit() and len(written) < 10
        else 1
    )


def _value(attributes: Attributes, text: str) -> Cell:
    kind = attributes.get("office:value-type")
    if attributes.get("calcext:value-type") == "error":
        return ErrorCell(text[:32] or "#VALUE!")
    if kind is None:
        formula = attributes.get("table:formula")
        return FormulaWithoutValue(formula) if formula is not None else (text or None)
    if kind in ("float", "percentage", "currency"):
        return _number(attributes.get("office:value", ""), text)
    if kind == "date":
        return _date(attributes.get("office:date-value", ""), text)
    if kind == "time":
        return _duration(attributes.get("office:time-value", ""), text)
    if kind == "boolean":
        return attributes.get("office:boolean-value") == "true"
    return attributes.get("office:string-value", text)


def _number(written: str, text: str) -> Cell:
    try:
        return number(float(written))
    except ValueError:
        return text


def _date(written: str, text: str) -> Cell:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return text
    return moment.date() if moment.time() == time() else moment.replace(tzinfo=None)


def _duration(written: str, text: str) -> Cell:
    match = _DURATION.fullmatch(written)
    if match is None:
        return text
    sign, *parts = match.groups()
    days, hours, minutes, seconds = (int(part or 0) for part in parts)
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if not sign and length < timedelta(days=1):
        return (datetime.combine(date.min, time()) + length).time()
    return -length if sign else length
