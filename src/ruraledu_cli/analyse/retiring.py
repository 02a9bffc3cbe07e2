"""Who of the staff in office reaches the age of retirement, and when: from birth date, sex and category."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ruraledu_cli.census import Interval, Table
from ruraledu_cli.definitions.retirement import Kind, Law
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import YES
from ruraledu_cli.validate.identity import birth_date, sex


@dataclass(frozen=True, slots=True)
class Person:
    """One person in office: the rows, and the first and last day on which the age may be reached."""

    rows: tuple[int, ...]
    kind: Kind
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Staff:
    """Those in office; `unknown` of them have no birth date."""

    persons: tuple[Person, ...]
    unknown: int

    @property
    def size(self) -> int:
        return len(self.persons) + self.unknown


def staff_in_office(evaluator: Evaluator, law: Law) -> Staff:
    """Every person who surely counts, once."""
    table = evaluator.table("staff")
    counted = evaluator.counted("staff")
    rows: dict[int, list[int]] = {}
    for row in range(table.size):
        if counted[row] == YES:
            person = row if table.persons is None else int(table.persons[row])
            rows.setdefault(person, []).append(row)
    found = [_person(table, tuple(own), law) for own in rows.values()]
    known = tuple(person for person in found if person is not None)
    return Staff(known, len(found) - len(known))


def _person(table: Table, rows: tuple[int, ...], law: Law) -> Person | None:
    """None where no row tells the birth date. Where the sex is not known, either may be."""
    born = next((found for row in rows if (found := _born(table, row))), None)
    if born is None:
        return None
    kinds = _kinds(table, rows, law)
    days = [law.day(date.fromordinal(end), kind) for kind in kinds for end in (born.first, born.last)]
    return Person(rows, kinds[0], min(days), max(days))


def _born(table: Table, row: int) -> Interval | None:
    value, number = table.column("birth_date")[row], table.column("id_number")[row]
    if isinstance(value, Interval):
        return value
    return birth_date(number) if isinstance(number, str) and len(number) == 18 else None


def _kinds(table: Table, rows: tuple[int, ...], law: Law) -> tuple[Kind, ...]:
    genders = {found for row in rows if (found := _gender(table, row))}
    worker = any(table.column("staff_category")[row] in law.workers for row in rows)
    women: Kind = "women_workers" if worker else "women"
    if genders == {"1"}:
        return ("men",)
    return (women,) if genders == {"2"} else (women, "men")


def _gender(table: Table, row: int) -> str | None:
    value, number = table.column("gender")[row], table.column("id_number")[row]
    if value in ("1", "2"):
        return str(value)
    return sex(number) if isinstance(number, str) and len(number) == 18 and number[:17].isdecimal() else None
