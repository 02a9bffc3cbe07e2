"""A formula taken apart: who is counted in it, one by one, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ruraledu_cli.analyse.bridge import Way, way
from ruraledu_cli.analyse.lines import Lines, label_of
from ruraledu_cli.census import NONE, Value
from ruraledu_cli.compute.coverage import Covered, coverage
from ruraledu_cli.compute.indicators import measure
from ruraledu_cli.compute.selection import Standing, standing
from ruraledu_cli.compute.shares import stand_in
from ruraledu_cli.definitions.formula import (
    AllOfFormula,
    CountFormula,
    DispersionFormula,
    DistinctFormula,
    FirstFormula,
    Formula,
    MeanOfFormula,
    PooledFormula,
    RatioFormula,
    ShareFormula,
    SumFormula,
)
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, YES, Mask, constant
from ruraledu_cli.model.trace import Bridge, State, Step, Unit


def leaves(evaluator: Evaluator, formula: Formula, name: str = "") -> Iterator[tuple[str, Formula]]:
    """The formulas that count rows, each with the part it plays. Of alternatives the one that was taken."""
    match formula:
        case RatioFormula(of, to):
            yield from leaves(evaluator, of, _under(name, "of"))
            yield from leaves(evaluator, to, _under(name, "to"))
        case PooledFormula(parts) | MeanOfFormula(parts):
            for number, part in enumerate(parts, 1):
                yield from leaves(evaluator, part, _under(name, str(number)))
        case AllOfFormula(limits):
            for number, limit in enumerate(limits, 1):
                yield from leaves(evaluator, limit.formula, _under(name, str(number)))
        case FirstFormula(parts):
            good = (part for part in parts if measure(evaluator, part).problem is None)
            yield from leaves(evaluator, next(good, parts[0]), name)
        case _:
            yield name, formula


def _under(name: str, part: str) -> str:
    return f"{name}.{part}" if name else part


@dataclass(frozen=True, slots=True)
class Taken:
    """A formula's units in their lines, and the bridge that leads to their number."""

    lines: Lines
    units: tuple[Unit, ...]
    bridge: Bridge


def take_share(evaluator: Evaluator, formula: ShareFormula) -> Taken:
    """Persons or rows, and the schools whose sums stand in for a roster."""
    found = way(evaluator, formula.rows)
    having = [evaluator.mask(condition, formula.rows.table, found.mask) for condition in formula.having]
    lines = Lines(evaluator, formula.rows.table)
    units = list(_standing_units(evaluator, lines, found.mask, having))
    sums = list(_sums(evaluator, formula, lines))
    added = sum(int(unit.denominator) for unit in sums)
    return Taken(
        lines, (*units, *sums), _bridge(found, units, [Step("sums", added, "schools")] if sums else [])
    )


def take_count(evaluator: Evaluator, formula: CountFormula) -> Taken:
    found = way(evaluator, formula.rows)
    lines = Lines(evaluator, formula.rows.table)
    units = tuple(_standing_units(evaluator, lines, found.mask, [constant(YES, len(found.mask))]))
    return Taken(lines, units, _bridge(found, units, []))


def _bridge(found: Way, units: list[Unit] | tuple[Unit, ...], further: list[Step]) -> Bridge:
    """Rows become persons, what is undecided is not counted, and what stands in is added."""
    undecided = sum(unit.undecided for unit in units)
    steps = (
        [*found.steps, Step("persons", len(units) - found.left)] if len(units) != found.left else found.steps
    )
    steps = [*steps, Step("undecided", -undecided), *further]
    counted = sum(1 for unit in units if not unit.undecided) + sum(step.change for step in further)
    return Bridge(found.read, tuple(steps), counted)


def _standing_units(evaluator: Evaluator, lines: Lines, scope: Mask, having: list[Mask]) -> Iterator[Unit]:
    """Each person (or row) that is in or may be, with all its rows, the telling one first."""
    table = lines.table
    where = standing(evaluator, table.name, scope, having)
    rows: dict[int, list[int]] = {}
    for row in np.flatnonzero(scope != NO):
        rows.setdefault(int(where.numbers[row]), []).append(int(row))
    both = np.minimum.reduce([scope, *having])
    for person, own in rows.items():
        own.sort(key=lambda row: (-int(both[row]), -int(scope[row]), row))
        yield _unit(evaluator, lines, own, _state(where, person))


def _state(where: Standing, person: int) -> State:
    return "yes" if where.yes[person] else "no" if where.no[person] else "undecided"


