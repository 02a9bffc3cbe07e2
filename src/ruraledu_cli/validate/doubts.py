"""Cells that are well formed and still cannot be, or hardly: dates to come, figures out of all proportion,
test data in place of a name, telephone numbers that are none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from ruraledu_cli.census import Cell, Interval, Value
from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.validate.check import When
from ruraledu_cli.validate.parsed import Parsed, failed

Parse = Callable[[Cell], Parsed]
_MAY_LIE_AHEAD = frozenset({"pairing_end", "end_date", "grassroots_end"})
_REGISTERS = frozenset({"projects", "researcher_visits", "facts"})  # kept on from year to year
_BIRTHS = frozenset({"birth_date", "guard_birth_date"})
# Figures that hardly any school of a county has; what lies outside is asked about, never refused.
_USUAL: Mapping[tuple[str, str], tuple[int, int]] = {
    ("schools", "students"): (0, 10_000),
    ("schools", "classes"): (0, 200),
    ("schools", "max_class_size"): (0, 80),
    ("schools", "staff"): (0, 1_000),
    ("schools", "recording_rooms"): (0, 30),
    ("schools", "beds"): (0, 10_000),
    ("schools", "bandwidth_mbps"): (10, 100_000),
    ("schools", "class_bandwidth_mbps"): (10, 10_000),
    ("schools", "teaching_area_m2"): (20, 200_000),
    ("schools", "dormitory_area_m2"): (20, 100_000),
    ("schools", "equipment_value_yuan"): (1_000, 200_000_000),
    ("staff", "township_allowance"): (10, 5_000),
    ("students", "aid_amount"): (10, 20_000),
}
_PLACEHOLDER = re.compile(
    r"测试.{0,3}|某某|[xX×＊*]{2,}|test\d*|aaa+|abc|姓名|学校名称|待定|待填|未知|空缺|暂缺|空岗|待任命",
    re.IGNORECASE,
)
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d{1,5})?|[2-9]\d{6,7}|400\d{7}")
_BETWEEN = re.compile(r"[、,，/;；]")


def doubting(parse: Parse, table: str, column: ColumnDef, when: When | None) -> Parse:
    """The reader of a column, with what is asked of its values beside their form."""
    match column.type:
        case "date" | "year" if when is not None and column.name not in _MAY_LIE_AHEAD:
            kept = table in _REGISTERS
            return lambda cell: _ahead(parse(cell), column.name, when, kept)
        case "count" | "number" if (table, column.name) in _USUAL:
            low, high = _USUAL[table, column.name]
            return lambda cell: _unusual(parse(cell), low, high)
        case "name" if column.required:
            return lambda cell: _placeholder(parse(cell))
        case "identifier" if column.name == "phone":
            return lambda cell: _phone(parse(cell))
        case _:
            return parse


def _ahead(found: Parsed, column: str, when: When, kept: bool) -> Parsed:
    """V011: after the year of the census it cannot be; between its day and the year's end it is asked, but
    nobody is born after the day. In a register `kept` over the years what is later is asked, and not counted
    yet: it must not be taken for something whose year is not known."""
    first = _first(found.value)
    if first is None or first <= when.day.toordinal():
        return found
    end = when.day if column in _BIRTHS else max(when.day, date(when.year, 12, 31))
    if first > end.toordinal() and not kept:
        return failed("V011", limit=end.isoformat())
    asked = column not in _EVENTS or first > end.toordinal()
    return replace(found, fault="V011", params=(("limit", when.day.isoformat()),)) if asked else found


# What happens through the year; everything else is a state at the day of the census.
_EVENTS = frozenset({"visit_date", "health_check_date", "induction_date", "exchange_date", "site_date"})


def _first(value: Value | None) -> int | None:
    if isinstance(value, Interval):
        return value.first
    return date(value, 1, 1).toordinal() if isinstance(value, int) and 1 <= value <= 9999 else None


def _unusual(found: Parsed, low: int, high: int) -> Parsed:
    """V012: a figure that is not 0 and not of the usual size."""
    value = found.value
    if not isinstance(value, int | Fraction) or value == 0 or low <= value <= high:
        return found
    return replace(found, fault="V012", params=(("min", low), ("max", high)))


def _placeholder(found: Parsed) -> Parsed:
    """V013: not a name but what stands for one."""
    text = found.value
    return (
        replace(found, fault="V013", params=())
        if isinstance(text, str) and _PLACEHOLDER.fullmatch(text)
        else found
    )


def _phone(found: Parsed) -> Parsed:
    """V014: digits that are no telephone number."""
    if not isinstance(found.value, str) or found.fault is not None or _PHONE.fullmatch(found.value):
        return found
    numbers = [part for part in _BETWEEN.split(found.value) if part]
    good = all(_PHONE.fullmatch(part.replace(" ", "").removeprefix("+86")) for part in numbers)
    return found if good else replace(found, fault="V014", params=())
