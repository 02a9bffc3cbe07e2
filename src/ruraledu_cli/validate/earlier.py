"""Two years side by side: which school, and which person, of this year is which of the year before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ruraledu_cli.census import NONE, Census, Column, Interval, Table, Value
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.tolerances import Tolerances
from ruraledu_cli.validate.check import day_text, number
from ruraledu_cli.validate.columns import readable
from ruraledu_cli.validate.locate import Locator, school_key, text_at
from ruraledu_cli.validate.persons import PEOPLE
from ruraledu_cli.validate.register import normal, texts_of

CLOSED = frozenset({"suspended", "merged"})
OUT = frozenset({"retired", "moved_out", "lent_out"})  # who is no more counted at the school
_NAMES = {
    "staff": "name",
    "guards": "guard_name",
    "students": "student_name",
    "researchers": "researcher_name",
}
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class School:
    """A row of 学校: `key` is code (else name) and campus."""

    record: int
    key: Key
    code: str
    name: str
    names: frozenset[str]
    area: str
    kindergarten: bool
    closed: bool

    @property
    def group(self) -> tuple[str, bool]:
        """Whose schools are sent in together: those of a township, kindergartens apart."""
        return self.area, self.kindergarten


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a table of people: its records, its numbers ("" where not known), its schools."""

    records: tuple[int, ...]
    identity: str
    own: str
    name: str
    schools: frozenset[str]


@dataclass(frozen=True)
class Year:
    """A census with its schools and persons found out once."""

    census: Census

    def table(self, name: str) -> Table | None:
        found = self.census.tables.get(name)
        return found if found is not None and found.size else None

    def column(self, table: str, name: str) -> Column:
        return self.census.tables[table].column(name)

    @cached_property
    def schools(self) -> dict[Key, School]:
        table = self.table("schools")
        found = [] if table is None else [_school(table, record) for record in range(table.size)]
        return {school.key: school for school in reversed(found) if school.key[0]}

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(school.code for school in self.schools.values() if school.code)

    @cached_property
    def staff(self) -> tuple[Person, ...]:
        table = self.table("staff")
        return () if table is None else persons(table)

    @cached_property
    def roster(self) -> dict[str, list[int]]:
        """The persons of each school who are there, by number in `staff`."""
        found: dict[str, list[int]] = {}
        for number_, person in enumerate(self.staff):
            for school in person.schools:
                found.setdefault(school, []).append(number_)
        return found


@dataclass(frozen=True)
class Years:
    """This year, the years before it (the latest first), and what links them. `successors` names schools
    (codes, or names as `normal` writes them) that were closed or merged."""

    now: Year
    before: tuple[Year, ...]
    codebook: Codebook
    tolerances: Tolerances
    successors: frozenset[str] = field(default=frozenset())

    @property
    def last(self) -> Year:
        return self.before[0]

    @cached_property
    def locator(self) -> Locator:
        return Locator(self.now.census)

    @cached_property
    def recoded(self) -> dict[Key, Key]:
        """Schools whose code is new and whose name (also a former one) is that of one school of last year
        that is gone."""
        gone = [school for key, school in self.last.schools.items() if key not in self.now.schools]
        bearers: dict[str, list[School]] = {}
        for school in gone:
            if school.code:
                bearers.setdefault(normal(school.name), []).append(school)
        found: dict[Key, Key] = {}
        for key, school in self.now.schools.items():
            if key not in self.last.schools and school.code and school.code not in self.last.codes:
                same = [old for name in sorted(school.names) for old in bearers.get(name, ())]
                same = [old for old in same if old.kindergarten == school.kindergarten]
                if len(same) == 1 and same[0].key not in found.values():
                    found[key] = same[0].key
        return found

    @cached_property
    def pairs(self) -> list[tuple[School, School]]:
        """Schools of both years that are open in both: (now, before)."""
        both = [
            (school, self.last.schools[before])
            for key, school in self.now.schools.items()
            if (before := self.recoded.get(key, key)) in self.last.schools
        ]
        return [(now, before) for now, before in both if not now.closed and not before.closed]

    @cached_property
    def persons(self) -> list[tuple[int, int]]:
        """Who of this year's staff is who of last year's, by number in `staff`: by identity number; else by
        the staff number within the school, where the name does not say another person."""
        by_identity = {one.identity: n for n, one in enumerate(self.last.staff) if one.identity}
        by_own = _only(self.last.staff)
        found, taken = {}, set()
        for n, one in enumerate(self.now.staff):
            before = by_identity.get(one.identity) if one.identity else None
            if before is not None:
                found[n] = before
                taken.add(before)
        for n, one in enumerate(self.now.staff):
            before = by_own.get(one.own) if n not in found and one.own else None
            if before is not None and before not in taken and _same_name(one, self.last.staff[before]):
                found[n] = before
                taken.add(before)
        return sorted(found.items())

    def words(self, table: str, column: str, value: Value | None) -> str:
        """A value as the sheets write it: the official name of a code, 是 and 否, an exact number."""
        definition = self.codebook.tables[table].columns.get(column)
        if value is None or value is NONE:
            return "无" if value is NONE else ""
        if definition is not None and definition.codes is not None:
            entry = self.codebook.code_lists[definition.codes].codes.get(str(value))
            return entry.zh if entry else str(value)
        return plain(value)


