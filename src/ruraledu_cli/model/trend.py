"""An indicator over the years: where it stood, the pace it had and needs, and where the pace leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ruraledu_cli.model.measurement import Counted

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.definitions.target import Target

YEARS_TO_JUDGE = 3
Known = Sequence[tuple[int, Fraction]]  # years that have a value, oldest first


@dataclass(frozen=True, slots=True)
class Point:
    """One year of an indicator; `value` None where it has none. `target` is the milestone in force then."""

    year: int
    value: Fraction | None
    counted: Counted | None
    problem: str | None
    target: Fraction | None
    status: str
    early: bool = False
    overdue: bool = False


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


@dataclass(frozen=True, slots=True)
class Trends:
    """All indicators of a plan over some years; `days` is each year's reference day."""

    plan: Plan
    days: Mapping[int, date]
    trends: tuple[Trend, ...]


def pace_of(known: Known, goal_year: int, goal: Fraction) -> Pace:
    """The pace between the first and the last known year, and what the goal asks. Two years at least."""
    (first_year, first), (last_year, last) = known[0], known[-1]
    actual = (last - first) / (last_year - first_year)
    left = goal_year - last_year
    line = first + (goal - first) * Fraction(last_year - first_year, goal_year - first_year)
    needed, leads_to = (goal - last) / left, last + actual * left
    return Pace(first_year, first, last_year, last, goal_year, goal, actual, needed, leads_to, line)


def judge_pace(known: Known, year: int, target: Target | None) -> tuple[Pace | None, str | None]:
    """The pace up to a year towards the next milestone after it, and whether it is enough (参考进度: the
    straight line from the first year's value to that milestone). No judgement without a milestone ahead;
    `insufficient` under three years, and where the year itself has no value."""
    ahead = None if target is None else target.ahead(year)
    if target is None or ahead is None:
        return None, None
    pace = pace_of(known, ahead, target.milestones[ahead].value) if len(known) > 1 else None
    if pace is None or len(known) < YEARS_TO_JUDGE or pace.last_year != year:
        return pace, "insufficient"
    return pace, "on_track" if target.meets(pace.last, pace.line) else "behind"
