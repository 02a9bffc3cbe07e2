"""Tables against each other: a person at two schools, sums against the roster, a school without rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ruraledu_cli.census import NONE, Census, Ref, Table, combinations
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.check import number
from ruraledu_cli.validate.earlier import CLOSED
from ruraledu_cli.validate.locate import Locator, school_key, text_at
from ruraledu_cli.validate.persons import PEOPLE

OUT = frozenset({"retired", "moved_out", "lent_out"})
# Who is said to work at another school than the one that lists them.
_ELSEWHERE = frozenset({"itinerant", "supporting", "seconded", "borrowed", "exchanged"})
_NOT_STAFF = frozenset(
    {"external", "guard", "substitute", "silver_age"}
)  # outside 教职工数 in the statistics
_UNITS = frozenset(
    {
        *("111", "112", "211", "218", "311", "312", "341", "342", "345", "371"),
        *("361", "362", "363", "364", "365", "366", "369", "511", "512", "513", "514"),
    }
)
Counted = Callable[[Table, int], bool | None]
_COUNTED_BY = ("staff_status", "teaches_at", "staff_category", "is_full_time_teacher")


@dataclass(frozen=True, slots=True)
class Across:
    """What tables say of each other, and the rules that could not be run, each with its reason."""

    findings: tuple[Finding, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


def across(census: Census) -> Across:
    """K003, K004 and K005 over whichever tables there are."""
    tables = {name: table for name, table in census.tables.items() if table.size}
    locator = Locator(census)
    findings: list[Finding] = []
    for name in ("staff", "students"):
        if name in tables:
            findings.extend(two_schools(tables[name], locator))
    skipped = {} if {"staff", "students"} & set(tables) else {"K003": "table_missing"}
    if "schools" in tables and {"staff", "students"} & set(tables):
        findings.extend(without_rows(tables, locator))
    else:
        skipped["K005"] = "table_missing"
    if "schools" in tables and "staff" in tables:
        findings.extend(counts_differ(tables["schools"], tables["staff"], locator))
    else:
        skipped["K004"] = "table_missing"
    return Across(tuple(findings), tuple(sorted(skipped.items())))


def two_schools(table: Table, locator: Locator) -> Iterator[Finding]:
    """K003: one person with rows at two schools, where nothing says why; pupils within one semester."""
    for key, records in _people(table):
        for together in _at_once(table, records):
            schools = {school_key(table.column("school")[record]): record for record in reversed(together)}
            schools.pop("", None)
            if len(schools) > 1:
                yield _two_schools(table, locator, key, together, sorted(schools))


def _two_schools(
    table: Table, locator: Locator, key: str, records: Sequence[int], schools: Sequence[str]
) -> Finding:
    written = [table.column("school")[record] for record in records]
    names = dict.fromkeys(value.text for value in written if isinstance(value, Ref))
    return Finding(
        "K003",
        locator.places(table.name, (PEOPLE[table.name].identity, PEOPLE[table.name].own or ""), records),
        value=key,
        params={"table": table.name, "schools_named": "、".join(names)},
        schools=tuple(schools),
        personal=True,
    )


def _people(table: Table) -> Iterator[tuple[str, list[int]]]:
    """Persons told by a number, with several records that count."""
    rows: dict[int, list[int]] = {}
    for record, person in enumerate([] if table.persons is None else table.persons.tolist()):
        rows.setdefault(person, []).append(record)
    for person, records in rows.items():
        if len(records) < 2:
            continue
        key = table.person_keys[person]
        there = [record for record in records if table.column("staff_status")[record] not in OUT]
        if key and len(there) > 1 and not any(_explained(table, record) for record in there):
            yield key.partition("@")[0], there


def _explained(table: Table, record: int) -> bool:
    """走教 as a flag or a status, or a status that says another school."""
    return table.column("itinerant")[record] is True or table.column("staff_status")[record] in _ELSEWHERE


def _at_once(table: Table, records: list[int]) -> list[list[int]]:
    """The records of one time: a pupil may well be elsewhere in another semester."""
    if table.name != "students":
        return [records]
    terms: dict[object, list[int]] = {}
    for record in records:
        terms.setdefault(table.column("aid_term")[record], []).append(record)
    unknown = terms.pop(None, [])
    return [[*found, *unknown] for found in terms.values()] or [unknown]


def counts_differ(schools: Table, staff: Table, locator: Locator) -> Iterator[Finding]:
    """K004: a school's own sums against its roster, where the roster is more than a list of its heads."""
    counted = {"staff": _counted(staff, _on_staff), "full_time_teachers": _counted(staff, _full_time)}
    for record, rows in sorted(_by_school(schools, staff).items()):
        if schools.column("school_status")[record] in CLOSED or _heads_alone(staff, rows):
            continue
        for column, counts in counted.items():
            stated = number(schools.column(column)[record])
            low, high = _persons(staff, rows, counts)
            if stated is None or low <= stated <= high:
                continue
            yield Finding(
                "K004",
                locator.places("schools", (column,), [record]),
                value=str(stated),
                params={"expected": str(low) if low == high else f"{low}～{high}", "column": column},
                schools=(text_at(schools, "school_code", record),),
            )


