"""Comparisons of dates that may be known to the month or the year only: intervals, three-valued."""

from __future__ import annotations

import calendar
from datetime import date

from ruraledu_cli.census import Interval
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES


def full_years(first: date, last: date) -> int:
    """Full years from one day to another; a year is full on its anniversary.

    Age in education statistics is counted so (周岁), at 1 September by default.
    """
    return last.year - first.year - ((first.month, first.day) > (last.month, last.day))


def full_years_by_month(first: date, last: date) -> int:
    """Full years counted by calendar months, as personnel offices do."""
    return last.year - first.year - (first.month > last.month)


def last_with(years: int, on: date, by_month: bool = False) -> int:
    """The last day since which so many full years have passed at `on`, as an ordinal.

    `full_years(first, on) >= years` for this day and all before it, and for none behind it.
    """
    year = on.year - years
    if not date.min.year <= year <= date.max.year:
        return date.min.toordinal() - 1 if year < date.min.year else date.max.toordinal()
    end = calendar.monthrange(year, on.month)[1]
    return date(year, on.month, end if by_month else min(on.day, end)).toordinal()


def within(value: Interval, first: int, last: int) -> int:
    """Whether the date lies in [first, last] (ordinals)."""
    return between(first <= value.first and value.last <= last, value.last < first or value.first > last)


def before(value: Interval, day: int) -> int:
    return between(value.last < day, value.first >= day)


def after(value: Interval, day: int) -> int:
    return between(value.first > day, value.last <= day)


def until(value: Interval, day: int) -> int:
    return between(value.last <= day, value.first > day)


def months_after_at_most(value: Interval, start: Interval, months: int) -> int:
    """Whether the date is at most so many months after the start (any day before it is)."""
    earliest = add_months(date.fromordinal(start.first), months).toordinal()
    latest = add_months(date.fromordinal(start.last), months).toordinal()
    return between(value.last <= earliest, value.first > latest)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def between(surely: bool, surely_not: bool) -> int:
    """Yes, no, or unknown, from what is sure."""
    return YES if surely else NO if surely_not else UNKNOWN
