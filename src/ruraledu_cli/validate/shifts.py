"""Rows and columns that stand in the wrong place: told as that, and not as a dozen wrong cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ruraledu_cli.census import MISSING, NONE, Cell, Field, Value
from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.model.finding import Finding, Param, Place
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Seen, Span, shown
from ruraledu_cli.validate.parsed import UNDATED, Parsed
from ruraledu_cli.validate.places import cell_place

_WRONG = frozenset({"V002", "V003", "V004", "V006", "V007"})
_KIND = frozenset({"V002", "V004", "V006", "V007"})
_LEAST = 3  # so many cells of a row that fit elsewhere, or distinct wrong ones of a column
_WRONG_CELLS = 2  # of a row, before anything is suspected
_OPEN = frozenset({"text", "name", "identifier"})  # columns that take anything


def find_shifts(table: Assembled) -> list[Finding]:
    """S008 and S009. The cells concerned become missing, and are not told again one by one."""
    findings: list[Finding] = []
    for span in table.spans:
        seen = _fields(table, span)
        findings += _shifted_rows(table, span, seen)
        for one in seen:
            findings += filter(None, (_wrong_kind(table, one), _nothing_known(table, one)))
    return findings


def _fields(table: Assembled, span: Span) -> list[Seen]:
    """A sheet's columns from left to right."""
    here = (one for parts in table.seen.values() for one in parts if one.span is span and one.said is None)
    return sorted(here, key=lambda one: one.field.position)


def _is_wrong(parsed: Parsed) -> bool:
    return parsed.fault in _WRONG and parsed.value is None


def _shifted_rows(table: Assembled, span: Span, seen: Sequence[Seen]) -> list[Finding]:
    """S008: rows whose cells fit the columns beside them."""
    found: dict[tuple[int, int], list[int]] = {}
    for row in _suspects(span, seen):
        shift, start = _shift(table, span, row, seen)
        if shift:
            found.setdefault((shift, start), []).append(row)
    for (_, start), rows in found.items():
        for one in seen[start:]:
            _take_out(table, one, rows)
            table.silenced.setdefault(id(one), set()).update(rows)
    return [
        Finding(
            "S008",
            (cell_place(table, seen[start], np.array(rows) + span.start),),
            params={"direction": "right" if shift > 0 else "left", "count": len(rows)},
        )
        for (shift, start), rows in found.items()
    ]


def _suspects(span: Span, seen: Sequence[Seen]) -> list[int]:
    """Rows of the sheet with several wrong cells, counted from its first record."""
    counts = np.zeros(span.stop - span.start, dtype=np.int32)
    for one in seen:
        wrong = [n for n, parsed in enumerate(one.parsed) if _is_wrong(parsed)]
        if wrong:
            counts += np.isin(one.codes, wrong)
    return np.flatnonzero(counts >= _WRONG_CELLS).tolist()


def _shift(table: Assembled, span: Span, row: int, seen: Sequence[Seen]) -> tuple[int, int]:
    """How far a row's cells lie from their columns (1 to the right, −1 to the left, 0 not), and the first
    field concerned."""
    record = span.frame.sheet.rows[span.frame.records[row]]
    own = [one.parsed[one.codes[row]] for one in seen]
    wrong = [n for n, parsed in enumerate(own) if _is_wrong(parsed)]
    for shift in (1, -1):
        read = [table.parsers.get(one.field)(_at(record, one.field, shift)) for one in seen]
        start = _begin(own, read, seen, wrong[0]) if shift > 0 else wrong[0]
        if _explains(shift, start, wrong, read, seen):
            return shift, start
    return 0, 0


def _explains(
    shift: int, start: int, wrong: Sequence[int], read: Sequence[Parsed], seen: Sequence[Seen]
) -> bool:
    """Whether the wrong cells are right in the columns beside them, and hardly any other becomes wrong."""
    there = {one.field.position: n for n, one in enumerate(seen)}
    moved = [there.get(seen[n].field.position - shift) for n in wrong]
    right = sum(n is not None and _says(seen[n], read[n]) for n in moved)
    behind = range(start + (shift < 0), len(seen))
    fits = sum(_says(seen[n], read[n]) for n in behind)
    worse = sum(_is_wrong(read[n]) for n in behind)
    return fits >= _LEAST and 4 * (len(wrong) - right) <= len(wrong) and 4 * worse <= len(wrong)


