"""Findings about sheets: what was passed over, not found, twice, unknown, or adds up to something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ruraledu_cli.census import Field, Frame, Sheet
from ruraledu_cli.definitions.list_kind import ListKind
from ruraledu_cli.model.finding import Finding, Param, Place, Severity, column_letter
from ruraledu_cli.recognise.columns import Unmatched
from ruraledu_cli.recognise.layout import Layout
from ruraledu_cli.recognise.totals import Difference
from ruraledu_cli.recognise.twice import Twice

DEPARTMENT_LIST = "department_list"


def template(file: str, sheet: str | None = None) -> Finding:
    """F006: a sheet or a whole workbook that holds nothing but example rows."""
    return Finding("F006", (Place(file, sheet),), params={"reason": "template"})


def is_list(sheet: Sheet, kind: ListKind) -> Finding:
    """F006: a list of another department, no table of the census."""
    title = kind.title.get("zh", kind.id)
    said: dict[str, Param] = {"reason": DEPARTMENT_LIST, "kind": kind.id, "list": title}
    return Finding("F006", (Place(sheet.file, sheet.name),), params=said)


def not_recognised(sheet: Sheet, guess: str) -> Finding:
    """S001. `table` is the best guess, "" where there is none."""
    return Finding("S001", (Place(sheet.file, sheet.name),), params={"sheet": sheet.name, "table": guess})


def at_header(finding: Finding, layout: Layout | None) -> Finding:
    """S001 of one table among several on a sheet, with the cell where its header begins."""
    if finding.code != "S001" or layout is None:
        return finding
    place = replace(finding.places[0], rows=(layout.top + 1,), position=layout.positions[0] + 1)
    return replace(finding, places=(place,), params={**finding.params, "reason": "beside"})


def columns_missing(frame: Frame, wanted: Sequence[str]) -> Finding:
    """S002: none of the columns that say whose a row is. `columns` are their Chinese headers."""
    place = Place(frame.sheet.file, frame.sheet.name, frame.table)
    params: dict[str, Param] = {"table": frame.table, "column": "、".join(wanted)}
    return Finding("S002", (place,), params=params)


def column_twice(sheet: Sheet, table: str, twice: Twice) -> Finding:
    """S003, both positions named; a note where one could be taken without loss. `rows` differ."""
    rows = tuple(row + 1 for row in twice.rows)
    places = tuple(_place(sheet, table, field, rows) for field in twice.fields)
    first, second = twice.fields[0], twice.fields[1]
    params: dict[str, Param] = {
        "header": first.header,
        "other_header": second.header,
        "column": first.column,
        "reason": twice.reason,
        "taken": twice.taken.header if twice.taken else "",
        "count": len(rows),
    }
    severity: Severity | None = "note" if twice.taken else None
    return Finding("S003", places, params=params, severity=severity)


def _place(sheet: Sheet, table: str, field: Field, rows: tuple[int, ...]) -> Place:
    return Place(sheet.file, sheet.name, table, field.column, field.header, rows, field.position + 1)


def header_unknown(sheet: Sheet, table: str, unmatched: Unmatched) -> Finding:
    """S004: a query where the unit in its brackets is not understood, since the column is lost by it."""
    place = Place(sheet.file, sheet.name, table, None, unmatched.header, (), unmatched.position + 1)
    params: dict[str, Param] = {"header": unmatched.header, "suggestion": unmatched.suggestion or ""}
    if unmatched.unit is None:
        return Finding("S004", (place,), params=params)
    params |= {"unit": unmatched.unit, "reason": "unit"}
    return Finding("S004", (place,), params=params, severity="query")


def header_missing(frame: Frame, position: int, rows: Sequence[int]) -> Finding:
    """S017: cells under no header. A query where at least half of the records have one: a column is lost."""
    numbers = tuple(row + 1 for row in rows)
    place = Place(frame.sheet.file, frame.sheet.name, frame.table, None, None, numbers, position + 1)
    params: dict[str, Param] = {"count": len(rows), "letters": column_letter(position + 1)}
    severity: Severity | None = None if 2 * len(rows) >= len(frame.records) else "note"
    return Finding("S017", (place,), params=params, severity=severity)


def differs(frame: Frame, difference: Difference, header: str) -> Finding:
    """S005; in a sheet of no known table only a note."""
    column = next((f.column for f in frame.fields if f.position == difference.position), None)
    row, position = (difference.row + 1,), difference.position + 1
    place = Place(frame.sheet.file, frame.sheet.name, frame.table or None, column, header, row, position)
    params: dict[str, Param] = {
        "reason": difference.kind,
        "label": difference.label,
        "stated": difference.stated,
        "computed": difference.computed,
    }
    severity: Severity | None = None if frame.table else "note"
    return Finding("S005", (place,), value=difference.stated, params=params, severity=severity)


def rows_told(frame: Frame, reason: str, rows: Iterable[int]) -> Finding:
    """S007: rows not simply read: other_table, note, repeated_header, after_…. 0-based rows. A query where
    they are a table that the census may want."""
    numbers = tuple(row + 1 for row in rows)
    place = Place(frame.sheet.file, frame.sheet.name, frame.table or None, rows=numbers)
    first, last = min(numbers), max(numbers)
    text = str(first) if first == last else f"{first}-{last}"
    severity: Severity | None = "query" if reason in ("next_table", "table_above") else None
    params: dict[str, Param] = {"reason": reason, "rows": text, "count": len(numbers)}
    return Finding("S007", (place,), params=params, severity=severity)
