"""What changed between two submissions, two years or two plans."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ruraledu_cli.model.finding import Severity

Fate = Literal["new", "open", "fixed"]
Fates: tuple[Fate, ...] = ("new", "open", "fixed")


@dataclass(frozen=True, slots=True)
class CellAt:
    """A cell of one side and what stands in it; `cell` is "" where the side has no such column."""

    file: str
    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of a record that both sides have. `personal` concerns the cell, `is_person` the key."""

    table: str
    key: tuple[str, ...]
    column: str
    before: CellAt
    after: CellAt
    personal: bool = False
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class RowChange:
    """A record that only one side has; `at` is where it stands there: file, sheet, row."""

    table: str
    key: tuple[str, ...]
    is_added: bool
    at: tuple[str, str, int]
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A cause by rule, table, column and value, with the number of its cells: gone, still there, new."""

    code: str
    severity: Severity
    table: str | None
    column: str | None
    value: str | None
    fixed: int
    still: int
    new: int
    personal: bool = False

    @property
    def fate(self) -> Fate:
        """Fixed where no cell is left, new where none was there before, else still open."""
        if not self.still and not (self.fixed and self.new):
            return "fixed" if self.fixed else "new"
        return "open"


@dataclass(frozen=True, slots=True)
class Effects:
    """A change taken apart. `numerator`: what the numerator's change makes at the old denominator;
    `denominator`: what the denominator's makes at the new numerator. They add up to the change exactly."""

    numerator: Fraction
    denominator: Fraction


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator on both sides; `counts` are numerator and denominator as they were and are."""

    id: str
    before: Fraction | None
    after: Fraction | None
    effects: Effects | None = None
    counts: tuple[str, str] = ("", "")
    statuses: tuple[str | None, str | None] = (None, None)
    squared: bool = False

    @property
    def change(self) -> Fraction | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A part of a plan: `kind` is target, scope, list and so on; "" where the side has none of that name."""

    kind: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`kind` is submissions, years or plans; `sides` are the two names as they were given. `skipped` says why
    indicators were not compared (a code), where they were not."""

    kind: Literal["submissions", "years", "plans"]
    sides: tuple[str, str]
    cells: tuple[CellChange, ...] = ()
    rows: tuple[RowChange, ...] = ()
    findings: tuple[FindingChange, ...] = ()
    indicators: tuple[IndicatorChange, ...] = ()
    plan: tuple[PlanChange, ...] = ()
    skipped: str | None = None

    @property
    def differs(self) -> bool:
        """Whether anything changed; a finding that is still open in the same cells is no change."""
        moved = any(one.fixed or one.new for one in self.findings)
        return bool(self.cells or self.rows or self.indicators or self.plan or moved)
