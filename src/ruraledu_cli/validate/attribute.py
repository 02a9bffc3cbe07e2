"""Whose finding it is: the schools of the rows concerned; and the order findings are told in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ruraledu_cli.census import Ref, Value
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled

_Where = dict[tuple[str, str | None, int, int | None], tuple[str, ...]]


# The column that says whose row it is, where it is not `school`.
_OWNER = {"schools": "school_code", "pairs": "rural_school", "projects": "school_code"}


def attribute(findings: Iterable[Finding], tables: Mapping[str, Assembled]) -> list[Finding]:
    """Each finding with the codes of the schools whose rows it concerns, where they are known."""
    known: dict[str, _Where] = {}
    told = []
    for finding in findings:
        schools: set[str] = set()
        for place in finding.places:
            if place.table is None or place.table not in tables:
                continue
            if place.table not in known:
                known[place.table] = _schools(tables[place.table])
            where = known[place.table]
            for row in place.rows:
                own = where.get((place.file, place.sheet, row, place.position))
                schools.update(where.get((place.file, place.sheet, row, None), ()) if own is None else own)
        told.append(replace(finding, schools=tuple(sorted(schools))) if schools else finding)
    return told


def _schools(table: Assembled) -> _Where:
    """The schools' codes by file, sheet and row; of forms by the cell, since several may share a row."""
    column = table.column(_OWNER.get(table.name, "school"))
    held = [_codes(value) for value in column.values]
    codes, rows = column.codes.tolist(), table.sheet_rows.tolist()
    found: _Where = {}
    for span in table.spans:
        sheet = span.frame.sheet
        for row in range(span.start, span.stop):
            own = held[codes[row]] if codes[row] >= 0 else ()
            whole = (sheet.file, sheet.name, rows[row], None)
            found[whole] = own if found.get(whole, own) == own else ()
            for said in span.frame.said:
                if said.row is not None and said.position is not None:
                    cell = (sheet.file, sheet.name, said.row + 1, said.position + 1)
                    found[cell] = tuple(sorted({*found.get(cell, ()), *own}))
    return found


def _codes(value: Value) -> tuple[str, ...]:
    items = value if isinstance(value, tuple) else (value,)
    codes = (item.code if isinstance(item, Ref) else item for item in items)
    return tuple(code for code in codes if isinstance(code, str))


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """By rule, then by where they first stand, then by value."""
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[object, ...]:
    places = [
        (p.file, p.sheet or "", p.position or 0, p.rows[:1], p.column or "") for p in finding.places[:1]
    ]
    return (finding.code, places, finding.value or "", str(sorted(finding.params.items())))
