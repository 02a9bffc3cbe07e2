"""Days known to the day or only to the month, and questions about them that may stay open."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from .logic import Truth


@dataclass(frozen=True, order=True)
class Span:
    """The earliest and the latest day a cell can mean."""

    first: date
    last: date


def day(year: int, month: int, dom: int) -> Span:
    return Span(date(year, month, dom), date(year, month, dom))


def month(year: int, number: int) -> Span:
    return Span(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def full_years(born: date, at: date) -> int:
    return at.year - born.year - ((born.month, born.day) > (at.month, at.day))


def aged_at_most(born: Span, years: int, at: date) -> Truth:
    oldest, youngest = full_years(born.first, at), full_years(born.last, at)
    if oldest <= years:
        return True
    return False if youngest > years else None


def within(span: Span, period: Span) -> Truth:
    if period.first <= span.first and span.last <= period.last:
        return True
    if span.last < period.first or span.first > period.last:
        return False
    return None


def not_after(span: Span, other: Span) -> Truth:
    if span.last <= other.first:
        return True
    return False if span.first > other.last else None


def add_months(when: date, months: int) -> date:
    total = when.year * 12 + when.month - 1 + months
    year, index = divmod(total, 12)
    return date(year, index + 1, min(when.day, calendar.monthrange(year, index + 1)[1]))


def later(span: Span, months: int) -> Span:
    return Span(add_months(span.first, months), add_months(span.last, months))


def school_year(year: int) -> Span:
    return Span(date(year - 1, 9, 1), date(year, 8, 31))


def calendar_year(as_of: date) -> Span:
    year = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    return Span(date(year, 1, 1), date(year, 12, 31))


def semester_periods(year: int) -> dict[int, Span]:
    """The two semesters of the school year that ends in `year`; August belongs to none."""
    return {
        1: Span(date(year - 1, 9, 1), date(year, 1, 31)),
        2: Span(date(year, 2, 1), date(year, 7, 31)),
    }