def _begin(own: Sequence[Parsed], read: Sequence[Parsed], seen: Sequence[Seen], first: int) -> int:
    """The blank cell that pushed the rest to the right: before the first wrong one, with nothing between that
    would not fit as well where it came from."""
    start = first
    for n in range(first - 1, -1, -1):
        if own[n].blank:
            start = n
        elif start < first or not _says(seen[n], read[n]):
            break
    return start


def _at(record: Sequence[Cell], field: Field, shift: int) -> Cell:
    position = field.position + shift
    return record[position] if 0 <= position < len(record) else None


def _says(one: Seen, parsed: Parsed) -> bool:
    """Whether a cell fits, in a column that does not take anything."""
    return one.kind not in _OPEN and not parsed.blank and parsed.value is not None


def _wrong_kind(table: Assembled, one: Seen) -> Finding | None:
    """S009: a column in which every value is wrong, several different ones."""
    if sum(parsed.fault in _KIND for parsed in one.parsed) < _LEAST:
        return None
    silent = table.silenced.get(id(one), set())
    held = np.delete(one.codes, sorted(silent)) if silent else one.codes
    filled = [n for n in sorted(set(held.tolist())) if not one.parsed[n].blank]
    wrong = [n for n in filled if _is_other_kind(one.parsed[n])]
    if any(dict(one.parsed[n].params).get("reason") in UNDATED for n in wrong):
        return None  # days that lack a year are no other kind of thing
    if len(wrong) < _LEAST or len(wrong) < len(filled):
        return None
    rows = [row for row in np.flatnonzero(np.isin(one.codes, wrong)).tolist() if row not in silent]
    _take_out(table, one, rows)
    table.silenced.setdefault(id(one), set()).update(rows)
    column = table.definition.columns[one.field.column]
    params: dict[str, Param] = {"expected": column.type, "reason": "missing", "count": len(rows)}
    meant = _meant(table, one, wrong)
    if meant is not None:
        params["suggestion"] = meant
    place: Place = cell_place(table, one, np.array(rows) + one.span.start)
    return Finding(
        "S009",
        (place,),
        value=shown(one.cells[wrong[0]]),
        params=params,
        personal=column.personal or bool(meant),
    )


def _nothing_known(table: Assembled, one: Seen) -> Finding | None:
    """S009 as a query: in a column of codes and other words several words and no code. They stand."""
    codes = table.parsers.known(one.field.column)
    said = {n: value for n, parsed in enumerate(one.parsed) if (value := parsed.value) not in (None, NONE)}
    if not codes or len(said) < _LEAST or any(_items(value) & codes for value in said.values()):
        return None
    place = cell_place(table, one, one.rows(said))
    params: dict[str, Param] = {"count": place.count, "reason": "no_code"}
    return Finding("S009", (place,), shown(one.cells[min(said)]), params, severity="query")


def _items(value: Value | None) -> frozenset[Value]:
    return frozenset(value if isinstance(value, tuple) else (value,))


def _is_other_kind(parsed: Parsed) -> bool:
    if parsed.fault not in _KIND or parsed.value is not None:
        return False
    return parsed.fault != "V006" or dict(parsed.params).get("reason") in ("length", "characters")


def _meant(table: Assembled, one: Seen, wrong: Sequence[int]) -> str | None:
    """The one column of the table that all these cells would fit."""
    cells = [one.cells[n] for n in wrong]
    fitting = [column for column in table.definition.columns.values() if _fits(table, column, cells)]
    return fitting[0].zh if len(fitting) == 1 else None


def _fits(table: Assembled, column: ColumnDef, cells: Sequence[Cell]) -> bool:
    if column.type in _OPEN or column.type in ("school", "researcher"):
        return False
    parse = table.parsers.get(Field(0, column.zh, column.name))
    return all(parsed.fault is None and not parsed.blank for parsed in map(parse, cells))


def _take_out(table: Assembled, one: Seen, rows: Sequence[int]) -> None:
    column = table.columns[one.field.column]
    column.codes[np.array(rows, dtype=np.int64) + one.span.start] = MISSING
