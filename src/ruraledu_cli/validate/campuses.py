"""Schools of several campuses: what another sheet says of the whole school is put beside its campuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ruraledu_cli.census import MISSING
from ruraledu_cli.model.finding import Finding, Param, Severity
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.columns import BLANK, Raw
from ruraledu_cli.validate.places import places_of, places_of_first

_NUMBERS = ("count", "number")
_WHOSE = frozenset({"school_code", "campus"})


@dataclass(frozen=True, slots=True)
class _School:
    """Rows of one code: those of each campus (BLANK is the main one, where a sheet lists it so), and those of
    sheets that know no campuses."""

    code: str
    campuses: dict[int, list[int]]
    whole: list[int]

    @property
    def main(self) -> int:
        return BLANK if BLANK in self.campuses else next(iter(self.campuses))


def settle_campuses(table: Assembled) -> list[Finding]:
    """Rows of a whole school made rows of its main campus, K019 telling so.

    What is no number holds for every campus. A number of the whole is no campus's and is not used.
    """
    found = []
    for school in _schools(table):
        lost = sorted({name for name, column in table.columns.items() if _share(table, name, column, school)})
        _join(table, school)
        order = [name for name in table.definition.columns if name in lost]
        params: dict[str, Param] = {"table": table.name, "rows": len(school.whole)}
        places = places_of_first(table, ("school_code", "school_name"), school.whole)
        if order:
            places = tuple(p for p in places_of(table, order, school.whole) if p.column)
            params["lost"] = sum(len(place.rows) for place in places)
        severity: Severity | None = None if order else "note"
        found.append(Finding("K019", places, value=school.code, params=params, severity=severity))
    return found


def _schools(table: Assembled) -> Iterator[_School]:
    codes, campus = table.column("school_code"), table.column("campus")
    several = sorted(set(codes.codes[(codes.codes >= 0) & (campus.codes >= 0)].tolist()))
    for number in several:
        rows = np.flatnonzero(codes.codes == number)
        campuses: dict[int, list[int]] = {}
        whole: list[int] = []
        for span in table.spans:
            here = [int(row) for row in rows if span.start <= row < span.stop]
            if all(campus.codes[row] < 0 for row in here):
                whole += here
                continue
            for row in here:
                campuses.setdefault(int(campus.codes[row]), []).append(row)
        if whole:
            yield _School(str(codes.values[number]), campuses, whole)


def _share(table: Assembled, name: str, column: Raw, school: _School) -> bool:
    """Whether a number of the whole is lost by it: some campus does not say its own. That is then missing
    for a reason that was told, and not blank."""
    known = [row for row in school.whole if column.codes[row] != BLANK]
    if not known or name in _WHOSE or name not in table.definition.columns:
        return False
    codes = column.codes.copy()
    lacking = [rows[0] for rows in school.campuses.values() if (codes[rows] == BLANK).all()]
    is_number = table.definition.columns[name].type in _NUMBERS
    held = codes[known[0]]
    if is_number:
        codes[known] = MISSING if lacking else BLANK
    codes[[row for row in lacking if row not in school.campuses[school.main]]] = (
        MISSING if is_number else held
    )
    table.columns[name] = Raw(column.values, codes, column.present)
    return is_number and bool(lacking)


def _join(table: Assembled, school: _School) -> None:
    """The rows of the whole stand with those of its main campus."""
    campus = table.column("campus")
    codes = campus.codes.copy()
    codes[school.whole] = school.main
    table.columns["campus"] = Raw(campus.values, codes, campus.present)
