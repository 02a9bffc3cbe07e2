"""Which townships and schools should have sent something and did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from . import codes
from .county import County, Row, Schools, counted, name_of, of_type, rural, rural_unit
from .logic import NO, Truth, both
from .people import holds_post

Expect = Callable[[Row], Truth]


def absent_townships(rows: Iterable[Row], column: str = "township") -> set[str]:
    return set(codes.TOWNSHIPS) - {row.get(column) for row in rows}


def vanished(county: County, schools: Schools) -> list[Row]:
    """Schools of last year's table that are not in this year's and were not closed."""
    before = county.last_year_schools or []
    return [row for row in before if counted(row) and row.get("school_code") not in schools.codes]


def absent_from_schools(county: County, schools: Schools) -> set[str]:
    """Townships without a row, and vanished schools of any scope: what they are now is not known."""
    return absent_townships(schools.rows) | {name_of(row) for row in vanished(county, schools)}


def expected_schools(schools: Schools, expected: Expect) -> list[Row]:
    return [row for row in schools.rows if both(counted(row), expected(row)) is not False]


def without_rows(schools: Schools, rows: list[Row], expected: Expect) -> list[Row]:
    sent = {row["link"] for row in rows}
    return [school for school in expected_schools(schools, expected) if name_of(school) not in sent]


def head_alone(row: Row) -> bool:
    """A row that names a post and says nothing of a teacher: of a register of heads, which is no roster."""
    teacher = ("is_full_time_teacher", "staff_category", "teaching_stage")
    post = row.get("post")
    if post in (None, NO, ()) or {"教师", "班主任"} & set(post):
        return False
    return all(row.get(column) is None for column in teacher)


def without_head(schools: Schools, rows: list[Row], expected: Expect, posts: Iterable[str]) -> set[str]:
    """Units that have staff rows and name nobody in the posts: incomplete for indicators over heads."""
    wanted = frozenset(posts)
    sent = {row["link"] for row in rows}
    named = {row["link"] for row in rows if holds_post(row, wanted)}
    units = {name_of(school) for school in expected_schools(schools, expected)}
    return (units & sent) - named


def in_scope_of_aid(school: Row) -> Truth:
    return both(of_type(school, codes.UNITS | {codes.TEACHING_POINT}), rural(school))


def absent_pupils(county: County, schools: Schools, rows: list[Row]) -> set[str]:
    """Schools that neither list a pupil (or one row 无) nor say that they have none."""
    silent = without_rows(schools, rows, in_scope_of_aid)
    open_schools = {name_of(school) for school in silent if not _says_none(school)}
    return open_schools | absent_from_schools(county, schools)


def _says_none(school: Row) -> bool:
    return school.get("poor_students") in (0, NO)


def absent_staff(county: County, schools: Schools, rows: list[Row], expected: Expect) -> set[str]:
    silent = {name_of(school) for school in without_rows(schools, rows, expected)}
    return silent | absent_from_schools(county, schools)


def rural_unit_or_point(school: Row) -> Truth:
    return both(of_type(school, codes.UNITS | {codes.TEACHING_POINT}), rural(school))


def head_unit(school: Row) -> Truth:
    return rural_unit(school)
