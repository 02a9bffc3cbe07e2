"""Dates as intervals of days, and years: real dates, Excel's day numbers, 1980.9, 198009, 1980年9月15日."""

from __future__ import annotations

import math
import re
import unicodedata
from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime

from ruraledu_cli.census import Cell, Interval, Value
from ruraledu_cli.validate.parsed import Parsed, asked, failed, told, wrong_type
from ruraledu_cli.validate.undated import is_undated
from ruraledu_cli.validate.weeks import is_week
from ruraledu_cli.validate.written_years import in_figures

FIRST_YEAR, LAST_YEAR = 1900, 2100
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_415  # 1927-05-18 to 2100-12-31: below lie years, above them 198009
_SERIAL_ZERO = date(
    1899, 12, 30
).toordinal()  # right from 1 March 1900 on, for Excel's leap year that was none
_CLOCK = r"(?:[T\s]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[AP]M)?)?"
_WHEN = r"\s*(?:[上下]午|全天)?\s*(?:\(?(?:周|星期)[一二三四五六日天]\)?)?"
_DAY = re.compile(
    r"(\d{4})\s*[-/.\\年]\s*(\d{1,2})\s*[-/.\\月]\s*(\d{1,2})\s*[日号]?" + _CLOCK + _WHEN, re.IGNORECASE
)
_MONTH = re.compile(r"(\d{4})\s*[-/.\\年]\s*(\d{1,2})\s*(?:月份?)?")
_YEAR = re.compile(r"(\d{4})\s*(?:年度?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _CLOCK, re.IGNORECASE)
_POINT = re.compile(r"(\d{4})\.(\d{1,2})")
_AGE = re.compile(r"\s*(?:出?生|\(\s*\d{1,3}\s*(?:周?岁)?\s*\))\s*$")
# Several days of one thing, of which the first counts: 2025年3月12—13日.
_DAYS = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?\s*[-~至]+\s*(?:\d{1,2}\s*月)?\s*\d{1,2}\s*[日号]"
)
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―─－", "-"))
_DOCUMENT = re.compile(r"[\[(〔【](\d{4})[\])〕】]\s*(?:第\s*)?\d+\s*号")
_SCHOOL_YEAR = re.compile(r"(\d{4})\s*学?年度?")


def parse_date(cell: Cell) -> Parsed:
    """A cell as an interval of days. Impossible days are V002; years before 1900 or far ahead V003."""
    match cell:
        case bool():
            return wrong_type(expected="date")
        case datetime() | date():
            day = cell.toordinal()
            return Parsed(Interval(day, day)) if _in_range(cell.year) else _beyond()
        case int():
            return _whole(cell)
        case float():
            return _decimal(cell)
        case str():
            text = in_figures(unicodedata.normalize("NFKC", cell).translate(_DASHES))
            bare = _AGE.sub("", text)
            return _text(text.strip()) if bare == text else _with_age(bare.strip())
        case _:
            return wrong_type(expected="date")


def _with_age(text: str) -> Parsed:
    """A date of birth with the age beside it, as registers of cadres have it: 1980.03（45岁）. It is told."""
    found = _text(text)
    plain = found.fault is None and isinstance(found.value, Interval)
    return replace(found, fault="V010", params=(("read", text),)) if plain else found


def parse_year(cell: Cell) -> Parsed:
    """A cell as a calendar year: 2023, 2023年, a date, or the year in a document's number (told)."""
    if isinstance(cell, str):
        number = _DOCUMENT.search(unicodedata.normalize("NFKC", cell))
        if number:
            year = _in_range(int(number[1]))
            return told(int(number[1]), number[1]) if year else _beyond()
        school_year = _SCHOOL_YEAR.fullmatch(in_figures(unicodedata.normalize("NFKC", cell)).strip())
        if school_year:
            cell = int(school_year[1])
    found = parse_date(cell)
    if not isinstance(found.value, Interval):
        return failed("V002", expected="year") if found.fault == "V002" else found
    first, last = (date.fromordinal(day).year for day in (found.value.first, found.value.last))
    return Parsed(first) if first == last else wrong_type(expected="year")


