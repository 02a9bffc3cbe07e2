"""Formulas as data: how an indicator is counted, as a tree of small frozen nodes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ruraledu_cli.definitions.condition import Condition


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a table are in: those of `scope` (a scope of schools: the row's own, or its school's),
    at schools that satisfy `at`, and that satisfy `where` themselves.

    `heads`: the indicator is over heads, so that a unit whose rows name none of them is incomplete.
    """

    table: str
    scope: str | None = None
    at: Condition | None = None
    where: Condition | None = None
    heads: Condition | None = None


@dataclass(frozen=True, slots=True)
class SumSource:
    """Columns of a school that stand in for its roster: those who have it, out of the total."""

    yes: tuple[str, ...]
    total: tuple[str, ...]
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """What counts for a school without a roster: the first known source; else `undecided` many rows."""

    sources: tuple[SumSource, ...]
    undecided: str | None = None


@dataclass(frozen=True, slots=True)
class ShareFormula:
    """Rows (or persons) that have something, of those in scope. With `each`, a person must have all parts,
    each in some row."""

    rows: Rows
    having: tuple[Condition, ...]
    stand_in: StandIn | None = None


@dataclass(frozen=True, slots=True)
class EachFormula:
    """Members of a list (townships) for which some row of `table` with that member in `by` satisfies `where`.

    `lacking` keeps only the members of which no row does. `scope` is the name of the list.
    """

    members: tuple[str, ...]
    table: str
    by: str
    where: Condition
    lacking: bool = False
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class CountFormula:
    rows: Rows


@dataclass(frozen=True, slots=True)
class DistinctFormula:
    rows: Rows
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SumFormula:
    rows: Rows
    column: str


@dataclass(frozen=True, slots=True)
class DispersionFormula:
    """差异系数, weighted by `per`; there is no way to write it unweighted."""

    rows: Rows
    column: str
    per: str


@dataclass(frozen=True, slots=True)
class RatioFormula:
    of: Formula
    to: Formula


@dataclass(frozen=True, slots=True)
class PooledFormula:
    """Several formulas of one kind counted together."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class MeanOfFormula:
    """The plain mean of several formulas' values, roots among them."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class FirstFormula:
    """The first alternative that can be computed."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A part with its own limit, of a formula that asks how many parts keep theirs."""

    formula: Formula
    op: Literal["at_least", "at_most"]
    value: Fraction


@dataclass(frozen=True, slots=True)
class AllOfFormula:
    """How many of several limits are kept, of all of them."""

    parts: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class CellsFormula:
    """Cells (person × linked school × semester) in which some row of `visits` stands, of all cells due."""

    rows: Rows
    link: str
    linked: Condition | None
    visits: str
    person: str
    school: str
    date: str
    semester: str


Formula = (
    ShareFormula
    | EachFormula
    | CountFormula
    | DistinctFormula
    | SumFormula
    | DispersionFormula
    | RatioFormula
    | PooledFormula
    | MeanOfFormula
    | FirstFormula
    | AllOfFormula
    | CellsFormula
)


def need_modes(formula: Formula) -> tuple[str, ...]:
    """The ways in which a formula's least change can be worked out: what `need` of an indicator may name."""
    match formula:
        case ShareFormula():
            return ("upgrade", "hire", "cover")
        case EachFormula(lacking=False):
            return ("cover",)
        case CellsFormula():
            return ("cover",)
        case RatioFormula(ShareFormula(), ShareFormula()):
            return ("upgrade", "hire")
        case CountFormula() | DistinctFormula():
            return ("add",)
        case _:
            return ()
