"""Weeks of a semester (第5周): days, where the semester's first day is stated, else a fault."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from ruraledu_cli.census import Cell
from ruraledu_cli.validate.undated import Span, dated, half_of

_NUMERALS = {digit: value for value, digit in enumerate("〇一二三四五六七八九十")}
_WEEK = re.compile(
    r"第?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:周?[-~至、和]第?(\d{1,2}|[一二三四五六七八九十]{1,3}))?(?:教学)?周"
    r"(?:的?(?:周|星期)([一二三四五六日天]))?"
)
_DAYS = "一二三四五六日"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―－～", "-"))
_LAST = 30
_DAY = r"(?:20\d\d\s*[年./-]\s*)?\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?"
_OPENS = re.compile(rf"({_DAY})\s*(?:正式)?开学|开学[日时]?[期间]?(?:为|是|[:：])?\s*({_DAY})")
_WHOLE = re.compile(r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")


def is_week(cell: Cell) -> bool:
    """Whether a cell is a week of a semester, perhaps with a day of it."""
    return isinstance(cell, str) and _week(cell) is not None


def days_of(cell: Cell, opening: int) -> Cell:
    """The week as its days (2025-03-17/2025-03-23), or the one day of it. Week 1 is that of the semester's
    first day; of a Saturday or Sunday it is the one that follows."""
    found = _week(cell) if isinstance(cell, str) else None
    if found is None:
        return cell
    week, last_week, day = found
    weekday = date.fromordinal(opening).weekday()
    monday = opening + (7 - weekday if weekday > 4 else -weekday) + 7 * (week - 1)
    first, last = monday, monday + 7 * (last_week - week) + 6
    if day is not None:
        first = last = monday + day
    return "/".join(dict.fromkeys(date.fromordinal(one).isoformat() for one in (first, last)))


def _week(cell: str) -> tuple[int, int, int | None] | None:
    """The first and the last week, and the day of it where it is one."""
    text = "".join(unicodedata.normalize("NFKC", cell).split()).translate(_DASHES)
    found = _WEEK.fullmatch(text)
    if found is None:
        return None
    first, last = _number(found[1]), _number(found[2] or found[1])
    if not 0 < first <= last <= _LAST or (found[2] and found[3]):
        return None
    return first, last, None if found[3] is None else _DAYS.index(found[3].replace("天", "日"))


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return 10 * (_NUMERALS.get(tens, 1) if ten else 0) + _NUMERALS.get(ones, 0)


def opening_of(texts: Iterable[str], span: Span | None, plan: tuple[str, str] | None) -> int | None:
    """The first day of the semester that a sheet is about: stated around it, else the plan's (MM-DD of both
    semesters) where the texts say which semester of which year."""
    held = list(texts)
    for text in held:
        for found in _OPENS.finditer(unicodedata.normalize("NFKC", text)):
            day = _ordinal(found[1] or found[2], span)
            if day is not None:
                return day
    half = half_of(held)
    if plan is None or span is None or half is None:
        return None
    return _ordinal(f"{span[0] if half == 1 else span[1]}-{plan[half - 1]}", None)


def _ordinal(text: str, span: Span | None) -> int | None:
    if span is not None and _WHOLE.match(text) is None:
        text = str(dated(text.replace("/", ".").replace("-", "."), span))
    found = _WHOLE.match(text)
    try:
        return None if found is None else date(*map(int, found.groups())).toordinal()
    except ValueError:
        return None
