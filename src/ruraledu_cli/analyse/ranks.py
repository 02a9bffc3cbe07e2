"""Places (位次) of the groups of a breakdown: of facilities only, never of persons, and only if asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ruraledu_cli.compute.tables import main_table
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.model.measurement import Share
from ruraledu_cli.model.report import GroupVerdict, Report, Verdict

LEAST = 5  # a share of fewer does not compete
PERSONS = frozenset({"staff", "students", "researchers", "guards", "researcher_visits"})


def ranked(report: Report) -> Report:
    """The report with a place for every group that competes."""
    verdicts = tuple(_ranked(verdict, report.plan) for verdict in report.verdicts)
    return replace(report, verdicts=verdicts, ranked=True)


def _ranked(verdict: Verdict, plan: Plan) -> Verdict:
    name = verdict.measurement.indicator
    if main_table(plan.indicators[name].formula) in PERSONS:
        return verdict
    target = plan.targets.get(name)
    falls = target is not None and target.direction == "at_most"
    return replace(verdict, groups=places(verdict.groups, falls=falls))


def places(groups: Sequence[GroupVerdict], *, falls: bool = False) -> tuple[GroupVerdict, ...]:
    """One more than the number of groups that are better: equals share a place, and the next is left out."""
    figures = [_figure(group) for group in groups]
    known = [figure for figure in figures if figure is not None]
    found = []
    for group, figure in zip(groups, figures, strict=True):
        better = [one for one in known if figure is not None and (one < figure if falls else one > figure)]
        found.append(replace(group, rank=None if figure is None else len(better) + 1))
    return tuple(found)


def _figure(group: GroupVerdict) -> Fraction | None:
    """The share that competes; none of a count, nor where the denominator is too small."""
    counted = group.verdict.measurement.counted
    if group.verdict.measurement.problem is not None or not isinstance(counted, Share):
        return None
    return counted.estimate().value if counted.yes + counted.no >= LEAST else None
