"""Totals rows and stated numbers as checks of the rows they cover; exact, and never data.

A cell's number is the decimal of its shortest text. Only where binary arithmetic shows in a cell (15 digits
and more) are two numbers taken for equal that agree to nine.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.recognise import words
from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.rows import Mark, Rows

_EXACT = Context(prec=700)
_SHOWN = Context(prec=15)
_FIGURE = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_NOTHING = frozenset({"", "-", "--", "—", "——", "－", "/", "无", "\\"})
# Columns whose total is no sum.
_NO_SUM = re.compile(
    r"率|比例|占比|比重|%|平均|人均|生均|均值|最大|最小|最高|最低|年龄|年度|年份|年月|日期|代码|编码|标识码|编号|序号|号码|"
    r"电话|邮编|带宽|\brate|ratio|average|mean|\bmax|\bmin|percent|per |ppr|\bage\b|year|\bid\b"
)
_OF_SCHOOLS, _OF_PERSONS = frozenset("所个园校间家"), frozenset("个人名位")


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that states another number than the rows it covers give. `kind` is totals or group."""

    kind: str
    row: int
    position: int
    label: str
    stated: str
    computed: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; `why` says per row what was compared."""

    differences: tuple[Difference, ...] = ()
    why: tuple[str, ...] = ()


def check_totals(sheet: Sheet, rows: Rows, headers: Mapping[int, str]) -> Checked:
    """Every totals row against the sums of the columns (position: header) that can be summed."""
    columns = _Columns(sheet, rows.records)
    positions = [p for p, header in headers.items() if not _NO_SUM.search(header.lower())]
    found: list[Difference] = []
    why: list[str] = []
    for mark in rows.marks:
        if mark.kind not in ("grand", "sub"):
            continue
        stated = {
            p: n
            for p in positions
            if p != mark.position and (n := number(_cell(sheet, mark.row, p))) is not None
        }
        label = str(_cell(sheet, mark.row, mark.position)).strip()
        compared, differing = _best(mark, rows, columns, stated)
        found += (Difference("totals", mark.row, p, label, shown(stated[p]), shown(n)) for p, n in differing)
        why.append(f"totals:{mark.row + 1}:{compared}:{len(differing)}")
    return Checked(tuple(found), tuple(why))


Differing = list[tuple[int, Decimal]]


def _best(mark: Mark, rows: Rows, columns: _Columns, stated: Mapping[int, Decimal]) -> tuple[int, Differing]:
    """The rows a totals row covers: of the readings its word and place allow, the first that agrees, else
    the one that differs least. Returns how many columns were compared, and those that differ with the sum."""
    results: list[tuple[int, Differing]] = []
    for start, stop in _covers(mark, rows):
        sums = {p: total for p in stated if (total := columns.total(p, start, stop)) is not None}
        differing = [(p, s) for p, s in sums.items() if not _agree(stated[p], s, columns.binary(p))]
        if not differing:
            return len(sums), differing
        results.append((len(sums), differing))
    return min(results, key=lambda result: len(result[1]), default=(0, []))


def _covers(mark: Mark, rows: Rows) -> Iterable[tuple[int, int]]:
    """Slices of the records that a totals row may cover, the likeliest first. A grand total at the top or the
    end covers all, unless each group has one of its own."""
    count = len(rows.records)
    here = bisect_left(rows.records, mark.row)
    before = max((m.row for m in rows.marks if m.row < mark.row), default=-1)
    after = min((m.row for m in rows.marks if m.row > mark.row), default=1 << 60)
    group = max((m.row for m in rows.marks if m.kind == "group" and m.row < mark.row), default=-1)
    above = (bisect_left(rows.records, before), here)
    below = (here, bisect_left(rows.records, after))
    grouped = (bisect_left(rows.records, group), here)
    subs = (m.row for m in rows.marks if m.kind == "sub")
    leading = bisect_left(rows.records, next(subs, 1 << 60)) == 0
    near = (below, above, grouped) if leading else (above, grouped, below)
    wanted: tuple[tuple[int, int], ...] = (*near, (0, here))
    if mark.kind == "grand" and here in (0, count):
        others = {bisect_left(rows.records, m.row) for m in rows.marks if m.kind == "grand"} - {0, count}
        wanted = ((0, count), *near) if others else ((0, count),)
    return dict.fromkeys(slice_ for slice_ in wanted if slice_[1] > slice_[0])


class _Columns:
    """The numbers of the records, column by column, each read once."""

    def __init__(self, sheet: Sheet, records: Sequence[int]) -> None:
        self._rows = [sheet.rows[row] for row in records]
        self._read: dict[int, list[Decimal | None]] = {}
        self._binary: dict[int, bool] = {}

    def total(self, position: int, start: int, stop: int) -> Decimal | None:
        """The sum over a slice of the records; None where a cell is no number."""
        values = self._column(position)[start:stop]
        total = Decimal(0)
        for value in values:
            if value is None:
                return None
            total = _EXACT.add(total, value)
        return total

    def binary(self, position: int) -> bool:
        """Whether a cell of the column shows the digits of binary arithmetic."""
        return self._binary[position]

    def _column(self, position: int) -> list[Decimal | None]:
        if position not in self._read:
            values = [_value(row[position] if position < len(row) else None) for row in self._rows]
            self._read[position] = values
            self._binary[position] = any(v is not None and _is_binary(v) for v in values)
        return self._read[position]


def _value(cell: Cell) -> Decimal | None:
    """A record's number: 0 where it is blank, None where it is something else than a number."""
    if cell is None or (isinstance(cell, str) and cell.strip() in _NOTHING):
        return Decimal(0)
    return number(cell)