def plain(value: Value) -> str:
    """A value without a code list as text: dates in ISO form, decimals as short as they are exact."""
    if isinstance(value, bool):
        return "是" if value else "否"
    figure = number(value)
    if figure is not None:
        return str(figure) if figure.denominator == 1 else f"{float(figure):.6g}"
    return day_text(value) if isinstance(value, Interval) else readable(value)


def _school(table: Table, record: int) -> School:
    code, name = text_at(table, "school_code", record), text_at(table, "school_name", record)
    others = [
        text for column in ("former_name", "short_name") for text in texts_of(table.column(column)[record])
    ]
    kind = text_at(table, "school_type", record)
    return School(
        record,
        (code or normal(name), text_at(table, "campus", record)),
        code,
        name,
        frozenset(normal(text) for text in (name, *others) if text),
        text_at(table, "township", record),
        (kind or code)[:2] == "11",
        table.column("school_status")[record] in CLOSED,
    )


def persons(table: Table) -> tuple[Person, ...]:
    """The persons of a table of people, those without any number left out."""
    if table.persons is None:
        return ()
    who, name = PEOPLE[table.name], _NAMES[table.name]
    rows: dict[int, list[int]] = {}
    for record, person in enumerate(table.persons.tolist()):
        rows.setdefault(person, []).append(record)
    found = []
    for records in rows.values():
        identity = _first(text_at(table, who.identity, record) for record in records)
        own = _first(_own(table, who.own, record) for record in records)
        if identity or own:
            called = _first(text_at(table, name, record) for record in records)
            found.append(Person(tuple(records), identity, own, normal(called), _schools(table, records)))
    return tuple(found)


def _own(table: Table, column: str | None, record: int) -> str:
    """A number of the person within its school."""
    own = text_at(table, column, record) if column else ""
    school = school_key(table.column("school")[record])
    return f"{own}@{school}" if own and school else ""


def _schools(table: Table, records: Sequence[int]) -> frozenset[str]:
    """The schools the person is at now: rows of those who left are not counted."""
    status, schools = table.column("staff_status"), table.column("school")
    here = (school_key(schools[record]) for record in records if status[record] not in OUT)
    return frozenset(school for school in here if school)


def _only(staff: Sequence[Person]) -> Mapping[str, int]:
    """Staff numbers that one person alone has."""
    found: dict[str, list[int]] = {}
    for n, one in enumerate(staff):
        if one.own:
            found.setdefault(one.own, []).append(n)
    return {own: numbers[0] for own, numbers in found.items() if len(numbers) == 1}


def _same_name(one: Person, other: Person) -> bool:
    return not one.name or not other.name or one.name == other.name


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
