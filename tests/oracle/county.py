"""A county's canonical tables, and who a school is: whether it counts, where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from . import codes
from .logic import Truth, among, both, first_known, negate

Row = dict[str, Any]


@dataclass
class County:
    """Tables by name; a table that was never sent is absent. `lacking` names columns that no sheet has."""

    tables: dict[str, list[Row]]
    lacking: dict[str, set[str]] = field(default_factory=dict)
    last_year_schools: list[Row] | None = None
    earlier_staff: list[Row] = field(default_factory=list)
    raw: dict[tuple[str, int, str], Any] = field(
        default_factory=dict
    )  # what a sheet says where the cell is missing

    def has(self, table: str) -> bool:
        return table in self.tables

    def lacks(self, table: str, column: str) -> bool:
        return column in self.lacking.get(table, set())


def merged(rows: Iterable[Row], key: Callable[[Row], Hashable | None]) -> list[Row]:
    """Rows of one key are one row, without the cells in which they differ; no key, no merging."""
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for number, row in enumerate(rows):
        known = key(row)
        groups[("row", number) if known is None else ("key", known)].append(row)
    return [_one(group) for group in groups.values()]


def _one(group: list[Row]) -> Row:
    if len(group) == 1:
        return group[0]
    columns = dict.fromkeys(column for row in group for column in row)
    return {column: _agreed([row.get(column) for row in group]) for column in columns}


def _agreed(cells: list[Any]) -> Any:
    known = [cell for cell in cells if cell is not None]
    return known[0] if known and all(cell == known[0] for cell in known) else None


class Schools:
    """The register of schools of one year, and every three-valued question about one of them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = merged(
            rows, lambda row: row.get("school_code") and (row["school_code"], row.get("campus"))
        )
        self._by_code = {row["school_code"]: row for row in self.rows if row.get("school_code")}
        self._by_name: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            for name in {row.get("school_name"), row.get("former_name"), row.get("short_name")} - {None}:
                self._by_name[name].append(row)

    @property
    def codes(self) -> set[str]:
        return set(self._by_code)

    def find(self, *mentions: str | None) -> Row | None:
        """By code, else by a name that one school alone bears; the first cell that is filled decides."""
        for mention in mentions:
            if mention is None:
                continue
            if mention in self._by_code:
                return self._by_code[mention]
            bearers = self._by_name.get(mention, [])
            if len(bearers) == 1:
                return bearers[0]
        return None


def counted(school: Row | None) -> Truth:
    return None if school is None else school.get("school_status") not in codes.CLOSED


def of_type(school: Row | None, types: Iterable[str]) -> Truth:
    return None if school is None else among(school.get("school_type"), frozenset(types))


def county_seat(school: Row | None) -> Truth:
    if school is None:
        return None
    if school.get("plan_area") is not None:
        return school["plan_area"] == "城区"
    return both(
        among(school.get("township"), codes.STREETS), among(school.get("urban_rural"), codes.SEAT_CODES)
    )


def rural(school: Row | None) -> Truth:
    return negate(county_seat(school))


def in_a_town(school: Row) -> Truth:
    return among(school.get("township"), codes.TOWNS)


def town_seat(school: Row) -> Truth:
    return both(
        in_a_town(school), first_known(school.get("is_town_seat"), among(school.get("urban_rural"), {"121"}))
    )


def rural_unit(school: Row | None) -> Truth:
    return both(counted(school), of_type(school, codes.UNITS), rural(school))


def rural_middle_and_primary(school: Row) -> Truth:
    return both(counted(school), of_type(school, codes.MIDDLE_AND_PRIMARY), rural(school))


def town_seat_middle_and_primary(school: Row) -> Truth:
    return both(counted(school), of_type(school, codes.MIDDLE_AND_PRIMARY), town_seat(school))


def privately_run(school: Row | None) -> Truth:
    return None if school is None else among(school.get("sponsor"), {codes.PRIVATE})


def name_of(school: Row) -> str:
    return str(school.get("school_code") or school.get("school_name"))
