"""The cells of one table over all its sheets: each distinct cell read once, and a code per row.

A sheet repeats itself (是, 本科, 梁村小学), so a column is parsed by its distinct cells; rows are touched by
dict look-ups and numpy alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, zip_longest

import numpy as np
import numpy.typing as npt

from ruraledu_cli.census import Cell, Codes, ErrorCell, Field, FormulaWithoutValue, Frame, Said
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef, TableDef
from ruraledu_cli.validate.carry import Ranges, carry, is_ditto, merged_down
from ruraledu_cli.validate.check import When
from ruraledu_cli.validate.doubts import doubting
from ruraledu_cli.validate.parsed import DOUBTED, Parsed
from ruraledu_cli.validate.undated import dated, is_undated
from ruraledu_cli.validate.values import ColumnParser
from ruraledu_cli.validate.weeks import days_of, is_week

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
Parse = Callable[[Cell], Parsed]


@dataclass(frozen=True, slots=True)
class Span:
    """The rows [start, stop) of a table that come from one frame; `index` is the frame's number."""

    index: int
    frame: Frame
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One column of one sheet: its distinct cells, what each means, and which row holds which. `kind` is the
    column's type; `said` is there where no cell of the rows but something beside them says it; `carried` are
    the rows (of the table) whose cell stands further up, `dated` those whose day has its year from around the
    table, `weeks` those of a week counted from the first day stated there."""

    span: Span
    field: Field
    cells: tuple[Cell, ...]
    parsed: tuple[Parsed, ...]
    codes: Codes
    kind: str = ""
    said: Said | None = None
    carried: tuple[int, ...] = ()
    dated: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()

    def rows(self, wanted: Iterable[int]) -> Rows:
        """Table rows whose cell is one of the distinct cells of these numbers."""
        return np.flatnonzero(np.isin(self.codes, list(wanted))) + self.span.start


class Parsers:
    """Column parsers of one table, made once per (column, header part, reading, unit)."""

    def __init__(
        self, table: TableDef, codebook: Codebook, areas: Mapping[str, str], when: When | None = None
    ) -> None:
        self._table, self._codebook, self._areas, self._when = table, codebook, areas, when
        self._made: dict[tuple[object, ...], Parse] = {}

    def get(self, field: Field) -> Parse:
        reading = None if field.reading is None else tuple(field.reading.items())
        key = (field.column, field.part, reading, field.factor)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(self._table.columns[field.column], field)
        return found

    def known(self, column: str) -> frozenset[str]:
        """The codes of a column that takes other words too; none of any other column."""
        found = self._codebook.code_lists.get(self._table.columns[column].codes or "")
        return frozenset(found.codes) if found is not None and found.open else frozenset()

    def _make(self, column: ColumnDef, field: Field) -> Parse:
        parse = ColumnParser(column, self._codebook, self._areas, field.part, field.reading, field.factor)
        return doubting(parse, self._table.name, column, self._when)


def spans_of(frames: Sequence[tuple[int, Frame]]) -> tuple[Span, ...]:
    """Frames of one table, one below the other."""
    spans, start = [], 0
    for index, frame in frames:
        spans.append(Span(index, frame, start, start + len(frame.records)))
        start += len(frame.records)
    return tuple(spans)


def see(span: Span, parsers: Parsers, columns: Mapping[str, ColumnDef]) -> list[Seen]:
    """Every recognised column of a frame, its cells read. Short rows are blank at their end."""
    fields = [field for field in span.frame.fields if field.column in columns]
    if span.start == span.stop:
        return []
    beside = [_beside(span, one, parsers, columns) for one in span.frame.said if one.column in columns]
    if not fields:
        return beside
    rows = span.frame.sheet.rows
    width = max(field.position for field in fields) + 1
    records = (rows[i] if i < len(rows) else () for i in span.frame.records)
    across = list(islice(zip_longest(*records), width))
    blank: tuple[Cell, ...] = (None,) * (span.stop - span.start)
    at = [across[field.position] if field.position < len(across) else blank for field in fields]
    ranges = merged_down(span.frame.sheet)
    read = [
        _read(span, field, cells, parsers.get(field), columns[field.column].type, ranges)
        for field, cells in zip(fields, at, strict=True)
    ]
    return [*read, *beside]


def _beside(span: Span, said: Said, parsers: Parsers, columns: Mapping[str, ColumnDef]) -> Seen:
    """A column whose every row holds what something beside the rows says."""
    position = -1 if said.position is None else said.position
    field = Field(position, said.label, said.column, said.part, said.reading, said.factor, said.adds)
    codes = np.zeros(span.stop - span.start, dtype=np.int32)
    parsed = DOUBTED if said.doubted else parsers.get(field)(said.cell)
    return Seen(span, field, (said.cell,), (parsed,), codes, columns[said.column].type, said)


def _read(span: Span, field: Field, cells: tuple[Cell, ...], parse: Parse, kind: str, ranges: Ranges) -> Seen:
    distinct, codes = _encode(cells)
    carried: tuple[int, ...] = ()
    if field.position in ranges or any(map(is_ditto, distinct)):
        cells, carried = carry(span.frame, field, kind, cells, ranges)
        distinct, codes = _encode(cells) if carried else (distinct, codes)
    undated: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    if kind == "date" and (years := span.frame.span) is not None and any(map(is_undated, distinct)):
        undated = tuple(number for number, cell in enumerate(cells) if is_undated(cell))
        cells = tuple(dated(cell, years) if is_undated(cell) else cell for cell in cells)
        distinct, codes = _encode(cells)
    if kind == "date" and (opening := span.frame.opening) is not None and any(map(is_week, distinct)):
        weeks = tuple(number for number, cell in enumerate(cells) if is_week(cell))
        cells = tuple(days_of(cell, opening) if is_week(cell) else cell for cell in cells)
        distinct, codes = _encode(cells)
    told = (tuple(span.start + number for number in numbers) for numbers in (carried, undated, weeks))
    return Seen(span, field, distinct, tuple(map(parse, distinct)), codes, kind, None, *told)


def _encode(cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], Codes]:
    """Distinct cells and a code per cell. 1, 1.0 and True are equal in Python and not in a sheet."""
    keys: Sequence[object] = cells
    mixed = len({bool, int, float}.intersection(map(type, cells))) > 1
    if mixed:
        keys = [(cell.__class__, cell) for cell in cells]
    index = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    codes = np.fromiter(map(index.__getitem__, keys), np.int32, len(keys))
    if not mixed:
        return tuple(index), codes  # type: ignore[arg-type]
    return tuple(key[1] for key in index), codes  # type: ignore[index]


def shown(cell: Cell) -> str:
    """What a person sees in the cell, as text."""
    if cell is None:
        return ""
    if isinstance(cell, ErrorCell):
        return cell.text
    if isinstance(cell, FormulaWithoutValue):
        return cell.formula
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
