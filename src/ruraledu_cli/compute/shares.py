"""Shares of persons or rows, with sums of the school sheets standing in where a roster was not sent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ruraledu_cli.census import Table
from ruraledu_cli.compute.coverage import Covered, coverage
from ruraledu_cli.compute.groups import Group
from ruraledu_cli.compute.outcome import Outcome
from ruraledu_cli.compute.selection import Tally, select, tally
from ruraledu_cli.definitions.formula import EachFormula, Rows, ShareFormula, StandIn, SumSource
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES, Mask
from ruraledu_cli.model.measurement import Share


def measure_share(evaluator: Evaluator, formula: ShareFormula, group: Group | None) -> Outcome:
    """Who has it, of those in scope."""
    rows = formula.rows
    scope = select(evaluator, rows, group)
    having = [evaluator.mask(condition, rows.table, scope) for condition in formula.having]
    counted = tally(evaluator, rows.table, scope, having)
    covered = coverage(evaluator, rows, group)
    if covered is None:
        return Outcome(counted.share, None, rows.scope, undecided=counted.undecided)
    instead = Sums(Tally(Share()), frozenset())
    if formula.stand_in is not None:
        instead = stand_in(evaluator, formula.stand_in, rows, covered, group)
    units = covered.units(instead.filled)
    share = counted.share + instead.tally.share
    return Outcome(
        replace(share, unbounded=bool(units.absent)),
        None,
        rows.scope,
        units,
        _basis(counted.share, instead),
        counted.undecided | instead.tally.undecided,
    )


def _basis(roster: Share, instead: Sums) -> str:
    if not instead.filled:
        return "roster"
    return "mixed" if roster.yes + roster.no + roster.missing else "school_sums"


class Sums:
    """What stood in for rosters: counts, and the schools it was found for."""

    def __init__(self, counts: Tally, filled: frozenset[str]) -> None:
        self.tally = counts
        self.filled = filled


def stand_in(evaluator: Evaluator, rule: StandIn, rows: Rows, covered: Covered, group: Group | None) -> Sums:
    """For each school without a roster the first source that is known; else that many undecided rows."""
    schools = evaluator.table("schools")
    scope = select(evaluator, Rows("schools", rows.scope, rows.at), group)
    when = [_applies(evaluator, source) for source in rule.sources]
    total, undecided, filled = Share(), {}, set()
    for row in covered.without_roster:
        share = _school_share(schools, rule, when, row, scope)
        if share is not None:
            total += share
            filled.add(_school_name(schools, row))
            if share.missing:
                undecided["schools", row] = share.missing
    return Sums(Tally(total, undecided), frozenset(filled))


def _school_name(schools: Table, row: int) -> str:
    return str(schools.column("school_code")[row] or schools.column("school_name")[row] or "")


def _applies(evaluator: Evaluator, source: SumSource) -> Mask | None:
    return None if source.when is None else evaluator.mask(source.when, "schools")


def _school_share(
    schools: Table, rule: StandIn, when: list[Mask | None], row: int, scope: Mask
) -> Share | None:
    for source, mask in zip(rule.sources, when, strict=True):
        yes, total = _sum(schools, source.yes, row), _sum(schools, source.total, row)
        usable = mask is None or mask[row] == YES
        if usable and yes is not None and total is not None and yes <= total:
            sure = scope[row] == YES
            no = total - yes
            return Share(yes, no) if sure else Share(maybe_in_yes=yes, maybe_in_no=no)
    known = _sum(schools, (rule.undecided,), row) if rule.undecided else None
    return None if known is None else Share(open=known)


def _sum(schools: Table, names: tuple[str, ...], row: int) -> int | None:
    """The sum of a school's columns; None where one is not known."""
    values = [schools.column(name)[row] for name in names]
    numbers = [value for value in values if isinstance(value, int)]
    return sum(numbers) if len(numbers) == len(values) else None


def measure_each(evaluator: Evaluator, formula: EachFormula, group: Group | None) -> Outcome:
    """For each member of a list, whether some row of the table that belongs to it satisfies the condition."""
    table = formula.table
    found = np.minimum(evaluator.counted(table), evaluator.mask(formula.where, table))
    column = evaluator.table(table).column(formula.by)
    loose = int(found[column.codes == -1].max(initial=NO))
    best = {member: min(loose, UNKNOWN) for member in formula.members}
    for code, value in enumerate(column.values):
        member = str(value)
        if member in best:
            best[member] = max(best[member], int(found[column.codes == code].max(initial=NO)))
    members = [m for m in formula.members if group is None or group.by != "township" or group.key == m]
    share = Share()
    undecided = {}
    for number, member in enumerate(members):
        share += _member(best[member], formula.lacking)
        if best[member] == UNKNOWN:
            undecided[formula.by, number] = 1
    covered = coverage(evaluator, Rows(table), group)
    units = covered.units() if covered else None
    return Outcome(
        replace(share, unbounded=bool(units and units.absent)),
        None,
        formula.scope,
        units,
        undecided=undecided,
    )


def _member(answer: int, lacking: bool) -> Share:
    """A member that has it, or (of those lacking it) one that does not."""
    if lacking:
        return {YES: Share(), NO: Share(no=1), UNKNOWN: Share(maybe_in_no=1)}[answer]
    return {YES: Share(yes=1), NO: Share(no=1), UNKNOWN: Share(open=1)}[answer]
