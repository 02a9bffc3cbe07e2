"""Measurements against dated targets: a status for each, never kinder than what is known allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.model.estimate import Estimate
from ruraledu_cli.model.measurement import Measurement
from ruraledu_cli.model.report import GroupVerdict, Judged, Status, Verdict
from ruraledu_cli.model.trend import judge_pace

History = Mapping[str, Sequence[tuple[int, Fraction]]]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a judgement is made in: the plan, the year, the reference date, and whether an input is unread."""

    plan: Plan
    year: int
    as_of: date
    unread: bool = False


def judge(
    measurements: Sequence[Measurement], setting: Setting, history: History | None = None
) -> tuple[Verdict, ...]:
    """A verdict for each measurement, in order. `history`: earlier years' values, oldest first."""
    past = history or {}
    return tuple(_verdict(item, setting, past.get(item.indicator, ())) for item in measurements)


def failures(verdicts: Sequence[Verdict], fail_on: str) -> int:
    """How many results make the command fail: binding targets in force that are missed, or (unless only
    `missed` counts) undecided or not computable."""
    failing = {
        "never": set[Status](),
        "missed": {Status.MISSED},
        "undecided": {Status.MISSED, Status.UNDECIDED, Status.NOT_COMPUTABLE},
    }[fail_on]
    return sum(
        verdict.status in failing
        and verdict.target is not None
        and verdict.target.force == "binding"
        and verdict.target.in_force
        for verdict in verdicts
    )


def _verdict(
    measurement: Measurement,
    setting: Setting,
    past: Sequence[tuple[int, Fraction]] = (),
    *,
    is_group: bool = False,
) -> Verdict:
    target = setting.plan.targets.get(measurement.indicator)
    judged = None if target is None else _judged(target, setting)
    estimate = measurement.counted.estimate() if measurement.counted is not None else None
    may_be_empty = is_group or setting.plan.indicators[measurement.indicator].when_empty == "not_applicable"
    if may_be_empty and measurement.problem is not None and measurement.problem.reason == "empty_scope":
        status, reason = Status.NOT_APPLICABLE, None  # a group without such schools is no lack
    else:
        status, reason = _status(measurement, estimate, target, judged, setting)
    return Verdict(
        measurement,
        status,
        reason,
        judged,
        _gap(estimate, judged, status),
        _pace(estimate, target, setting, past),
        early=status is Status.MET and judged is not None and not judged.in_force,
        overdue=status is Status.MISSED and judged is not None and setting.as_of > judged.due_date,
        groups=tuple(
            GroupVerdict(group.by, group.key, group.name, _verdict(group.measurement, setting, is_group=True))
            for group in measurement.groups
        ),
    )


def _judged(target: Target, setting: Setting) -> Judged:
    """The milestone in force (the latest of this or an earlier year), else the next one."""
    in_force = target.in_force(setting.year)
    year = in_force if in_force is not None else min(target.milestones)
    milestone = target.milestones[year]
    return Judged(
        target.op,
        milestone.value,
        year,
        target.due(year),
        _force(target, setting.plan),
        target.inferred,
        milestone.source,
        in_force is not None,
    )


def _force(target: Target, plan: Plan) -> str:
    """A target of which only an order is inferred binds once the bureau has confirmed the order."""
    to_confirm = any(order.confirm for order in plan.orders.values())
    if target.force == "interpreted" and target.inferred == ("order",) and not to_confirm:
        return "binding"
    return target.force


def _status(
    measurement: Measurement,
    estimate: Estimate | None,
    target: Target | None,
    judged: Judged | None,
    setting: Setting,
) -> tuple[Status, str | None]:
    if measurement.problem is not None:
        return Status.NOT_COMPUTABLE, measurement.problem.reason
    if target is None or judged is None or target.force == "reference":
        return Status.NO_TARGET, None
    assert estimate is not None
    side = None if setting.unread else decide(estimate, target, judged.value)
    reason = _why_open(measurement, setting)
    if judged.in_force:
        if side is None:
            return Status.UNDECIDED, reason
        return (Status.MET if side else Status.MISSED), None
    if side:
        return Status.MET, None
    return Status.NOT_DUE, reason if reason != "missing_cells" else None


def decide(estimate: Estimate, target: Target, limit: Fraction) -> bool | None:
    """Whether the target is met whatever the missing cells hold; None where they would decide it.

    The worse bound alone can show that it is met, the better bound alone that it is missed. Where not one row
    is decided there is no value, and nothing to judge.
    """
    if estimate.value is None:
        return None
    limit = limit * limit if estimate.squared else limit
    worst, best = (
        (estimate.low, estimate.high) if target.direction == "at_least" else (estimate.high, estimate.low)
    )
    if worst is not None and target.meets(worst, limit):
        return True
    if best is not None and not target.meets(best, limit):
        return False
    return None


def _why_open(measurement: Measurement, setting: Setting) -> str | None:
    if setting.unread:
        return "unread_input"
    if measurement.units is not None and measurement.units.absent:
        return "incomplete"
    return "missing_cells"


def _gap(estimate: Estimate | None, judged: Judged | None, status: Status) -> Fraction | None:
    """Value minus target; None for a root, and where there is no value or no judgement."""
    unjudged = status in (Status.NOT_APPLICABLE, Status.NOT_COMPUTABLE)
    if judged is None or unjudged or estimate is None or estimate.exact is None:
        return None
    return estimate.exact - judged.value


def _pace(
    estimate: Estimate | None, target: Target | None, setting: Setting, past: Sequence[tuple[int, Fraction]]
) -> str | None:
    """The judgement of `judge_pace`; None without earlier years or a milestone ahead."""
    if not past:
        return None
    known = list(past)
    if estimate is not None and estimate.exact is not None:
        known.append((setting.year, estimate.exact))
    return judge_pace(known, setting.year, target)[1]
