"""An indicator over the years: where it stood, the pace it had and needs, and where the pace leads."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ruraledu_cli.model.measurement import Counted


@dataclass(frozen=True, slots=True)
class Point:
    """One year of an indicator; `value` None where it has none. `target` is the milestone in force then."""

    year: int
    value: Fraction | None
    counted: Counted | None
    problem: str | None
    target: Fraction | None
    status: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Change a year, exact, in the indicator's unit.

    `actual` = (last − first) / (last_year − first_year); `needed` = (goal − last) / (goal_year − last_year);
    `leads_to` = last + actual × (goal_year − last_year); `line` is where the straight line from the first
    year to the goal stands in the last year (参考进度).
    """

    first_year: int
    first: Fraction
    last_year: int
    last: Fraction
    goal_year: int
    goal: Fraction
    actual: Fraction
    needed: Fraction
    leads_to: Fraction
    line: Fraction


@dataclass(frozen=True, slots=True)
class Trend:
    """`judgement`: on_track, behind, insufficient (fewer than three years); None with no milestone ahead."""

    indicator: str
    points: tuple[Point, ...]
    pace: Pace | None
    judgement: str | None
