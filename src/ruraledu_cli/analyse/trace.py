"""Where a figure comes from: an indicator of a year taken apart, down to schools and cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from ruraledu_cli.analyse.addresses import with_cells
from ruraledu_cli.analyse.asked import asked
from ruraledu_cli.analyse.decides import decides
from ruraledu_cli.analyse.members import take_cells, take_each
from ruraledu_cli.analyse.parts import (
    Taken,
    leaves,
    take_count,
    take_dispersion,
    take_distinct,
    take_share,
    take_sum,
)
from ruraledu_cli.analyse.recount import recount
from ruraledu_cli.analyse.waiting import waiting
from ruraledu_cli.compute.indicators import measure
from ruraledu_cli.definitions.formula import (
    CellsFormula,
    CountFormula,
    DispersionFormula,
    DistinctFormula,
    EachFormula,
    Formula,
    ShareFormula,
    SumFormula,
)
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import Count, Counted, Keys, Share, Sum
from ruraledu_cli.model.moments import Moments
from ruraledu_cli.model.report import Verdict
from ruraledu_cli.model.trace import Line, Part, Trace, Unbalanced
from ruraledu_cli.validate import BlankMeans


@dataclass(frozen=True, slots=True)
class Wanted:
    """How far to go: the cells of every unit, of one school alone; and the files to add up once more."""

    cells: bool = False
    school: str | None = None
    files: tuple[tuple[Path, str], ...] | None = None
    blank_means: Sequence[BlankMeans] = ()


_PLAIN = Wanted()


def trace(evaluator: Evaluator, verdict: Verdict, wanted: Wanted = _PLAIN) -> Trace:
    """An indicator taken apart. Raises Unbalanced where its parts do not add up to it."""
    plan, name = evaluator.plan, verdict.measurement.indicator
    parts = [
        part(evaluator, formula, role) for role, formula in leaves(evaluator, plan.indicators[name].formula)
    ]
    parts = [replace(one, waiting=waiting(evaluator, one)) for one in parts]
    again = None if wanted.files is None else recount(evaluator, parts, wanted.files, wanted.blank_means)
    if wanted.cells:
        parts = [with_cells(evaluator, one, asked(plan, one.formula), wanted.school) for one in parts]
    return Trace(
        plan,
        evaluator.census.year,
        evaluator.as_of,
        verdict,
        tuple(parts),
        decides(verdict, plan.targets.get(name)),
        again,
        wanted.school,
        wanted.cells,
    )


def part(evaluator: Evaluator, formula: Formula, name: str = "") -> Part:
    """One formula that counts rows."""
    outcome = measure(evaluator, formula)
    if outcome.counted is None or outcome.problem is not None:
        return Part(name, formula, outcome.counted, None, problem=outcome.problem)
    taken = take(evaluator, formula)
    lines = taken.lines.filled(taken.units)
    check_sums(outcome.counted, lines, taken.bridge.counted)
    return Part(name, formula, outcome.counted, taken.bridge, lines, taken.units)


def take(evaluator: Evaluator, formula: Formula) -> Taken:
    match formula:
        case ShareFormula():
            return take_share(evaluator, formula)
        case CountFormula():
            return take_count(evaluator, formula)
        case DistinctFormula():
            return take_distinct(evaluator, formula)
        case SumFormula():
            return take_sum(evaluator, formula)
        case DispersionFormula():
            return take_dispersion(evaluator, formula)
        case EachFormula():
            return take_each(evaluator, formula)
        case CellsFormula():
            return take_cells(evaluator, formula)
    raise TypeError(f"no rows are counted by {type(formula).__name__}")


def check_sums(counted: Counted, lines: tuple[Line, ...], bridged: int) -> None:
    """The lines add up to the figure, and the bridge leads to it. Raises Unbalanced."""
    above = sum((line.numerator for line in lines), Fraction(0))
    below = sum((line.denominator for line in lines), Fraction(0))
    undecided = sum(line.undecided for line in lines)
    found = (above, below, undecided, bridged)
    match counted:
        case Share():
            decided = counted.yes + counted.no
            wanted: tuple[object, ...] = (counted.yes, decided, counted.missing, decided)
        case Count():
            wanted = (counted.yes, counted.yes, counted.undecided, counted.yes)
        case Keys():
            wanted = (len(counted.yes), len(counted.yes), counted.missing, len(counted.yes))
        case Sum():
            wanted = (counted.total, 0, counted.missing, counted.rows)
        case Moments():
            wanted = (counted.total, counted.weight, counted.missing, counted.units)
        case _:
            wanted = found
    if found != wanted:
        raise Unbalanced(f"lines: {found} found, {wanted} wanted")
