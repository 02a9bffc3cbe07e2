"""How much each township and school moves a county figure: the figure with it less the figure without it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from ruraledu_cli.model.report import Verdict
from ruraledu_cli.model.trace import Line

if TYPE_CHECKING:
    from datetime import date

    from ruraledu_cli.definitions.plan import Plan

Level = Literal["township", "school"]


@dataclass(frozen=True, slots=True)
class Pull:
    """One township or school. `without` is the county's value if it were not there, `effect` what it adds to
    the value (None where nothing is left without it); `rank` counts from 1, equal effects share a place."""

    level: Level
    line: Line
    without: Fraction | None
    effect: Fraction | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Pulls:
    """The one that holds the county back most comes first. The effects are no parts of a sum. `pulls` is None
    where the figure is not made of counts that can be taken away."""

    plan: Plan
    year: int
    as_of: date
    verdict: Verdict
    value: Fraction | None
    pulls: tuple[Pull, ...] | None

    @property
    def indicator(self) -> str:
        return self.verdict.measurement.indicator
