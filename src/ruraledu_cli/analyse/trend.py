"""Years side by side against the milestones: the pace so far, the pace needed, and where the pace leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.model.report import Verdict
from ruraledu_cli.model.trend import Point, Trend, judge_pace


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
        estimate.exact if estimate else None,
        measured.counted,
        measured.problem.reason if measured.problem else None,
        verdict.target.value if verdict.target else None,
        verdict.status.value,
        verdict.early,
        verdict.overdue,
    )


def trend_of(name: str, points: tuple[Point, ...], target: Target | None) -> Trend:
    """The pace over the years that have a value, set against the next milestone after the last of them."""
    known = [(point.year, point.value) for point in points if point.value is not None]
    if not points:
        return Trend(name, points, None, None)
    return Trend(name, points, *judge_pace(known, points[-1].year, target))