def number(cell: Cell) -> Decimal | None:
    """The decimal of a cell's shortest text, None for what is no number."""
    if type(cell) is int or type(cell) is float:
        value = Decimal(repr(cell))
        return value if value.is_finite() else None
    if isinstance(cell, str) and _FIGURE.fullmatch(cell.strip()):
        return Decimal(cell.strip().replace(",", ""))
    return None


def _cell(sheet: Sheet, row: int, position: int) -> Cell:
    cells = sheet.rows[row]
    return cells[position] if position < len(cells) else None


def _is_binary(value: Decimal) -> bool:
    return len(value.as_tuple().digits) >= 15


def _agree(stated: Decimal, computed: Decimal, binary: bool) -> bool:
    if stated == computed:
        return True
    if not (binary or _is_binary(stated)):
        return False
    return abs(Fraction(stated) - Fraction(computed)) * 10**9 <= max(
        abs(Fraction(stated)), abs(Fraction(computed))
    )


def shown(value: Decimal) -> str:
    """A number as a person writes it: no exponent, no trailing zeros, and no more digits than Excel shows."""
    text = format(_SHOWN.plus(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def check_groups(rows: Rows, persons: bool | None) -> Checked:
    """The number a group's name states (15所) against its rows; `persons`: whether a row is a person, None
    where that is not known. A number of schools says nothing about rows that are persons."""
    found: list[Difference] = []
    why: list[str] = []
    groups = [mark for mark in rows.marks if mark.kind == "group"]
    for index, mark in enumerate(groups):
        stated = words.stated_number(normalise(mark.text))
        if stated is None or not _counts_rows(stated[1], persons):
            continue
        counted = bisect_left(rows.records, _end(groups, index)) - bisect_left(rows.records, mark.row)
        why.append(f"group:{mark.row + 1}:{stated[0]}:{counted}")
        if counted != stated[0]:
            found.append(
                Difference("group", mark.row, mark.position, mark.text, str(stated[0]), str(counted))
            )
    return Checked(tuple(found), tuple(why))


def _end(groups: Sequence[Mark], index: int) -> int:
    """The row where a group ends: the next group of its own level or a higher one. Levels are ranked by which
    of them came first: 一、 before (一)."""
    levels = [words.level_of(normalise(mark.text)) for mark in groups]
    rank = list(dict.fromkeys(levels)).index
    own = rank(levels[index])
    later = zip(groups[index + 1 :], levels[index + 1 :], strict=True)
    return next((mark.row for mark, level in later if rank(level) <= own), 1 << 60)


def _counts_rows(unit: str, persons: bool | None) -> bool:
    return persons is None or unit in (_OF_PERSONS if persons else _OF_SCHOOLS)
