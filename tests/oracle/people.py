"""Staff, pupils and researchers as persons: links, posts, ages, and the rows that are one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import Any

from . import codes
from .county import County, Row, Schools, counted, merged
from .logic import NO, Truth, among, both, either, first_known
from .spans import Span, aged_at_most, day
from .tally import Item, item_of


def workplace(row: Row, schools: Schools) -> Row | None:
    """Where the person stands: 任教学校, else 所在学校 or its code, else 编制单位."""
    for mentions in (("teaches_at",), ("school_code", "school_name"), ("establishment_at",)):
        if any(row.get(column) is not None for column in mentions):
            return schools.find(*(row.get(column) for column in mentions))
    return None


def in_office(row: Row) -> Truth:
    status = row.get("staff_status")
    if status == "借调":
        return True if row.get("teaches_at") is not None else None
    return status not in codes.LEFT


def staff_counts(row: Row, schools: Schools) -> Truth:
    return both(in_office(row), counted(workplace(row, schools)))


def full_time_teacher(row: Row) -> Truth:
    return first_known(row.get("is_full_time_teacher"), among(row.get("staff_category"), {"专任教师"}))


def education(row: Row) -> str | None:
    """最高学历, else the higher of 全日制 and 在职; of these a blank beside a filled one is none."""
    if row.get("education") is not None:
        return str(row["education"])
    two = [
        row[column]
        for column in ("education_full_time", "education_in_service")
        if row.get(column) not in (None, NO)
    ]
    return min(two, key=codes.EDUCATION_RANK.index) if two else None


def bachelor(row: Row) -> Truth:
    return among(education(row), codes.BACHELOR_AND_ABOVE)


def holds_post(row: Row, posts: Iterable[str]) -> bool:
    """A blank 职务 is a known none."""
    held = row.get("post") or ()
    return held is not NO and any(post in posts for post in held)


def born(row: Row) -> Span | None:
    """出生日期, else the identity number's day; where the two cannot both be true, the fact is missing."""
    written, identity = row.get("birth_date"), row.get("id_number")
    if identity is None:
        return written
    told = day(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))
    if written is None:
        return told
    return told if written.first <= told.first <= written.last else None


def staff_of(county: County, schools: Schools) -> list[Row]:
    """The roster, each key once; a row's identity is kept under the column `person`."""
    rows = [dict(row, number=number) for number, row in enumerate(county.tables.get("staff", []))]
    for row in rows:
        row["link"] = _name(workplace(row, schools))
        row["person"] = person_of(row, row["link"], "staff_id")
    _recognise(rows)
    return merged_people(rows, lambda row: (row["person"], row["link"], row.get("post")))


def _recognise(rows: list[Row]) -> None:
    """A row without identity number whose number at its school is one known person's is that person's."""
    owners: dict[Hashable, set[Hashable]] = defaultdict(set)
    for row in rows:
        if row["person"][0] == "identity" and row["link"] is not None and row.get("staff_id") is not None:
            owners[("number", row["link"], row["staff_id"])].add(row["person"])
    for row in rows:
        known = owners.get(row["person"], set())
        if len(known) == 1:
            row["person"] = next(iter(known))


def person_of(row: Row, within: str | None, number: str) -> Hashable:
    if row.get("id_number") is not None:
        return ("identity", row["id_number"])
    if row.get(number) is not None and within is not None:
        return ("number", within, row[number])
    return ("row", row["number"])


def merged_people(rows: list[Row], key: Callable[[Row], Hashable]) -> list[Row]:
    return merged(rows, lambda row: None if row["person"][0] == "row" else key(row))


def _name(school: Row | None) -> str | None:
    return None if school is None else str(school.get("school_code") or school.get("school_name"))


def persons(
    rows: Iterable[Row], scope: Callable[[Row], Truth], having: Callable[[Row], Truth]
) -> tuple[Item, ...]:
    """One item per person: in scope if any row is, yes if any row is in scope and yes."""
    groups: dict[Hashable, list[tuple[Truth, Truth]]] = defaultdict(list)
    for row in rows:
        groups[row["person"]].append((scope(row), having(row)))
    return tuple(item_of(person, pairs) for person, pairs in groups.items())


def students_of(county: County, schools: Schools) -> list[Row]:
    rows = [dict(row, number=number) for number, row in enumerate(county.tables.get("students", []))]
    for row in rows:
        row["link"] = _name(schools.find(row.get("school_code")))
        row["person"] = person_of(row, "county", "student_id")
    return merged_people(
        rows, lambda row: (row["person"], row["link"], row.get("aid_term"), row.get("aid_item"))
    )


def researchers_of(county: County) -> list[Row]:
    rows = [dict(row, number=number) for number, row in enumerate(county.tables.get("researchers", []))]
    for row in rows:
        row["person"] = person_of(row, "county", "researcher_id")
    return merged_people(rows, lambda row: (row["person"], row.get("linked_schools")))


def researcher_counts(row: Row) -> Truth:
    """A full-time researcher in post; a blank 在岗状态 is in post."""
    return both(row.get("researcher_full_time"), row.get("researcher_status") not in codes.LEFT)


def aged_45_or_less(row: Row, as_of: date) -> Truth:
    birth = born(row)
    return None if birth is None else aged_at_most(birth, 45, as_of)


def aided(row: Row) -> Truth:
    received, amount = row.get("aid_received"), row.get("aid_amount")
    if received is True or (amount is not None and amount > 0):
        return True
    return False if received is False or amount == 0 else None


def poor(row: Row) -> Truth:
    if row.get("is_poor") is not None:
        return bool(row["is_poor"])
    category: Any = row.get("aid_category")
    if category is None and row.get("aid_received") is None:
        return False
    return either(among(category, codes.AID_CATEGORIES))
