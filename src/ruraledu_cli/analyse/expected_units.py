"""Who is expected to send: a list of schools as the bureau keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.model.progress import Unit
from ruraledu_cli.recognise.headers import HeaderIndex, index_of, normalise

_WANTED = ("school_code", "school_name", "township")
_TOP = 10  # rows that may stand above the header


class NoUnits(ValueError):
    """The list names no school: no column of codes or names, or no row below it."""


def listed_units(sheets: Sequence[Sheet], plan: Plan) -> tuple[Unit, ...]:
    """The schools of a list. Raises NoUnits."""
    index = index_of(plan.codebook)
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:_TOP]):
            columns = _columns(row, index)
            if "school_code" in columns or "school_name" in columns:
                found = tuple(_units(sheet.rows[number + 1 :], columns, plan))
                if found:
                    return found
    raise NoUnits


def _columns(row: Sequence[Cell], index: HeaderIndex) -> dict[str, int]:
    """Where the row, taken as a header, has the code, the name and the township."""
    found: dict[str, int] = {}
    for position, cell in enumerate(row):
        entry = index.find(normalise(cell)).entry("schools") if isinstance(cell, str) and cell else None
        if entry is not None and entry.definition.name in _WANTED:
            found.setdefault(entry.definition.name, position)
    return found


def _units(rows: Sequence[Sequence[Cell]], columns: Mapping[str, int], plan: Plan) -> Iterator[Unit]:
    seen: set[str] = set()
    for row in rows:
        code, name, township = (_text(row, columns.get(column)) for column in _WANTED)
        key = code or name
        if key and key not in seen:
            seen.add(key)
            yield Unit("school", key, name, township_name(plan.areas.get(township, township), plan))


def _text(row: Sequence[Cell], position: int | None) -> str:
    cell = row[position] if position is not None and position < len(row) else None
    return "" if cell is None else str(cell).strip()


def township_name(code: str, plan: Plan) -> str:
    township = plan.townships.get(code)
    return township.zh if township else code
