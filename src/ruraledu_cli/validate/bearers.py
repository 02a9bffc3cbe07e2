"""Numbers that should be one person's: an identity number under two names, a staff number of two persons."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from ruraledu_cli.census import Codes
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Mask, Rows
from ruraledu_cli.validate.columns import Raw, identity
from ruraledu_cli.validate.places import places_of
from ruraledu_cli.validate.register import normal

NAMES = {
    "staff": "name",
    "students": "student_name",
    "researchers": "researcher_name",
    "guards": "guard_name",
}
# A number of a person's own, and the column within which no other has it.
OWN: Mapping[str, tuple[str, str | None]] = {
    "staff": ("staff_id", "school"),
    "students": ("student_id", None),
    "researchers": ("researcher_id", None),
    "guards": ("guard_licence", None),
}


def two_names(tables: Mapping[str, Assembled]) -> list[Finding]:
    """K013: one identity number under several names, in one table or in several."""
    borne: dict[str, set[str]] = {}
    held = {name: table for name, table in tables.items() if name in NAMES and "id_number" in table.seen}
    for name, table in held.items():
        for number, other in _distinct(table.column("id_number"), table.column(NAMES[name])):
            borne.setdefault(number, set()).add(other)
    several = {number: names for number, names in borne.items() if len(names) > 1}
    wrong = {number for number, names in several.items() if len(set(map(normal, names))) > 1}
    places = _cells(held, wrong)
    return [Finding("K013", tuple(places[n]), value=n, personal=True) for n in several if n in wrong]


def _distinct(numbers: Raw, others: Raw) -> Iterator[tuple[str, str]]:
    """Each number with each of the others it stands beside."""
    rows = np.flatnonzero((numbers.codes >= 0) & (others.codes >= 0))
    width = len(others.values) + 1
    pairs = numbers.codes[rows].astype(np.int64) * width + others.codes[rows]
    for pair in sorted(set(pairs.tolist())):
        number = numbers.values[pair // width]
        if isinstance(number, str):
            yield number, str(others.values[pair % width])


def _cells(tables: Mapping[str, Assembled], wrong: Collection[str]) -> dict[str, list[Place]]:
    """Where each of these numbers and the names beside it stand."""
    found: dict[str, list[Place]] = {}
    for name, table in tables.items():
        column = table.column("id_number")
        for code, number in enumerate(column.values):
            if isinstance(number, str) and number in wrong:
                rows = np.flatnonzero(column.codes == code)
                if len(rows):
                    found.setdefault(number, []).extend(places_of(table, ("id_number", NAMES[name]), rows))
    return found


def two_persons(tables: Mapping[str, Assembled]) -> list[Finding]:
    """K014: one number of a person's own beside several identity numbers (or names, where there are none)."""
    findings: list[Finding] = []
    for name, table in tables.items():
        own, within = OWN.get(name, ("", None))
        if own in table.seen:
            findings += _shared(table, own, within)
    return findings


def _shared(table: Assembled, own: str, within: str | None) -> Iterator[Finding]:
    numbers = table.column(own)
    who = table.column("id_number" if "id_number" in table.seen else NAMES[table.name])
    keys, known = _keys(numbers, table.column(within) if within else None)
    rows = np.flatnonzero(known & (who.codes >= 0))
    width = len(who.values) + 1
    distinct = np.array(sorted(set((keys[rows] * width + who.codes[rows]).tolist())), dtype=np.int64)
    owners, counts = np.unique(distinct // width, return_counts=True)
    for key in owners[counts > 1].tolist():
        mine: Rows = rows[keys[rows] == key]
        value = str(numbers.values[numbers.codes[mine[0]]])
        yield Finding(
            "K014", places_of(table, (own,), mine), value=value, params={"table": table.name}, personal=True
        )


def _keys(numbers: Raw, within: Raw | None) -> tuple[np.typing.NDArray[np.int64], Mask]:
    """A number per row for what should be one person's, and whether it is known."""
    known: Mask = numbers.codes >= 0
    keys = numbers.codes.astype(np.int64)
    if within is None:
        return keys, known
    index: dict[object, int] = {}
    places = [index.setdefault(identity(value), len(index)) for value in within.values]
    at: Codes = np.array([*places, -1, -1], dtype=np.int32)[within.codes]
    return keys * (len(index) + 1) + at, known & (at >= 0)
