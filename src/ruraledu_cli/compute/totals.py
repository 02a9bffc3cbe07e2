"""Counts, distinct keys, sums and weighted dispersions of rows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from ruraledu_cli.census import NONE, Column
from ruraledu_cli.compute.coverage import coverage
from ruraledu_cli.compute.groups import Group
from ruraledu_cli.compute.outcome import Outcome
from ruraledu_cli.compute.selection import Undecided, select, tally
from ruraledu_cli.definitions.formula import (
    CountFormula,
    DispersionFormula,
    DistinctFormula,
    Rows,
    SumFormula,
)
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, YES, Mask, constant
from ruraledu_cli.model.measurement import Count, Counted, Keys, Means, Ratio, Sum, Units
from ruraledu_cli.model.moments import Moments


def _finish(
    evaluator: Evaluator, rows: Rows, group: Group | None, counted: Counted, undecided: Undecided
) -> Outcome:
    covered = coverage(evaluator, rows, group)
    units: Units | None = covered.units() if covered else None
    if units and units.absent and not isinstance(counted, Ratio | Means):
        counted = replace(counted, unbounded=True)
    return Outcome(counted, None, rows.scope, units, undecided=undecided)


def measure_count(evaluator: Evaluator, formula: CountFormula, group: Group | None) -> Outcome:
    """How many persons (or rows) are in."""
    scope = select(evaluator, formula.rows, group)
    counts = tally(evaluator, formula.rows.table, scope, [constant(YES, len(scope))])
    counted = Count(counts.share.yes, counts.share.missing)
    return _finish(evaluator, formula.rows, group, counted, counts.undecided)


def measure_distinct(evaluator: Evaluator, formula: DistinctFormula, group: Group | None) -> Outcome:
    """How many different keys; a row whose key is not known may be a new one."""
    scope = select(evaluator, formula.rows, group)
    table = evaluator.table(formula.rows.table)
    columns = [table.column(name) for name in formula.key]
    yes: set[str] = set()
    maybe: set[str] = set()
    loose = 0
    undecided: Undecided = {}
    for row in np.flatnonzero(scope != NO):
        key = _key(columns, int(row))
        if key is None or scope[row] != YES:
            undecided[table.name, int(row)] = 1
        if key is None:
            loose += 1
        else:
            (yes if scope[row] == YES else maybe).add(key)
    counted = Keys(frozenset(yes), frozenset(maybe - yes), loose, len(undecided))
    return _finish(evaluator, formula.rows, group, counted, undecided)


def _key(columns: list[Column], row: int) -> str | None:
    parts = [column[row] for column in columns]
    return None if any(part is None or part is NONE for part in parts) else "\x1f".join(map(str, parts))


def measure_sum(evaluator: Evaluator, formula: SumFormula, group: Group | None) -> Outcome:
    """A total; a row whose value is not known adds between the column's min and max."""
    rows = formula.rows
    scope = select(evaluator, rows, group)
    column = evaluator.table(rows.table).column(formula.column)
    definition = evaluator.plan.codebook.tables[rows.table].columns[formula.column]
    total, low, high = Fraction(0), Fraction(0), Fraction(0)
    low_open = high_open = False
    undecided: Undecided = {}
    count = 0
    for row in np.flatnonzero(scope != NO):
        value = column[int(row)]
        number = Fraction(value) if isinstance(value, int | Fraction) else None
        if number is not None and scope[row] == YES:
            total += number
            count += 1
            continue
        undecided[rows.table, int(row)] = 1
        least, most = (definition.min, definition.max) if number is None else (number, number)
        maybe_out = scope[row] != YES
        low_open |= least is None
        high_open |= most is None
        low += min(least or Fraction(0), Fraction(0)) if maybe_out else (least or 0)
        high += max(most or Fraction(0), Fraction(0)) if maybe_out else (most or 0)
    counted = Sum(total, None if low_open else low, None if high_open else high, len(undecided), count)
    return _finish(evaluator, rows, group, counted, undecided)


def measure_dispersion(evaluator: Evaluator, formula: DispersionFormula, group: Group | None) -> Outcome:
    """The moments of a weighted dispersion; a unit whose weight is nought is left out, having none."""
    rows = formula.rows
    scope: Mask = select(evaluator, rows, group)
    table = evaluator.table(rows.table)
    values, weights = table.column(formula.column), table.column(formula.per)
    moments, undecided = Moments(), Undecided()
    for row in np.flatnonzero(scope != NO):
        value, weight = values[int(row)], weights[int(row)]
        if weight == 0 and weight is not None:
            continue
        if scope[row] == YES and isinstance(value, int | Fraction) and isinstance(weight, int | Fraction):
            x, p = Fraction(value), Fraction(weight)
            moments += Moments(p, x, x * x / p, 1)
        else:
            undecided[rows.table, int(row)] = 1
            moments += Moments(missing=1)
    return _finish(evaluator, rows, group, moments, undecided)
