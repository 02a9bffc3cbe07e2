"""What a check of one record is: the cells it reads, what it says of them, and the rule it speaks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from ruraledu_cli.census import NONE, Column, Interval, Value, combinations
from ruraledu_cli.model.finding import Param, Severity

Broken = Mapping[str, Param] | None
Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class When:
    """The year of a census and the day its facts are of."""

    year: int
    day: date


@dataclass(frozen=True, slots=True)
class Break:
    """A record that breaks a check: what the message needs, and the cells where they are not the check's."""

    record: int
    params: Mapping[str, Param]
    columns: tuple[str, ...] | None = None


class RecordCheck(Protocol):
    """A line of the checks. `together`: records that want the same words are one cause, told once. `either`:
    of the columns each sheet's first is marked, not all. `blank` are columns whose cells must be blank
    indeed, not taken out for a fault of their own."""

    @property
    def code(self) -> str: ...
    @property
    def table(self) -> str: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def clears(self) -> tuple[str, ...]: ...
    @property
    def severity(self) -> Severity | None: ...
    @property
    def together(self) -> bool: ...
    @property
    def dated(self) -> bool: ...
    @property
    def either(self) -> bool: ...
    @property
    def blank(self) -> tuple[str, ...]: ...

    def can_run(self, columns: Columns) -> bool:
        """Whether some sheet has what the check reads."""

    def broken(self, columns: Columns, when: When | None) -> list[Break]: ...


@dataclass(frozen=True, slots=True)
class Check:
    """`columns` are the cells that are marked; `reads` what is tested, where that is something else; `needs`
    what must be there at all, where that is less (of the rest one is then enough, and none with `lone`);
    `clears` the columns whose cells a broken check makes missing (most take nothing away). A `dated` test is
    given the time first.
    """

    code: str
    table: str
    columns: tuple[str, ...]
    test: Callable[..., Broken]
    clears: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    severity: Severity | None = None
    together: bool = False
    dated: bool = False
    either: bool = False
    lone: bool = False
    blank: tuple[str, ...] = ()

    def can_run(self, columns: Columns) -> bool:
        reads = self.reads or self.columns
        there = {name for name in reads if name in columns and columns[name].present}
        needs = set(self.needs or reads)
        return needs <= there and (self.lone or there > needs or needs == set(reads))

    def broken(self, columns: Columns, when: When | None) -> list[Break]:
        """Each combination of cells is tested once."""
        held = [columns[name] for name in self.reads or self.columns]
        first, inverse = combinations(held)
        before = (when,) if self.dated else ()
        cells = zip(*(column.at(first) for column in held), strict=True)
        said = [self.test(*before, *combination) for combination in cells]
        if not any(answer is not None for answer in said):
            return []
        return [
            Break(record, params)
            for record, n in enumerate(inverse.tolist())
            if (params := said[n]) is not None
        ]


def number(value: Value | None) -> Fraction | None:
    """A figure, where there is one; a known none is 0."""
    if value is NONE:
        return Fraction(0)
    return Fraction(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def refused(value: Value | None) -> bool:
    """A known no."""
    return value is False or value is NONE


def filled(value: Value | None) -> bool:
    """Something is there, and it is not none."""
    return value is not None and value is not NONE


def day_text(value: Interval) -> str:
    """A date as a person reads it: 2013-09 where only the month is known, 2013 where only the year."""
    first, last = date.fromordinal(value.first), date.fromordinal(value.last)
    if first == last:
        return first.isoformat()
    after = date.fromordinal(value.last + 1)
    if first.day == 1 and after.day == 1 and first.year == last.year:
        if first.month == last.month:
            return f"{first:%Y-%m}"
        if (first.month, last.month) == (1, 12):
            return f"{first:%Y}"
    return f"{first.isoformat()}/{last.isoformat()}"
