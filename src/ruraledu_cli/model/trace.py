"""Where a figure comes from: the way from rows read to rows counted, line by line, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from ruraledu_cli.model.measurement import Counted, NotComputable
from ruraledu_cli.model.report import Verdict

if TYPE_CHECKING:
    from datetime import date

    from ruraledu_cli.definitions.condition import Condition
    from ruraledu_cli.definitions.formula import Formula
    from ruraledu_cli.definitions.plan import Plan

State = Literal["yes", "no", "undecided", "sums"]


class Unbalanced(ArithmeticError):
    """The parts of a figure do not add up to it: a fault of the tool, never of the data."""


@dataclass(frozen=True, slots=True)
class Step:
    """What changes the number on the way from rows read to units counted; `change` is negative where rows
    fall away.

    `code`: totals, group, blank, note, footer, example, other_table (rows that are no records) · duplicates ·
    counted, scope, at, where (rows that surely do not satisfy `condition`) · persons (further rows of persons
    counted once) · keys (further rows of one key) · no_weight · cells (a row is so many cells) · undecided ·
    sums (units known by the sums of schools without a roster).
    """

    code: str
    change: int
    table: str = ""
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """From what was read to what is counted. Raises Unbalanced where the steps do not lead there."""

    read: int
    steps: tuple[Step, ...]
    counted: int

    def __post_init__(self) -> None:
        if self.read + sum(step.change for step in self.steps) != self.counted:
            raise Unbalanced(f"bridge: {self.read} does not lead to {self.counted}")


@dataclass(frozen=True, slots=True)
class CellAt:
    """One cell as a person sees it in Excel; `value` is what stands in it."""

    file: str
    sheet: str
    cell: str
    table: str
    column: str
    header: str
    value: str
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """One person, school, key or cell that is counted, or may be.

    `line` is the number of the line it stands in; `rows` are those of the census table, the first the one
    that placed it there. `state` sums is a school whose sums stand in for its roster.
    """

    line: int
    state: State
    table: str
    rows: tuple[int, ...]
    label: str = ""
    personal: bool = False
    numerator: Fraction = Fraction(0)
    denominator: Fraction = Fraction(0)
    undecided: int = 0
    cells: tuple[CellAt, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What a school (or a village, a project, a member of a list) adds. `township` is "" where not known."""

    key: str
    name: str
    township: str
    numerator: Fraction = Fraction(0)
    denominator: Fraction = Fraction(0)
    undecided: int = 0
    pupils: int | None = None
    personal: bool = False
    row: int | None = None  # of the schools table
    cells: tuple[CellAt, ...] = ()  # the school's own, beside those of its people


@dataclass(frozen=True, slots=True)
class Waiting:
    """An undecided unit, and the fewest cells that could decide it: `needed` is their number, None where no
    cell of this year's files could. A column that the sheet lacks has no cell, and is in `columns` only.
    """

    unit: Unit
    columns: tuple[str, ...]
    cells: tuple[CellAt, ...]
    needed: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One formula of an indicator that counts rows. `name` says which (`of`, `to`, a number); "" is all."""

    name: str
    formula: Formula
    counted: Counted | None
    bridge: Bridge | None
    lines: tuple[Line, ...] = ()
    units: tuple[Unit, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    problem: NotComputable | None = None

    @property
    def townships(self) -> tuple[Line, ...]:
        """The lines added up by township, in order of their codes; what has none comes last."""
        return tuple(add_up(self.lines))


@dataclass(frozen=True, slots=True)
class Decides:
    """The fewest undecided units that, once known, could show that the target is met, or that it is missed;
    None where no number of them can."""

    met: int | None
    missed: int | None


@dataclass(frozen=True, slots=True)
class Recount:
    """The cells added up again from the files: how many cells were read, and whether the same came out."""

    cells: int
    same: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """An indicator of one year, taken apart. `school` is the one asked for; `with_cells` says that every
    unit carries its cells."""

    plan: Plan
    year: int
    as_of: date
    verdict: Verdict
    parts: tuple[Part, ...]
    decides: Decides | None = None
    recount: Recount | None = None
    school: str | None = None
    with_cells: bool = False

    @property
    def indicator(self) -> str:
        return self.verdict.measurement.indicator


def add_up(lines: Iterable[Line]) -> list[Line]:
    """Lines of one township together."""
    found: dict[str, Line] = {}
    for line in lines:
        total = found.get(line.township, Line(line.township, "", line.township))
        pupils = None if line.pupils is None else (total.pupils or 0) + line.pupils
        found[line.township] = Line(
            line.township,
            "",
            line.township,
            total.numerator + line.numerator,
            total.denominator + line.denominator,
            total.undecided + line.undecided,
            total.pupils if pupils is None else pupils,
        )
    return sorted(found.values(), key=lambda line: (not line.key, line.key))
