"""What is wrong with single cells, grouped by value: 1,200 × 村 is one finding with all its places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.model.finding import Finding, Param, Place
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Mask, Rows, Seen, shown
from ruraledu_cli.validate.columns import BLANK
from ruraledu_cli.validate.parsed import UNDATED, Parsed
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


@dataclass(slots=True)
class _Cause:
    """One thing that is wrong, as it was first written, with all its cells by the sheet they stand in."""

    value: str
    params: dict[str, Param]
    spellings: set[str] = field(default_factory=set)
    cells: dict[int, tuple[Seen, list[Rows]]] = field(default_factory=dict)

    def add(self, one: Seen, value: str, rows: Rows) -> None:
        self.spellings.add(value)
        self.cells.setdefault(id(one), (one, []))[1].append(rows)

    def places(self, table: Assembled) -> tuple[Place, ...]:
        return tuple(
            cell_place(table, one, np.sort(np.concatenate(rows))) for one, rows in self.cells.values()
        )


def _column_faults(table: Assembled, column: ColumnDef) -> Iterator[Finding]:
    causes: dict[tuple[str, str], _Cause] = {}
    together = not column.personal and _converted(table.seen[column.name]) > _FEW
    for one in table.seen[column.name]:
        for number, rows in _faulty(table, one):
            parsed = one.parsed[number]
            value = "" if parsed.fault in _WHOLE_COLUMN else shown(one.cells[number])
            code, params = _code_of(parsed), dict(parsed.params)
            reason = str(params.get("reason"))
            of = "" if together and code == "V010" else reason if reason in UNDATED else value
            cause = causes.setdefault((code, of), _Cause(value, {**params, "column": column.name}))
            cause.add(one, value, rows)
    for (code, of), cause in causes.items():
        several = not of and code == "V010" and len(cause.spellings) > 1
        yield Finding(
            code.removesuffix("?"),
            cause.places(table),
            value=None if several else cause.value or None,
            params=_of_several(cause) if several else cause.params,
            severity="query" if code.endswith("?") else None,
            personal=column.personal,
        )


def _converted(seen: Sequence[Seen]) -> int:
    """In how many ways the cells of a column were written that were converted."""
    return len(
        {
            (type(c), c)
            for one in seen
            for c, p in zip(one.cells, one.parsed, strict=True)
            if p.fault == "V010"
        }
    )


def _of_several(cause: _Cause) -> dict[str, Param]:
    """V010 once for a column whose cells were typed in many ways: 3000㎡ in each row is one cause."""
    return {
        "column": cause.params["column"],
        "several": sum(len(held) for _, rows in cause.cells.values() for held in rows),
        "values": len(cause.spellings),
        "example": f"{cause.value} → {cause.params.get('read', '')}",
    }


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
