"""What one test says of one value: the meaning of each comparison, for one distinct value at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import ceil, floor

from ruraledu_cli.census import NONE, Interval, Value
from ruraledu_cli.definitions.condition import Test
from ruraledu_cli.language import days
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES, known
from ruraledu_cli.language.periods import Calendar

Number = Fraction | int
Predicate = Callable[[Value], int]


def predicate(test: Test, calendar: Calendar, limit: Number | None, by_month: bool = False) -> Predicate:
    """The test as a function of a value that is known. `limit` is the operand's number, where there is one.

    A value known to be none satisfies `known` and `none` and no comparison.
    """
    match test.op:
        case "in":
            allowed = frozenset(test.values)
            return lambda value: known(value in allowed)
        case "known":
            return lambda _: YES
        case "filled":
            return lambda value: known(value is not NONE)
        case "none":
            return lambda value: known(value is NONE)
        case "within" | "after_period":
            return _period(test, calendar)
        case "age_at_most":
            return _years_at_most(limit, calendar.as_of, by_month)
        case "age_at_least":
            return _years_at_least(limit, calendar.as_of, by_month)
        case "years_at_least":
            return _years_at_least(limit, calendar.as_of)
        case "before" | "after":
            return _dated(test.op, limit)
        case _:
            return lambda value: compare(test.op, value, limit)


def compare(op: str, value: Value, limit: Number | None) -> int:
    """A number (or a date, as its ordinals) against a limit."""
    if limit is None:
        return UNKNOWN
    if isinstance(value, Interval):
        return _date_limit(op, value, int(limit))
    if not isinstance(value, int | Fraction):
        return NO
    match op:
        case "at_least":
            return known(value >= limit)
        case "at_most":
            return known(value <= limit)
        case "more_than":
            return known(value > limit)
        case _:
            return known(value < limit)


def _date_limit(op: str, value: Interval, day: int) -> int:
    match op:
        case "at_least":
            return days.between(value.first >= day, value.last < day)
        case "at_most":
            return days.until(value, day)
        case "more_than":
            return days.after(value, day)
        case _:
            return days.before(value, day)


def _dated(op: str, limit: Number | None) -> Predicate:
    name = "less_than" if op == "before" else "more_than"
    return lambda value: compare(name, value, limit)


def _years_at_most(limit: Number | None, on: date, by_month: bool = False) -> Predicate:
    """At most so many full years have passed since the date: it lies behind the last day with one more."""
    if limit is None:
        return lambda _: UNKNOWN
    day = days.last_with(floor(limit) + 1, on, by_month)
    return lambda value: days.after(value, day) if isinstance(value, Interval) else NO


def _years_at_least(limit: Number | None, on: date, by_month: bool = False) -> Predicate:
    if limit is None:
        return lambda _: UNKNOWN
    day = days.last_with(ceil(limit), on, by_month)
    return lambda value: days.until(value, day) if isinstance(value, Interval) else NO


def _period(test: Test, calendar: Calendar) -> Predicate:
    first, last = calendar.period(test.period or "school_year")

    def ask(value: Value) -> int:
        if isinstance(value, Interval):
            return days.after(value, last) if test.op == "after_period" else days.within(value, first, last)
        if isinstance(value, tuple) and test.period == "school_year" and test.op == "within":
            return calendar.in_school_year(value)
        return NO

    return ask


def reference(as_of: date) -> int:
    """The reference date as a number to compare with."""
    return as_of.toordinal()
