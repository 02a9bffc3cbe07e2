"""Years side by side against the milestones: the pace so far, the pace needed, and where the pace leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.model.report import Verdict
from ruraledu_cli.model.trend import Pace, Point, Trend

YEARS_TO_JUDGE = 3


def trends(plan: Plan, years: Mapping[int, Sequence[Verdict]]) -> tuple[Trend, ...]:
    """The trend of every indicator of a plan. `years` holds each year's verdicts."""
    found = []
    for name in plan.indicators:
        points = tuple(_point(year, name, verdicts) for year, verdicts in sorted(years.items()))
        found.append(trend_of(name, points, plan.targets.get(name)))
    return tuple(found)


def _point(year: int, name: str, verdicts: Sequence[Verdict]) -> Point:
    verdict = next(verdict for verdict in verdicts if verdict.measurement.indicator == name)
    measured = verdict.measurement
    estimate = measured.counted.estimate() if measured.counted and not measured.problem else None
    return Point(
        year,
        None if estimate is None or estimate.squared else estimate.value,
        measured.counted,
        measured.problem.reason if measured.problem else None,
        verdict.target.value if verdict.target else None,
        verdict.status.value,
    )


def trend_of(name: str, points: tuple[Point, ...], target: Target | None) -> Trend:
    """The pace over the years that have a value, set against the next milestone after the last of them."""
    known = [(point.year, point.value) for point in points if point.value is not None]
    goal_year = target.ahead(points[-1].year) if target is not None and points else None
    if target is None or goal_year is None:
        return Trend(name, points, None, None)
    goal = target.milestones[goal_year].value
    pace = pace_of(known, goal_year, goal) if len(known) > 1 else None
    if pace is None or len(known) < YEARS_TO_JUDGE or known[-1][0] != points[-1].year:
        return Trend(name, points, pace, "insufficient")
    return Trend(name, points, pace, "on_track" if target.meets(pace.last, pace.line) else "behind")


def pace_of(known: Sequence[tuple[int, Fraction]], goal_year: int, goal: Fraction) -> Pace:
    """The pace between the first and the last known year, and what the goal asks. Two years at least."""
    (first_year, first), (last_year, last) = known[0], known[-1]
    actual = (last - first) / (last_year - first_year)
    left = goal_year - last_year
    line = first + (goal - first) * Fraction(last_year - first_year, goal_year - first_year)
    return Pace(
        first_year,
        first,
        last_year,
        last,
        goal_year,
        goal,
        actual,
        (goal - last) / left,
        last + actual * left,
        line,
    )
