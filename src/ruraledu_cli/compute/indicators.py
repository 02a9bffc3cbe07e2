"""Indicators of a plan measured on one census: formulas dispatched, problems named, readings and groups."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from ruraledu_cli.compute.cells import measure_cells
from ruraledu_cli.compute.groups import Group, group_keys
from ruraledu_cli.compute.outcome import Outcome, both_bases, both_undecided, both_units, pooled
from ruraledu_cli.compute.problems import problem_of
from ruraledu_cli.compute.selection import Undecided
from ruraledu_cli.compute.shares import measure_each, measure_share
from ruraledu_cli.compute.tables import main_table
from ruraledu_cli.compute.totals import (
    measure_count,
    measure_dispersion,
    measure_distinct,
    measure_sum,
)
from ruraledu_cli.definitions.formula import (
    AllOfFormula,
    CellsFormula,
    CountFormula,
    DispersionFormula,
    DistinctFormula,
    EachFormula,
    FirstFormula,
    Formula,
    Limit,
    MeanOfFormula,
    PooledFormula,
    RatioFormula,
    ShareFormula,
    SumFormula,
)
from ruraledu_cli.definitions.plan import Indicator, PlanReading
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model import measurement as model
from ruraledu_cli.model.measurement import Means, Measurement, NotComputable, Ratio, Reading, Share


def compute(evaluator: Evaluator, by: str | None = None) -> tuple[Measurement, ...]:
    """Every indicator of the plan, in its order."""
    return tuple(_indicator(evaluator, item, by) for item in evaluator.plan.indicators.values())


def compute_one(evaluator: Evaluator, name: str, by: str | None = None) -> Measurement:
    """One indicator alone."""
    return _indicator(evaluator, evaluator.plan.indicators[name], by)


def compute_beside(evaluator: Evaluator) -> tuple[Reading, ...]:
    """The figures that the plan shows beside its indicators."""
    return tuple(_reading(evaluator, item) for item in evaluator.plan.beside)


def _indicator(evaluator: Evaluator, indicator: Indicator, by: str | None) -> Measurement:
    outcome = measure(evaluator, indicator.formula)
    readings = tuple(_reading(evaluator, item) for item in indicator.readings)
    groups = tuple(_groups(evaluator, indicator, by)) if by else ()
    return _measurement(indicator, outcome, readings, groups)


def _reading(evaluator: Evaluator, item: PlanReading) -> Reading:
    found = measure(evaluator, item.formula)
    title = item.title.get("zh", item.id)
    return Reading(item.id, title, found.counted, found.problem, found.scope, found.units, found.basis)


def _measurement(
    indicator: Indicator,
    outcome: Outcome,
    readings: tuple[Reading, ...] = (),
    groups: tuple[model.Group, ...] = (),
) -> Measurement:
    return Measurement(
        indicator.id,
        outcome.counted,
        outcome.problem,
        outcome.scope,
        outcome.units,
        outcome.basis,
        readings,
        groups,
    )


def _groups(evaluator: Evaluator, indicator: Indicator, by: str) -> list[model.Group]:
    table = main_table(indicator.formula)
    found = []
    for key in group_keys(evaluator, by, table):
        outcome = measure(evaluator, indicator.formula, Group(by, key))
        found.append(model.Group(by, key, _name(evaluator, by, key), _measurement(indicator, outcome)))
    return found


def _name(evaluator: Evaluator, by: str, key: str) -> str:
    township = evaluator.plan.townships.get(key)
    if township is not None:
        return township.zh
    lists = evaluator.plan.codebook.code_lists
    codes = lists.get({"stage": "teaching_stage"}.get(by, by))
    return codes.codes[key].zh if codes and key in codes.codes else key


def measure(evaluator: Evaluator, formula: Formula, group: Group | None = None) -> Outcome:
    """One formula, with the reason where it has no figure."""
    outcome = _counts(evaluator, formula, group)
    problem = outcome.problem or problem_of(evaluator, formula, outcome)
    if problem is None:
        return outcome
    return Outcome(
        None if problem.reason == "table_missing" else outcome.counted,
        problem,
        outcome.scope,
        outcome.units,
        outcome.basis,
        outcome.undecided,
    )


def _counts(evaluator: Evaluator, formula: Formula, group: Group | None) -> Outcome:
    match formula:
        case ShareFormula():
            return measure_share(evaluator, formula, group)
        case EachFormula():
            return measure_each(evaluator, formula, group)
        case CountFormula():
            return measure_count(evaluator, formula, group)
        case DistinctFormula():
            return measure_distinct(evaluator, formula, group)
        case SumFormula():
            return measure_sum(evaluator, formula, group)
        case DispersionFormula():
            return measure_dispersion(evaluator, formula, group)
        case CellsFormula():
            return measure_cells(evaluator, formula, group)
        case RatioFormula(of, to):
            return _ratio(measure(evaluator, of, group), measure(evaluator, to, group))
        case PooledFormula(parts):
            outcomes = [_counts(evaluator, part, group) for part in parts]
            total = outcomes[0]
            for outcome in outcomes[1:]:
                total = pooled(total, outcome)
            return total
        case FirstFormula(parts):
            tried = [measure(evaluator, part, group) for part in parts]
            return next((outcome for outcome in tried if outcome.problem is None), tried[0])
        case MeanOfFormula(parts):
            return _mean_of([measure(evaluator, part, group) for part in parts])
        case AllOfFormula(parts):
            return _all_of([(limit, measure(evaluator, limit.formula, group)) for limit in parts])


def _ratio(of: Outcome, to: Outcome) -> Outcome:
    undecided = both_undecided(of.undecided, to.undecided)
    counted = None
    if of.counted is not None and to.counted is not None:
        counted = Ratio(of.counted, to.counted, sum(undecided.values()))
    named = isinstance(of.scope, str) and isinstance(to.scope, str)
    return Outcome(
        counted,
        of.problem or to.problem,
        (str(of.scope), str(to.scope)) if named else None,
        both_units(of.units, to.units),
        both_bases(of.basis, to.basis),
        undecided,
    )


def _mean_of(outcomes: list[Outcome]) -> Outcome:
    """The mean, where every part has a figure; `missing` counts the rows undecided in any, each once."""
    undecided: Undecided = {}
    for outcome in outcomes:
        undecided = both_undecided(undecided, outcome.undecided)
    counted = [outcome.counted for outcome in outcomes if outcome.counted is not None]
    scopes = {outcome.scope for outcome in outcomes}
    return Outcome(
        Means(tuple(counted), sum(undecided.values())) if len(counted) == len(outcomes) else None,
        next((outcome.problem for outcome in outcomes if outcome.problem), None),
        scopes.pop() if len(scopes) == 1 else None,
        reduce(both_units, (outcome.units for outcome in outcomes)),
        reduce(both_bases, (outcome.basis for outcome in outcomes)),
        undecided,
    )


def _all_of(parts: list[tuple[Limit, Outcome]]) -> Outcome:
    """How many limits are kept: a share whose units are the limits."""
    share = Share()
    undecided: dict[tuple[str, int], int] = {}
    problem: NotComputable | None = None
    for number, (limit, outcome) in enumerate(parts):
        problem = problem or outcome.problem
        kept = _kept(limit, outcome)
        share += {True: Share(yes=1), False: Share(no=1), None: Share(open=1)}[kept]
        if kept is None:
            undecided["limits", number] = 1
    return Outcome(share, problem, undecided=undecided)


def _kept(limit: Limit, outcome: Outcome) -> bool | None:
    if outcome.counted is None:
        return None
    estimate = outcome.counted.estimate()
    value: Fraction = limit.value * limit.value if estimate.squared else limit.value
    sides = [
        None if end is None else (end >= value if limit.op == "at_least" else end <= value)
        for end in (estimate.low, estimate.high)
    ]
    return sides[0] if sides[0] == sides[1] else None
