"""Dates in their order: an end after its start, work and office not in childhood, a school after work began.

Nearly every person has dates of one's own, so these are compared column by column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from ruraledu_cli.census import Column, Interval, Value
from ruraledu_cli.model.finding import Param, Severity
from ruraledu_cli.validate.check import Break, Columns, When, day_text

WORKING_AGE = 16  # 劳动法: nobody younger may be employed
_NEVER = np.iinfo(np.int64).max
_EVENTS = (
    "work_start",
    "joined_school",
    "appointed_date",
    "post_start_date",
    "leader_since",
    "induction_date",
    "exchange_date",
    "party_date",
    "title_date",
    "licence_date",
    "health_check_date",
)


@dataclass(frozen=True, slots=True)
class InOrder:
    """The second date lies at least so many years after the first; each of `later` is held against it."""

    code: str
    table: str
    earlier: str
    later: tuple[str, ...]
    years: int = 0
    severity: Severity | None = None
    clears: tuple[str, ...] = ()
    together: bool = False
    dated: bool = False
    either: bool = False
    blank: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.earlier, *self.later)

    def can_run(self, columns: Columns) -> bool:
        there = [name for name in self.later if name in columns and columns[name].present]
        return self.earlier in columns and columns[self.earlier].present and bool(there)

    def broken(self, columns: Columns, when: When | None) -> list[Break]:  # noqa: ARG002
        """The records with a date that surely lies too early."""
        floor = _spread(columns[self.earlier], lambda v: _later(v.first, self.years), -1)
        found: dict[int, list[str]] = {}
        for name in self.later:
            if name in columns and columns[name].present:
                ceiling = _spread(columns[name], lambda v: v.last, _NEVER)
                for record in np.flatnonzero(ceiling < floor).tolist():
                    found.setdefault(record, []).append(name)
        return [
            Break(record, self._said(columns, record, names), (self.earlier, *names))
            for record, names in found.items()
        ]

    def _said(self, columns: Columns, record: int, names: list[str]) -> Mapping[str, Param]:
        dates = [_text(columns[name][record]) for name in (self.earlier, names[0])]
        return {"earlier": dates[0], "later": dates[1], "years": self.years}


def _spread(column: Column, read: object, otherwise: int) -> npt.NDArray[np.int64]:
    values = [read(v) if isinstance(v, Interval) else otherwise for v in column.values]  # type: ignore[operator]
    return np.array([*values, otherwise], dtype=np.int64)[column.codes]


def _later(ordinal: int, years: int) -> int:
    """The same day so many years later; 1 March for a 29 February there is not."""
    if not years:
        return ordinal
    day = date.fromordinal(ordinal)
    try:
        return day.replace(year=day.year + years).toordinal()
    except ValueError:
        return date(day.year + years, 3, 1).toordinal()


def _text(value: Value | None) -> str:
    return day_text(value) if isinstance(value, Interval) else ""


CHECKS: tuple[InOrder, ...] = (
    InOrder("R021", "schools", "pairing_start", ("pairing_end",)),
    InOrder("R021", "pairs", "start_date", ("end_date",)),
    InOrder("R021", "staff", "grassroots_start", ("grassroots_end",)),
    InOrder("R022", "staff", "birth_date", _EVENTS, WORKING_AGE),
    InOrder("R022", "guards", "guard_birth_date", ("start_date",), WORKING_AGE),
    InOrder("R023", "staff", "work_start", ("joined_school",), severity="query"),
)