def _by_school(schools: Table, table: Table) -> dict[int, list[int]]:
    """The records of a table by the row of their school. Campuses of one code are left out."""
    column = table.column("school")
    codes = [text_at(schools, "school_code", record) for record in range(schools.size)]
    several = {code for code, count in Counter(codes).items() if code and count > 1}
    found: dict[int, list[int]] = {}
    for record in range(table.size):
        value = column[record]
        if isinstance(value, Ref) and value.row >= 0 and codes[value.row] not in several:
            found.setdefault(value.row, []).append(record)
    return found


def _heads_alone(staff: Table, rows: Sequence[int]) -> bool:
    """A list of officials: every row has a post."""
    post = staff.column("post")
    return all(post[record] not in (None, NONE) for record in rows)


def _counted(staff: Table, counts: Counted) -> list[bool | None]:
    """Whether each record counts, asked once of records that are alike."""
    first, numbers = combinations([staff.column(name) for name in _COUNTED_BY])
    answers = [counts(staff, record) for record in first]
    return [answers[number] for number in numbers.tolist()]


def _persons(staff: Table, rows: Sequence[int], counts: Sequence[bool | None]) -> tuple[int, int]:
    """How many persons count, at least and at most."""
    says: dict[object, list[bool | None]] = {}
    for record in rows:
        person = record if staff.persons is None else int(staff.persons[record])
        says.setdefault(person, []).append(counts[record])
    sure = sum(any(one is True for one in said) for said in says.values())
    maybe = sum(any(one is not False for one in said) for said in says.values())
    return sure, maybe


def _here(staff: Table, record: int) -> bool | None:
    """Whether the person is there; of one who is seconded only the school taught at knows."""
    status = staff.column("staff_status")[record]
    if status in OUT:
        return False
    if status == "seconded" and staff.column("teaches_at")[record] is None:
        return None
    return True


def _on_staff(staff: Table, record: int) -> bool | None:
    category = staff.column("staff_category")[record]
    here = _here(staff, record)
    return False if category in _NOT_STAFF else None if category is None and here else here


def _full_time(staff: Table, record: int) -> bool | None:
    flag, category = staff.column("is_full_time_teacher")[record], staff.column("staff_category")[record]
    if flag is None and category is not None:
        flag = category == "full_time_teacher"
    here = _here(staff, record)
    if here is False or flag is False or flag is NONE:
        return False
    return None if here is None or flag is None else True


def without_rows(tables: Mapping[str, Table], locator: Locator) -> Iterator[Finding]:
    """K005: a unit without rows in a table that others of its township, kindergartens apart, have sent."""
    schools = tables["schools"]
    for name in ("staff", "students"):
        if name not in tables:
            continue
        having = {value.row for value in tables[name].column("school").values if isinstance(value, Ref)}
        sent = {_group(schools, record) for record in having if record >= 0}
        for record in range(schools.size):
            due = record not in having and _group(schools, record) in sent
            if due and _expected(schools, record, name) and not _campus_of(schools, record, having):
                yield Finding(
                    "K005",
                    locator.places("schools", ("school_name",), [record]),
                    value=text_at(schools, "school_name", record) or None,
                    params={"table": name},
                    schools=(text_at(schools, "school_code", record),),
                )


def _group(schools: Table, record: int) -> tuple[str, bool]:
    return text_at(schools, "township", record), text_at(schools, "school_type", record)[:2] == "11"


def _expected(schools: Table, record: int, table: str) -> bool:
    """Whether a school must have rows: open, a unit or teaching point, in a known township; of pupils in
    hardship only where the school says that it has some."""
    if schools.column("school_status")[record] in (*CLOSED, "planned"):
        return False
    if not text_at(schools, "township", record) or text_at(schools, "school_type", record) not in _UNITS:
        return False
    if table == "students":
        return (number(schools.column("poor_students")[record]) or Fraction(0)) > 0
    return number(schools.column("staff")[record]) != 0


def _campus_of(schools: Table, record: int, having: set[int]) -> bool:
    """Whether another campus of the school has rows: links lead to the main one."""
    code = text_at(schools, "school_code", record)
    return bool(code) and any(row >= 0 and text_at(schools, "school_code", row) == code for row in having)
