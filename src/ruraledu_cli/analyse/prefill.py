"""What a template may hold from last year: whose rows they are, never a figure to be filled in anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ruraledu_cli.census import NONE, Ref
from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO

Split = Literal["township", "school"]
Row = Mapping[str, str]
# Who and where. All else may have changed, and is filled in anew.
CARRIED: Mapping[str, tuple[str, ...]] = {
    "schools": ("school_code", "school_name", "campus", "school_type", "township"),
    "staff": ("staff_id", "name", "id_number"),
}
# The tables that a unit fills in by itself; all others are the county's.
OWN_TABLES: Mapping[Split, tuple[str, ...]] = {
    "township": ("schools", "staff", "students", "guards", "villages"),
    "school": ("schools", "staff", "students", "guards"),
}


@dataclass(frozen=True, slots=True)
class Prefill:
    """One template's rows by table. `unit` is whose template it is, "" for the county's or where no township
    is known; `names` are the schools a link may be to, each by a name that it alone bears, else its code."""

    unit: str
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefilled:
    """The templates of a call, and how many staff went into none because their school is not known."""

    templates: tuple[Prefill, ...]
    staff_nowhere: int = 0


def prefill(evaluator: Evaluator, split: Split | None) -> Prefilled:
    """Schools that are not closed and, in a unit's own template, their staff in office."""
    rows = [int(row) for row in np.flatnonzero(evaluator.counted("schools") != NO)]
    schools = {row: _row(evaluator, "schools", row) for row in rows}
    names = tuple(_names(list(schools.values())))
    if split is None:
        return Prefilled((Prefill("", {"schools": tuple(schools.values())}, names),))
    staff, nowhere = _staff(evaluator, schools)
    templates = tuple(
        Prefill(
            unit,
            {
                "schools": tuple(schools[row] for row in own),
                "staff": tuple(one for row in own for one in staff.get(row, ())),
            },
            names,
        )
        for unit, own in _units(schools, split).items()
    )
    return Prefilled(templates, nowhere)


def _units(schools: Mapping[int, Row], split: Split) -> dict[str, list[int]]:
    """The rows of each unit's template, in the order of the table."""
    found: dict[str, list[int]] = {}
    for row, school in schools.items():
        if split == "township":
            unit = school.get("township", "")
        else:
            unit = "_".join(filter(None, (school.get("school_code", ""), school.get("school_name", ""))))
        found.setdefault(unit, []).append(row)
    return found


def _names(schools: Sequence[Row]) -> Iterator[str]:
    """How links name schools; campuses of one school are one."""
    by_code = {school.get("school_code") or school.get("school_name", ""): school for school in schools}
    borne = Counter(school.get("school_name", "") for school in by_code.values())
    for code, school in by_code.items():
        name = school.get("school_name", "")
        if name and borne[name] == 1:
            yield name
        elif code:
            yield code


def _staff(evaluator: Evaluator, schools: Mapping[int, Row]) -> tuple[dict[int, list[Row]], int]:
    """Staff by the row of their school: in office, and at a school that is not closed; each person once."""
    table = evaluator.table("staff")
    links = table.column("school")
    found: dict[int, list[Row]] = {}
    seen: set[tuple[int, object]] = set()
    nowhere = 0
    for row in (int(row) for row in np.flatnonzero(evaluator.counted("staff") != NO)):
        link = links[row]
        if not isinstance(link, Ref) or link.row < 0:
            nowhere += 1
            continue
        person = int(table.persons[row]) if table.persons is not None else row
        if link.row not in schools or (link.row, person) in seen:
            continue
        seen.add((link.row, person))
        school = schools[link.row]
        at = {name: school[name] for name in ("school_code", "school_name") if name in school}
        found.setdefault(link.row, []).append({**_row(evaluator, "staff", row), **at})
    return found, nowhere


def _row(evaluator: Evaluator, table: str, row: int) -> Row:
    definitions = evaluator.plan.codebook.tables[table].columns
    found = {}
    for name in CARRIED[table]:
        value = evaluator.table(table).column(name)[row]
        if value is not None and value is not NONE and name in definitions:
            found[name] = _text(evaluator, definitions[name], str(value))
    return found


def _text(evaluator: Evaluator, column: ColumnDef, value: str) -> str:
    """A value as it is typed into the template: official names instead of codes."""
    if column.type == "area":
        township = evaluator.plan.townships.get(value)
        return township.zh if township else value
    listed = evaluator.plan.codebook.code_lists.get(column.codes or "")
    entry = listed.codes.get(value) if listed and column.type == "code" else None
    return entry.zh if entry else value
