"""Days without a year (3月12日): the year is that of the title, or of the sheet's or the file's name."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable

from ruraledu_cli.census import Cell

_DAY = re.compile(
    r"(\d{1,2})\s*[月.]\s*(\d{1,2})\s*[日号]?"
    r"(?:\s*[-‐-―~～至]+\s*(?:\d{1,2}\s*月)?\s*\d{1,2}\s*[日号]?)?"
    r"\s*(?:[上下]午|全天)?\s*(?:\(?(?:周|星期)[一二三四五六日天]\)?)?"
)
_PART = re.compile(r"(\d{1,2})\s*月份?([上中下]旬)?")
_TENS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_MONTH_DAY = re.compile(r"\d{1,2}\s*月")
_SCHOOL_YEAR = re.compile(r"(20\d\d)\s*年?\s*[-‐-―~～至/]+\s*(?:20)?(\d\d)\s*学?年")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?!\s*[-./]\s*\d)(?!\s*年?度?\s*\d{1,2}\s*月)")
_FIRST = re.compile(r"第?[一1]学期|上学期|秋季?")
_SECOND = re.compile(r"第?[二2]学期|下学期|春季?")
_BEGINS = 8  # the school year's first month, for days written without a year

Span = tuple[
    int, int
]  # a year, and the year of the months before August; the same where a calendar year is said


def span_of(texts: Iterable[str]) -> Span | None:
    """The year that days without one are of, from the first text that says it."""
    for text in texts:
        found = _span(text)
        if found is not None:
            return found
    return None


def _span(text: str) -> Span | None:
    both = _SCHOOL_YEAR.search(text)
    if both:
        first = int(both[1])
        return (first, first + 1) if (first + 1) % 100 == int(both[2]) else None
    years = set(map(int, _YEAR.findall(text)))
    if len(years) != 1:
        return None
    year = years.pop()
    if "学年" in text:
        return (year, year + 1)
    return (year, year + 1) if _FIRST.search(text) and not _SECOND.search(text) else (year, year)


def half_of(texts: Iterable[str]) -> int | None:
    """The semester that all these texts say: the first or the second of a school year."""
    found = {half for text in texts for half, says in ((1, _FIRST), (2, _SECOND)) if says.search(text)}
    return found.pop() if len(found) == 1 else None


def is_undated(cell: Cell) -> bool:
    """Whether a cell is a day, or several, or a part of a month, of no year."""
    if not isinstance(cell, str) or _MONTH_DAY.match(cell.strip()) is None:
        return False
    return _day(cell) is not None or _part(cell) is not None


def dated(cell: Cell, span: Span) -> Cell:
    """The cell with its year; of several days the first; 12月上旬 as its days."""
    day = _day(cell) if isinstance(cell, str) else None
    part = _part(cell) if isinstance(cell, str) else None
    month = (day or part or (0,))[0]
    year = span[0] if month >= _BEGINS else span[1]
    if day is not None:
        return f"{year}-{month:02}-{day[1]:02}"
    if part is None or not 1 <= month <= 12:
        return cell
    first, last = _TENS.get(part[1], (1, 31))
    return f"{year}-{month:02}-{first:02}/{year}-{month:02}-{min(last, monthrange(year, month)[1]):02}"


def _part(cell: str) -> tuple[int, str] | None:
    """A month, and which part of it: 上旬, 中旬, 下旬 or the whole."""
    found = _PART.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    return (int(found[1]), found[2] or "") if found else None


def _day(cell: str) -> tuple[int, int] | None:
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    return (int(found[1]), int(found[2])) if found else None
