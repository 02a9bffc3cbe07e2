"""What it takes to reach a target: the least change per way that the plan declares, and where to make it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ruraledu_cli.analyse.apportion import apportion
from ruraledu_cli.analyse.least import least_change
from ruraledu_cli.analyse.trace import trace
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import Counted, Ratio, Share
from ruraledu_cli.model.need import Left, Need, Way
from ruraledu_cli.model.report import Judged, Verdict
from ruraledu_cli.model.trace import Line, Part


def need(evaluator: Evaluator, verdict: Verdict, judged: Judged, by: str | None = None) -> Need:
    """The need of an indicator that has a target; without a figure there are no ways. Raises ArithmeticError
    where a number that was worked out is not the least."""
    plan, measured = evaluator.plan, verdict.measurement
    counted = measured.counted
    empty = Need(plan, evaluator.census.year, evaluator.as_of, verdict, judged, (), by=by)
    if counted is None or measured.problem is not None:
        return empty
    parts = trace(evaluator, verdict).parts
    target, modes = plan.targets[measured.indicator], plan.indicators[measured.indicator].need
    ways = tuple(_way(target, judged, counted, mode, parts) for mode in modes)
    return replace(empty, ways=ways, undecided=counted.missing, open=_open(counted))


def milestone(plan: Plan, name: str, year: int, verdict: Verdict) -> Judged | None:
    """The milestone in force in a year, as it would be judged; None where there is none by then."""
    target = plan.targets[name]
    found = target.in_force(year)
    if found is None or verdict.target is None:
        return None
    stone = target.milestones[found]
    return replace(
        verdict.target, value=stone.value, year=found, due_date=target.due(found), source=stone.source
    )


def open_milestone(plan: Plan, name: str, verdict: Verdict) -> Judged | None:
    """The milestone that is judged; the next one where that is reached already, so that there is a need."""
    target, judged, counted = plan.targets[name], verdict.target, verdict.measurement.counted
    if judged is None or counted is None:
        return judged
    value = counted.estimate().value
    ahead = target.ahead(judged.year)
    if value is None or ahead is None or not target.meets(value, judged.value):
        return judged
    return milestone(plan, name, ahead, verdict)


def _open(counted: Counted) -> bool:
    halves = (counted.of, counted.to) if isinstance(counted, Ratio) else (counted,)
    return any(getattr(half, "unbounded", False) for half in halves)


def _way(target: Target, judged: Judged, counted: Counted, mode: str, parts: Sequence[Part]) -> Way:
    count, best, worst = (
        least_change(counted, target, judged.value, mode, case) for case in ("known", "best", "worst")
    )
    if isinstance(counted, Ratio):
        parts = [part for part in parts if part.name == ("to" if target.direction == "at_most" else "of")]
    lines = [line for part in parts for line in part.lines]
    left = tuple(ranked(lines, count or 0)) if mode == "cover" else ()
    if mode == "cover":
        towns = _towns(left)
    else:
        towns = apportion(count, _weights(parts)) if count and mode != "add" else {}
    return Way(mode, count, best, worst, towns, left, _after(counted, target, mode, count))


def _weights(parts: Sequence[Part]) -> dict[str, Fraction]:
    """Where those are who lack it; where nobody does, where all are."""
    towns = [town for part in parts for town in part.townships]
    lacking = {town.township: town.denominator - town.numerator for town in towns}
    return lacking if any(lacking.values()) else {town.township: town.denominator for town in towns}


def _towns(left: Sequence[Left]) -> dict[str, int]:
    """How many of those that are enough lie in each township."""
    found: dict[str, int] = {}
    for one in left:
        if one.asked:
            found[one.line.township] = found.get(one.line.township, 0) + one.units
    return dict(sorted(found.items(), key=lambda item: (not item[0], item[0])))


def ranked(lines: Sequence[Line], count: int) -> list[Left]:
    """The lines that lack it, those with the most pupils first; the first `count` units are enough."""
    lacking = [(line, int(line.denominator - line.numerator)) for line in lines]
    order = sorted(
        ((line, units) for line, units in lacking if units > 0),
        key=lambda one: (-(one[0].pupils if one[0].pupils is not None else -1), one[0].key, one[0].name),
    )
    found: list[Left] = []
    taken = 0
    for place, (line, units) in enumerate(order, 1):
        tied = bool(found) and found[-1].line.pupils == line.pupils
        asked = min(units, max(0, count - taken))
        taken += asked
        rank = found[-1].rank if tied else place
        found.append(Left(line, asked or units, rank, asked > 0))
    return found


def _after(counted: Counted, target: Target, mode: str, count: int | None) -> Fraction | None:
    """The value once so many have changed."""
    if count is None:
        return None
    match counted:
        case Share():
            return _changed(counted, mode, count).estimate().value
        case Ratio(Share() as of, Share() as to):
            falls = target.direction == "at_most"
            changed = (of, _changed(to, mode, count)) if falls else (_changed(of, mode, count), to)
            return Ratio(*changed).estimate().value
        case _:
            value = counted.estimate().value
            return None if value is None else value + count


def _changed(share: Share, mode: str, count: int) -> Share:
    no = share.no if mode == "hire" else share.no - count
    return replace(share, yes=share.yes + count, no=no)
