"""Which units each file holds rows of, by table: codes of schools and townships, never of persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ruraledu_cli.census import NONE, Census, Ref, Table, Value

Sent = Mapping[str, Mapping[str, frozenset[str]]]  # file → table → units
# The columns that say whose a row is, the first that is known: a school's code or link, else the township.
_WHOSE: Mapping[str, tuple[str, ...]] = {
    "schools": ("school_code", "school_name"),
    "staff": ("school",),
    "students": ("school",),
    "guards": ("school",),
    "villages": ("township",),
}


def senders(census: Census, shows: Callable[[str], Sequence[bool]] | None = None) -> Sent:
    """Every file that gave rows to a table whose rows belong to units. `shows` says of a table's rows which
    show that it was sent; all, unless given."""
    found: dict[str, dict[str, set[str]]] = {}
    for name, table in census.tables.items():
        columns = [table.column(column) for column in _WHOSE.get(name, ())]
        showing = shows(name) if shows and columns else (bool(columns),) * table.size
        for row in (row for row in range(table.size) if showing[row]):
            unit = next((u for column in columns if (u := _unit(column[row], census))), None)
            if unit:
                for origin in table.origins[row]:
                    file = census.frames[origin.frame].sheet.file
                    found.setdefault(file, {}).setdefault(name, set()).add(unit)
    return {
        file: {table: frozenset(units) for table, units in tables.items()} for file, tables in found.items()
    }


def _unit(value: Value | None, census: Census) -> str:
    if isinstance(value, Ref):
        schools = census.tables.get("schools")
        if value.row >= 0 and schools is not None:
            return school_key(schools, value.row)
        return value.code or ""  # what names no school may be anything, a person too
    return "" if value is None or value is NONE else str(value)


def school_key(schools: Table, row: int) -> str:
    """A school's code, else its name."""
    known = (schools.column(name)[row] for name in ("school_code", "school_name"))
    return next((str(value) for value in known if value is not None and value is not NONE), "")
