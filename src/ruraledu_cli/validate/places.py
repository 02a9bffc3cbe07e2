"""From rows of a table back to the cells of its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ruraledu_cli.model.finding import Finding, Param, Place
from ruraledu_cli.validate.context import place_of

if TYPE_CHECKING:
    from ruraledu_cli.census import Codes
    from ruraledu_cli.validate.assemble import Assembled
    from ruraledu_cli.validate.cells import Rows, Seen, Span


def places_of(table: Assembled, columns: Sequence[str], rows: Iterable[int]) -> tuple[Place, ...]:
    """The cells of these columns in these rows, sheet by sheet; whole rows where a sheet has none of them."""
    wanted = np.array(sorted(set(rows)), dtype=np.int64)
    places: list[Place] = []
    for span in table.spans:
        here = wanted[(wanted >= span.start) & (wanted < span.stop)]
        if not len(here):
            continue
        fields = [one for name in columns for one in table.seen.get(name, ()) if one.span is span]
        places.extend(cell_place(table, one, here) for one in fields)
        if not fields:
            places.append(_row_place(table, span, here))
    return tuple(places)


def taken(table: Assembled, column: str, reason: str, rows: Iterable[int], at: str) -> list[Finding]:
    """S012: a column of these rows was taken from the cells of `at`, or because of what they say."""
    places = places_of(table, (at,), rows)
    if not places:
        return []
    count = sum(len(place.rows) for place in places)
    params: dict[str, Param] = {"column": column, "table": table.name, "reason": reason, "rows": count}
    header = table.definition.columns[column].zh
    about = tuple(replace(place, column=column, header=header) for place in places)
    return [Finding("S012", about, params=params)]


def marked_rows(table: Assembled, of: Codes, columns: Sequence[str], records: Iterable[int]) -> Rows:
    """The rows of these records (`of` is the record of each row) that have one of the columns; all rows of a
    record that has none of them anywhere. A record may be spread over sheets that say different things of it.
    """
    rows = np.flatnonzero(np.isin(of, list(records)))
    has = np.zeros(table.size, dtype=np.bool_)
    for one in (one for name in columns for one in table.seen.get(name, ())):
        has[one.span.start : one.span.stop] = True
    somewhere = np.isin(of[rows], of[rows][has[rows]])
    found: Rows = rows[has[rows] | ~somewhere]
    return found


def sorted_by(places: Sequence[Place], columns: Sequence[str]) -> tuple[Place, ...]:
    """The places in the order of their columns: what is said of the first is said of the first column."""
    order = {name: number for number, name in enumerate(columns)}
    return tuple(sorted(places, key=lambda place: order.get(place.column or "", len(order))))


def places_of_first(table: Assembled, columns: Sequence[str], rows: Iterable[int]) -> tuple[Place, ...]:
    """The cells in these rows of the first of these columns that each sheet has; else whole rows."""
    wanted = np.array(sorted(set(rows)), dtype=np.int64)
    found: list[Place] = []
    for span in table.spans:
        here = wanted[(wanted >= span.start) & (wanted < span.stop)]
        mine = [name for name in columns if any(one.span is span for one in table.seen.get(name, ()))]
        if len(here):
            found.extend(places_of(table, mine[:1], here))
    return tuple(found)


def cell_place(table: Assembled, one: Seen, rows: Rows) -> Place:
    """Cells of one column of one sheet; of what is said beside the rows, where that is."""
    if one.said is not None:
        return place_of(one.span.frame, one.said)
    sheet, field = one.span.frame.sheet, one.field
    return Place(
        file=sheet.file,
        sheet=sheet.name,
        table=table.name,
        column=field.column,
        header=field.header,
        rows=tuple(table.sheet_rows[rows].tolist()),
        position=field.position + 1,
    )


def _row_place(table: Assembled, span: Span, rows: Rows) -> Place:
    sheet = span.frame.sheet
    return Place(sheet.file, sheet.name, table.name, rows=tuple(table.sheet_rows[rows].tolist()))
