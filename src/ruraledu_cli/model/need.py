"""What it takes to reach a target: exact whole numbers, per way of getting there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ruraledu_cli.model.report import Judged, Verdict
from ruraledu_cli.model.trace import Line

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan


@dataclass(frozen=True, slots=True)
class Left:
    """A school (or village, township, cell) that is left. `rank` counts from 1, ties share a place; `asked`
    says that it is among the fewest that are enough, in this order."""

    line: Line
    units: int
    rank: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the target: `count` is the least that is enough, 0 where nothing lacks, None where no number
    is. `best` and `worst` are the same where what is undecided turns out well or badly; None where there is
    no such number, or no bound. `townships` split the count by township code; its parts sum to it.
    """

    mode: str
    count: int | None
    best: int | None
    worst: int | None
    townships: Mapping[str, int] = field(default_factory=dict)
    left: tuple[Left, ...] = ()
    after: Fraction | None = None  # the value once that much has changed


@dataclass(frozen=True, slots=True)
class Need:
    """The least change that meets one milestone of an indicator. `undecided` is the number of undecided rows;
    `open` says that some unit sent nothing, so that the worst case has no bound."""

    plan: Plan
    year: int
    as_of: date
    verdict: Verdict
    target: Judged
    ways: tuple[Way, ...]
    undecided: int = 0
    open: bool = False
    by: str | None = None

    @property
    def indicator(self) -> str:
        return self.verdict.measurement.indicator
