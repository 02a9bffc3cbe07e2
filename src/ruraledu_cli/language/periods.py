"""The periods a date or a semester may lie in: the school year and the calendar year of a census."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ruraledu_cli.census import Interval
from ruraledu_cli.definitions.plan_file import Semesters
from ruraledu_cli.language.days import between, within
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES


@dataclass(frozen=True, slots=True)
class Calendar:
    """The census year, its reference date, and the semesters of its county."""

    year: int
    as_of: date
    semesters: Semesters

    def period(self, name: str) -> tuple[int, int]:
        """First and last day as ordinals. school_year: 1 September Y−1 to 31 August Y; calendar_year: the
        year of the reference date if that is 31 December, else the year before."""
        if name == "school_year":
            return date(self.year - 1, 9, 1).toordinal(), date(self.year, 8, 31).toordinal()
        whole = (self.as_of.month, self.as_of.day) == (12, 31)
        year = self.as_of.year if whole else self.as_of.year - 1
        return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()

    def semester_span(self, number: int) -> tuple[int, int]:
        """First and last day of a semester of the school year."""
        first = self._day(self.semesters.first, self.year - 1)
        second = self._day(self.semesters.second, self.year)
        return (first, second - 1) if number == 1 else (second, self._day(self.semesters.end, self.year))

    def _day(self, text: str, year: int) -> int:
        month, day = text.split("-")
        return date(year, int(month), int(day)).toordinal()

    def in_school_year(self, semester: tuple[int, int]) -> int:
        """Whether a (first year, number) semester is of the school year; year 0 is a semester without one."""
        return UNKNOWN if semester[0] == 0 else YES if semester[0] == self.year - 1 else NO

    def in_semester(self, number: int, semester: tuple[int, int] | None, day: Interval | None) -> int:
        """Whether something was in a semester of the school year. What the sheet states beats the date."""
        if semester is None:
            return UNKNOWN if day is None else within(day, *self.semester_span(number))
        if semester[1] != number:
            return NO
        if semester[0]:
            return self.in_school_year(semester)
        if day is None:
            return UNKNOWN
        first, last = self.period("school_year")
        return between(first <= day.first and day.last <= last, day.last < first or day.first > last)