def _unit(evaluator: Evaluator, lines: Lines, rows: list[int], state: State) -> Unit:
    label, personal = label_of(evaluator, lines.table, rows[0])
    return Unit(
        lines.of_row(rows[0]),
        state,
        lines.table.name,
        tuple(rows),
        label,
        personal,
        Fraction(state == "yes"),
        Fraction(state != "undecided"),
        int(state == "undecided"),
    )


def _sums(evaluator: Evaluator, formula: ShareFormula, lines: Lines) -> Iterator[Unit]:
    """The schools without a roster for which sums (or numbers of undecided rows) stand in."""
    covered = coverage(evaluator, formula.rows, None)
    if covered is None or formula.stand_in is None:
        return
    for row in covered.without_roster:
        only = Covered(1, frozenset(), (row,))
        found = stand_in(evaluator, formula.stand_in, formula.rows, only, None)
        share = found.tally.share
        if found.filled:
            line = lines.of_school(row)
            decided = Fraction(share.yes + share.no)
            yield Unit(
                line,
                "sums",
                "schools",
                (row,),
                numerator=Fraction(share.yes),
                denominator=decided,
                undecided=share.missing,
            )


def take_distinct(evaluator: Evaluator, formula: DistinctFormula) -> Taken:
    """Rows; the first of each key counts."""
    found = way(evaluator, formula.rows)
    lines = Lines(evaluator, formula.rows.table)
    columns = [lines.table.column(name) for name in formula.key]
    units: list[Unit] = []
    seen: set[tuple[str, ...]] = set()
    for row in np.flatnonzero(found.mask != NO):
        key = tuple(str(column[int(row)]) for column in columns)
        known = all(column[int(row)] not in (None, NONE) for column in columns)
        state: State = "yes" if known and found.mask[row] == YES else "undecided"
        unit = _unit(evaluator, lines, [int(row)], state)
        units.append(_again(unit) if state == "yes" and key in seen else unit)
        if state == "yes":
            seen.add(key)
    undecided = sum(unit.undecided for unit in units)
    repeated = len(units) - undecided - len(seen)
    steps = (*found.steps, Step("undecided", -undecided), Step("keys", -repeated))
    return Taken(lines, tuple(units), Bridge(found.read, steps, len(seen)))


def _again(unit: Unit) -> Unit:
    """A further row of a key that is counted already."""
    return replace(unit, numerator=Fraction(0), denominator=Fraction(0))


def take_sum(evaluator: Evaluator, formula: SumFormula) -> Taken:
    found = way(evaluator, formula.rows)
    lines = Lines(evaluator, formula.rows.table)
    column = lines.table.column(formula.column)
    units = [
        _weighing(evaluator, lines, int(row), int(found.mask[row]), figure(column[int(row)]), Fraction(0))
        for row in np.flatnonzero(found.mask != NO)
    ]
    undecided = sum(unit.undecided for unit in units)
    steps = (*found.steps, Step("undecided", -undecided))
    return Taken(lines, tuple(units), Bridge(found.read, steps, len(units) - undecided))


def take_dispersion(evaluator: Evaluator, formula: DispersionFormula) -> Taken:
    """Numerator and denominator are the two figures of each unit: books, and pupils."""
    found = way(evaluator, formula.rows)
    lines = Lines(evaluator, formula.rows.table)
    values, weights = lines.table.column(formula.column), lines.table.column(formula.per)
    inside = [int(row) for row in np.flatnonzero(found.mask != NO)]
    weighed = [row for row in inside if weights[row] is None or figure(weights[row]) != 0]
    units = [
        _weighing(evaluator, lines, row, int(found.mask[row]), figure(values[row]), figure(weights[row]))
        for row in weighed
    ]
    undecided = sum(unit.undecided for unit in units)
    weightless = len(inside) - len(weighed)
    steps = (*found.steps, Step("no_weight", -weightless), Step("undecided", -undecided))
    return Taken(lines, tuple(units), Bridge(found.read, steps, len(units) - undecided))


def _weighing(
    evaluator: Evaluator, lines: Lines, row: int, scope: int, above: Fraction | None, below: Fraction | None
) -> Unit:
    """A unit that adds figures of its own; undecided where one is not known."""
    if scope != YES or above is None or below is None:
        return _unit(evaluator, lines, [row], "undecided")
    return replace(_unit(evaluator, lines, [row], "yes"), numerator=above, denominator=below)


def figure(value: Value | None) -> Fraction | None:
    """A number of a cell; None where there is none."""
    return Fraction(value) if isinstance(value, int | Fraction) else None