def _in_range(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _beyond() -> Parsed:
    return failed("V003", min=f"{FIRST_YEAR}-01-01", max=f"{LAST_YEAR}-12-31")


def _day(year: int, month: int, day: int) -> Parsed:
    if not _in_range(year):
        return _beyond()
    try:
        ordinal = date(year, month, day).toordinal()
    except ValueError:
        return wrong_type(expected="date")
    return Parsed(Interval(ordinal, ordinal))


def _months(year: int, first: int, last: int) -> Interval:
    """All days from the first of one month to the end of another."""
    return Interval(date(year, first, 1).toordinal(), date(year, last, monthrange(year, last)[1]).toordinal())


def _month(year: int, month: int) -> Parsed:
    if not _in_range(year):
        return _beyond()
    return Parsed(_months(year, month, month)) if 1 <= month <= 12 else wrong_type(expected="date")


def _year(year: int) -> Parsed:
    return Parsed(_months(year, 1, 12)) if _in_range(year) else _beyond()


def _whole(number: int) -> Parsed:
    """A number cell: a year, a day number, 198009 or 19800915, by its size."""
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return Parsed(Interval(_SERIAL_ZERO + number, _SERIAL_ZERO + number))
    if 0 <= number < _FIRST_SERIAL:
        return _year(number)
    return _digits(str(number)) if 0 < number < 10**8 else _beyond()


def _digits(text: str) -> Parsed:
    if len(text) == 8:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6:
        return _month(int(text[:4]), int(text[4:]))
    return _year(int(text)) if len(text) == 4 else wrong_type(expected="date")


def _decimal(number: float) -> Parsed:
    """A number with a point: 1980.9 typed for a month, or a day number with the time of day.

    1980.1 was typed for January, or for October and has lost its zero.
    """
    if not math.isfinite(number):
        return wrong_type(expected="date")
    if number.is_integer():
        return _whole(int(number))
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _whole(math.floor(number))
    point = _POINT.fullmatch(repr(number))
    if point is None:
        return wrong_type(expected="date")
    year, month = int(point[1]), point[2]
    if month == "1" and _in_range(year):
        return asked(_months(year, 1, 10), f"{year}-01 / {year}-10")
    return _month(year, int(month))


def _text(text: str) -> Parsed:
    if text.isdecimal():
        return _digits(text)
    for pattern, read in ((_DAY, _day), (_MONTH, _month), (_YEAR, _year)):
        found = pattern.fullmatch(text)
        if found:
            return read(*map(int, found.groups()))
    if found := _DAY_FIRST.fullmatch(text):
        return _day_first(*map(int, found.groups()))
    if found := _DAYS.fullmatch(text):
        first = _day(*map(int, found.groups()))
        day = first.value
        return told(day, date.fromordinal(day.first).isoformat()) if isinstance(day, Interval) else first
    if found := _SPAN.fullmatch(text):
        return _span(*(_day(*map(int, day.split("-"))).value for day in found.groups()))
    if len(several := re.split("[、,;]", text)) > 1 and all(map(_is_some_day, several)):
        return wrong_type(expected="date", reason="several_days")
    reason = "no_year" if is_undated(text) else "school_week" if is_week(text) else ""
    return wrong_type(expected="date", **({"reason": reason} if reason else {}))


def _is_some_day(text: str) -> bool:
    return is_undated(text) or is_week(text) or _DAY.fullmatch(text.strip()) is not None


def _span(first: Value | None, last: Value | None) -> Parsed:
    """Some day of several, as ISO 8601 writes them: 2025-03-17/2025-03-23."""
    if isinstance(first, Interval) and isinstance(last, Interval) and first.first <= last.last:
        return Parsed(Interval(first.first, last.last))
    return wrong_type(expected="date")


def _day_first(one: int, two: int, year: int) -> Parsed:
    """15/9/1980 and 9/15/1980 are one day; 5/9/1980 may be two."""
    if one > 12:
        return _day(year, two, one)
    if two > 12 or one == two:
        return _day(year, one, two)
    return asked(None, f"{year}-{one:02}-{two:02} / {year}-{two:02}-{one:02}")
