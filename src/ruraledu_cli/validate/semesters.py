"""Semesters as (first year of the school year, 1 or 2): 2024-2025-2, 2024—2025学年第二学期, 2025年春季."""

from __future__ import annotations

import re

from ruraledu_cli.census import Cell
from ruraledu_cli.validate.parsed import ASKED, Parsed, failed, wrong_type
from ruraledu_cli.validate.spelling import fold

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―─~至到/", "-"))
_HALVES = {
    1: "1 第1 第1学期 1学期 一 第一 第一学期 一学期 上 上学期 上期 秋 秋季 秋季学期 秋学期 首学期",
    2: "2 第2 第2学期 2学期 二 第二 第二学期 二学期 下 下学期 下期 春 春季 春季学期 春学期",
}
_HALF = {word: half for half, words in _HALVES.items() for word in words.split()}
_SCHOOL_YEAR = re.compile(r"(\d{4}|\d{2})-+(\d{4}|\d{2})(?:学年度?|年度?)?[-,.、(_]*(.*?)\)?")
_ONE_YEAR = re.compile(r"(\d{4})(?:学年度?)[-,.、(]*(.*?)\)?")
_CALENDAR = re.compile(r"(\d{4})年?度?([春秋])季?(?:学期|学段)?")
_COMPACT = re.compile(r"(\d{4})([12])")
_WHOLE_YEAR = frozenset(("", "全年", "全学年", "上下学期", "两学期"))


def parse_semester(cell: Cell) -> Parsed:
    """A cell as a semester. A half alone has year 0; a school year alone is asked (V009)."""
    if isinstance(cell, bool) or not isinstance(cell, str | int):
        return wrong_type(expected="semester")
    word = fold(str(cell)).translate(_DASHES)
    if word in _HALF:
        return Parsed((0, _HALF[word]))
    season = _CALENDAR.fullmatch(word)
    if season:
        year, spring = int(season[1]), season[2] == "春"
        return _checked(year - spring, 2 if spring else 1)
    return _of_school_year(word)


def _of_school_year(word: str) -> Parsed:
    both = _SCHOOL_YEAR.fullmatch(word)
    if both:
        year, following = (int(text) % 100 for text in both.groups()[:2])
        if (year + 1) % 100 != following:
            return wrong_type(expected="semester")
        return _half(int(both[1]) if len(both[1]) == 4 else 2000 + year, both[3])
    one = _ONE_YEAR.fullmatch(word) or _COMPACT.fullmatch(word)
    return _half(int(one[1]), one[2]) if one else wrong_type(expected="semester")


def _half(year: int, word: str) -> Parsed:
    if word in _WHOLE_YEAR:
        return ASKED
    half = _HALF.get(word.removeprefix("(").removeprefix("-"))
    return wrong_type(expected="semester") if half is None else _checked(year, half)


def _checked(year: int, half: int) -> Parsed:
    return Parsed((year, half)) if 1950 <= year <= 2100 else failed("V003", min=1950, max=2100)
