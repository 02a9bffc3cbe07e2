"""Indicators over pupils of concern and over the county's teaching researchers with their visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from . import codes
from .answer import NotComputable, Outcome, from_share
from .county import County, Row, Schools, counted, merged, name_of, of_type, rural, rural_unit
from .cover import absent_pupils
from .logic import NO, Truth, both, some
from .people import aided, persons, poor, researcher_counts, researchers_of, students_of
from .spans import Span, school_year, semester_periods, within
from .tally import Share, item_of


def aid_coverage(county: County, year: int) -> Outcome:
    if not county.has("students"):
        return NotComputable("table_missing")
    schools = Schools(county.tables["schools"])
    rows = students_of(county, schools)

    def scope(row: Row) -> Truth:
        school = schools.find(row.get("school_code"))
        return both(poor(row), counted(school), of_type(school, codes.WITH_PEOPLE), rural(school))

    def having(row: Row) -> Truth:
        term = row.get("aid_term")
        return both(True if term is None else term.year == year, aided(row))

    return from_share(Share(persons(rows, scope, having)), absent_pupils(county, schools, rows))


@dataclass(frozen=True)
class Term:
    """A semester (1 or 2) of the school year that ends in `year`; a half of None is the whole year."""

    year: int
    half: int | None


def dropout_cases(county: County) -> Outcome:
    if not county.has("students"):
        return NotComputable("table_missing")
    schools = Schools(county.tables["schools"])
    rows = students_of(county, schools)

    def scope(row: Row) -> Truth:
        return both(row.get("dropout"), counted(schools.find(row.get("school_code"))))

    return from_share(
        Share(persons(rows, scope, lambda row: row.get("case_file"))), absent_pupils(county, schools, rows)
    )


def researcher_assignment(county: County) -> Outcome:
    if not county.has("researchers"):
        return NotComputable("table_missing")
    schools = Schools(county.tables["schools"])

    def helps(row: Row) -> Truth:
        linked = row.get("linked_schools")
        if linked is None:
            return None
        return linked is not NO and some(rural_unit(schools.find(mention)) for mention in linked)

    return from_share(Share(persons(researchers_of(county), researcher_counts, helps)), None)


def researcher_visits(county: County, year: int) -> Outcome:
    """Cells of researcher, linked rural school and semester; what is not listed did not happen."""
    if not county.has("researchers") or not county.has("researcher_visits"):
        return NotComputable("table_missing")
    schools = Schools(county.tables["schools"])
    visits = Visits(county, schools, year)
    cells: dict[Hashable, list[tuple[Truth, Truth]]] = defaultdict(list)
    for row in researchers_of(county):
        for mention in row.get("linked_schools") or () if row.get("linked_schools") is not NO else ():
            school = schools.find(mention)
            scope = both(researcher_counts(row), rural_unit(school))
            place = mention if school is None else school.get("school_code") or school.get("school_name")
            for half in (1, 2):
                made = visits.to(row, school, mention, half)
                cells[(row["person"], place, half)].append((scope, made))
    return from_share(Share(tuple(item_of(cell, pairs) for cell, pairs in cells.items())), None)


class Visits:
    """The register of visits: who was where in which semester."""

    def __init__(self, county: County, schools: Schools, year: int) -> None:
        self.rows = merged(county.tables["researcher_visits"], _visit_key)
        self.schools, self.year = schools, year

    def to(self, researcher: Row, school: Row | None, mention: str, half: int) -> Truth:
        if school is None:
            return self.written(researcher, mention, half)
        return self.made(researcher, school, half)

    def made(self, researcher: Row, school: Row, half: int) -> Truth:
        return some(
            both(_same(row, researcher), self._at(row, school), self._when(row, half)) for row in self.rows
        )

    def written(self, researcher: Row, mention: str, half: int) -> Truth:
        """A school nobody knows: yes if a visit names it so, else it may bear another name."""
        same = (row for row in self.rows if row.get("school_code") == mention)
        return some(both(_same(row, researcher), self._when(row, half)) for row in same) or None

    def _at(self, row: Row, school: Row) -> Truth:
        found = self.schools.find(row.get("school_code"))
        return None if found is None else name_of(found) == name_of(school)

    def _when(self, row: Row, half: int) -> Truth:
        term, seen = row.get("semester"), row.get("visit_date")
        if term is not None:
            return bool(term == Term(self.year, half))
        if not isinstance(seen, Span):
            return None
        if within(seen, school_year(self.year)) is False:
            return False
        return within(seen, semester_periods(self.year)[half])


def _visit_key(row: Row) -> Hashable | None:
    """Researcher, school, date and activity; a visit without a date is nobody's twin."""
    who = row.get("researcher_id") or row.get("researcher_name")
    key = (who, row.get("school_code"), row.get("visit_date"), row.get("activity_type"))
    return None if None in key[:3] else key


def _same(visit: Row, researcher: Row) -> Truth:
    """By 教研员编号 where both have it, else by name."""
    for column in ("researcher_id", "researcher_name"):
        if visit.get(column) is not None and researcher.get(column) is not None:
            return bool(visit[column] == researcher[column])
    return None
