"""What changed between two submissions, two years or two plans."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ruraledu_cli.model.audit import AuditedFile
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
class CountChange:
    """A key of several records between years: how many there were, and how many there are."""

    table: str
    key: tuple[str, ...]
    before: int
    after: int
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class TableChanges:
    """A table on both sides: how many records there were and are, how many of them match, and how many of
    these changed. `is_counted` says that some keys have several records, which were counted only."""

    table: str
    before: int
    after: int
    matched: int
    changed: int
    cells: tuple[CellChange, ...] = ()
    rows: tuple[RowChange, ...] = ()
    counts: tuple[CountChange, ...] = ()
    is_counted: bool = False
    is_person: bool = False

    @property
    def gone(self) -> int:
        return self.before - self.matched

    @property
    def added(self) -> int:
        return self.after - self.matched


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
        """Still open where it is the same in any cell, else new where there is one, else fixed."""
        if self.still:
            return "open"
        return "new" if self.new else "fixed"


@dataclass(frozen=True, slots=True)
class Effects:
    """A change taken apart. `numerator`: what the numerator's change makes at the old denominator;
    `denominator`: what the denominator's makes at the new numerator. They add up to the change exactly."""

    numerator: Fraction
    denominator: Fraction


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator on both sides; `counts` are numerator and denominator as they were and are. `rounded`: the
    values are made of roots, and only near the true ones; nothing that is said of them is exact."""

    id: str
    before: Fraction | None
    after: Fraction | None
    effects: Effects | None = None
    counts: tuple[str, str] = ("", "")
    statuses: tuple[str | None, str | None] = (None, None)
    squared: bool = False
    rounded: bool = False

    @property
    def change(self) -> Fraction | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A part of a plan: `kind` is target, scope, list and so on; "" where the side has none of that name.
    `at` is where it stands on either side, as file:line."""

    kind: str
    name: str
    before: str
    after: str
    at: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`kind` is submissions, years or plans; `sides` are the two names as they were given. `years` are those
    of the two sides where they differ. `skipped` says why indicators were not compared (a code), where they
    were not. `inputs` are the files of either side."""

    kind: Literal["submissions", "years", "plans"]
    sides: tuple[str, str]
    tables: tuple[TableChanges, ...] = ()
    findings: tuple[FindingChange, ...] = ()
    indicators: tuple[IndicatorChange, ...] = ()
    plan: tuple[PlanChange, ...] = ()
    skipped: str | None = None
    years: tuple[int, int] | None = None
    inputs: tuple[tuple[AuditedFile, ...], tuple[AuditedFile, ...]] = ((), ())

    @property
    def unread(self) -> tuple[str, ...]:
        """Files of either side that could not be read: what they hold seems added or gone."""
        return tuple(file.path for side in self.inputs for file in side if file.status == "unreadable")

    @property
    def cells(self) -> tuple[CellChange, ...]:
        return tuple(cell for table in self.tables for cell in table.cells)

    @property
    def rows(self) -> tuple[RowChange, ...]:
        return tuple(row for table in self.tables for row in table.rows)

    @property
    def counts(self) -> tuple[CountChange, ...]:
        return tuple(count for table in self.tables for count in table.counts)

    @property
    def added(self) -> int:
        return sum(table.added for table in self.tables)

    @property
    def gone(self) -> int:
        return sum(table.gone for table in self.tables)

    @property
    def differs(self) -> bool:
        """Whether anything changed; a finding that is still open in the same cells is no change."""
        moved = any(one.fixed or one.new for one in self.findings)
        records = any(one.changed or one.added or one.gone for one in self.tables)
        return bool(records or self.indicators or self.plan or moved)
