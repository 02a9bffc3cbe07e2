"""A census with some cells of a typed table changed; the census itself stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ruraledu_cli.census import NONE, Census, Column, Table, Value, absent_column, encode
from ruraledu_cli.validate.derive import SCHOOL

_ELSEWHERE = ("school_code", "school_name")


def with_values(column: Column, rows: Sequence[int], values: Sequence[Value | None]) -> Column:
    """A column in which some rows hold other values; None is missing."""
    cells = column.at(range(len(column.codes)))
    for row, value in zip(rows, values, strict=True):
        cells[row] = value
    return encode(cells)


def with_column(census: Census, table: str, name: str, column: Column) -> Census:
    """A census with another column, and the columns that are made of it."""
    old = census.tables[table]
    new = replace(old, columns={**old.columns, name: column})
    return replace(census, tables={**census.tables, table: new})


def set_cells(census: Census, table: str, name: str, rows: Sequence[int], value: Value | None) -> Census:
    """One column of some rows set to a value; where it says the school, the row moves there."""
    held = census.tables[table]
    old = held.columns.get(name) or absent_column(held.size)
    census = with_column(census, table, name, with_values(old, rows, [value] * len(rows)))
    if (table, name) == ("researchers", "linked_schools"):
        census = with_column(census, table, "schools", census.tables[table].columns[name])
    if name in sources(table) and "school" in held.columns:
        moved = [_first(census.tables[table], row) for row in rows]
        link = with_values(held.columns["school"], rows, moved)
        census = with_column(census, table, "school", link)
    return census


def sources(table: str) -> tuple[str, ...]:
    """The columns that say where a row of a table belongs, the first that is filled decides."""
    return () if table == "schools" else SCHOOL.get(table, _ELSEWHERE)


def _first(table: Table, row: int) -> Value | None:
    cells = (table.columns[name][row] for name in sources(table.name) if name in table.columns)
    return next((value for value in cells if value is not None and value is not NONE), None)


def replaced(column: Column, change: Mapping[Value, Value]) -> Column:
    """A column with some of its values changed wherever they stand."""
    values = [change.get(value, value) for value in column.values]
    if len(set(map(_told, values))) == len(values):
        return Column(tuple(values), column.codes, column.present)
    cells = [None if code < 0 else values[code] for code in column.codes.tolist()]
    return replace(encode(cells), present=column.present)


def _told(value: Value) -> tuple[type, Value]:
    return type(value), value


def rows_where(column: Column, keep: Sequence[bool]) -> list[int]:
    """The rows whose value is one of those to keep (a truth per distinct value)."""
    return [int(row) for row in np.flatnonzero(np.array([*keep, False], dtype=np.bool_)[column.codes])]
