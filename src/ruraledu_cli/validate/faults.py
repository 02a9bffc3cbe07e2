"""What is wrong with single cells, grouped by value: 1,200 × 村 is one finding with all its places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.model.finding import Finding, Param, Place
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Mask, Rows, Seen, shown
from ruraledu_cli.validate.columns import BLANK
from ruraledu_cli.validate.parsed import Parsed
from ruraledu_cli.validate.places import cell_place, places_of

_NOBODY = frozenset({"无", "没有", "无学生"})


def faults(table: Assembled) -> list[Finding]:
    """Every fault of every column, and V001 where a cell must not be blank."""
    findings: list[Finding] = []
    nobody = says_nobody(table)
    for name, column in table.definition.columns.items():
        if name in table.seen:
            findings.extend(_column_faults(table, column))
            findings.extend(_blanks(table, column, nobody))
            findings.extend(_carried(table, column))
    return findings


# Told once for a column, whatever the cells hold: what they hold is what was lost.
_WHOLE_COLUMN = frozenset({"F003", "V005", "V014"})
_FEW = 3  # spellings of a column that are told one by one


def _column_faults(table: Assembled, column: ColumnDef) -> Iterator[Finding]:
    places: dict[tuple[str, str], list[Place]] = {}
    params: dict[tuple[str, str], dict[str, Param]] = {}
    for one in table.seen[column.name]:
        for number, rows in _faulty(table, one):
            parsed = one.parsed[number]
            value = "" if parsed.fault in _WHOLE_COLUMN else shown(one.cells[number])
            key = (_code_of(parsed), value)
            params.setdefault(key, {**dict(parsed.params), "column": column.name})
            places.setdefault(key, []).append(cell_place(table, one, rows))
    told = [key for key in places if key[0] == "V010"]
    if len(told) > _FEW and not column.personal:
        yield _told_together(column, {key: places.pop(key) for key in told}, params)
    for (code, value), cells in places.items():
        yield Finding(
            code.removesuffix("?"),
            tuple(cells),
            value=value or None,
            params=params[code, value],
            severity="query" if code.endswith("?") else None,
            personal=column.personal,
        )


def _told_together(
    column: ColumnDef,
    cells: Mapping[tuple[str, str], Sequence[Place]],
    params: Mapping[tuple[str, str], Mapping[str, Param]],
) -> Finding:
    """V010 once for a column whose cells were typed in many ways: 3000㎡ in each row is one cause."""
    first = next(iter(cells))
    places = tuple(place for held in cells.values() for place in held)
    said: dict[str, Param] = {
        "column": column.name,
        "several": sum(len(place.rows) for place in places),
        "values": len(cells),
        "example": f"{first[1]} → {params[first].get('read', '')}",
    }
    return Finding("V010", places, params=said)


def _code_of(parsed: Parsed) -> str:
    """The rule, with a question mark where its error leaves the value standing."""
    return f"{parsed.fault}?" if parsed.fault == "V011" and parsed.value is not None else str(parsed.fault)


def _faulty(table: Assembled, one: Seen) -> Iterator[tuple[int, Rows]]:
    """The distinct cells with a fault, and the rows of each that are not silenced."""
    numbers = [number for number, parsed in enumerate(one.parsed) if parsed.fault is not None]
    if not numbers:
        return
    order = np.argsort(one.codes, kind="stable")
    starts = np.searchsorted(one.codes[order], numbers)
    stops = np.searchsorted(one.codes[order], numbers, side="right")
    silent = sorted(table.silenced.get(id(one), ()))
    for number, start, stop in zip(numbers, starts, stops, strict=True):
        rows = np.setdiff1d(order[start:stop], silent) if silent else order[start:stop]
        if len(rows):
            yield number, rows + one.span.start


def _carried(table: Assembled, column: ColumnDef) -> Iterator[Finding]:
    """V010: cells of a range merged down, or that say 同上, read as what stands further up; days without a
    year, read as of the year that the title says; and weeks of a semester whose first day is stated."""
    for name in ("carried", "dated", "weeks"):
        held = [(one, rows) for one in table.seen[column.name] if (rows := getattr(one, name))]
        places = tuple(cell_place(table, one, np.array(rows, dtype=np.int64)) for one, rows in held)
        if places:
            params: dict[str, Param] = {"column": column.name, name: sum(len(rows) for _, rows in held)}
            yield Finding("V010", places, params=params)


def _blanks(table: Assembled, column: ColumnDef, nobody: Mask) -> Iterator[Finding]:
    if not column.required or column.blank == "none":
        return
    blank = (table.columns[column.name].codes == BLANK) & ~nobody
    for other in column.blank_none_if:
        blank &= table.column(other).codes < 0
    asked = np.zeros(table.size, dtype=np.bool_)
    for one in table.seen[column.name]:
        asked[one.span.start : one.span.stop] = True
    rows = np.flatnonzero(blank & asked)
    if len(rows):
        cells = places_of(table, (column.name,), rows)
        yield Finding("V001", cells, params={"column": column.name}, severity="error")


def says_nobody(table: Assembled) -> Mask:
    """Rows that only say that a school has no such pupil: 无 in place of a name."""
    nobody = np.zeros(table.size, dtype=np.bool_)
    for one in table.seen.get("student_name", ()) if table.name == "students" else ():
        nobody[one.rows(i for i, cell in enumerate(one.cells) if shown(cell).strip() in _NOBODY)] = True
    return nobody
