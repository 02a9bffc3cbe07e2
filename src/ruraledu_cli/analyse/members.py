"""Formulas that count no rows taken apart: members of a list, and cells of persons, schools and semesters."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ruraledu_cli.analyse.bridge import way
from ruraledu_cli.analyse.lines import Lines, label_of
from ruraledu_cli.analyse.parts import Taken
from ruraledu_cli.census import MISSING
from ruraledu_cli.compute.cells import cells_due
from ruraledu_cli.compute.shares import measure_each
from ruraledu_cli.definitions.formula import CellsFormula, EachFormula
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES
from ruraledu_cli.model.measurement import Share
from ruraledu_cli.model.trace import Bridge, State, Step, Unit


def take_each(evaluator: Evaluator, formula: EachFormula) -> Taken:
    """Townships of a list; the bridge begins with the list."""
    lines = Lines(evaluator, formula.table)
    units = []
    for member in formula.members:
        only = EachFormula(
            (member,), formula.table, formula.by, formula.where, formula.lacking, formula.scope
        )
        share = measure_each(evaluator, only, None).counted
        assert isinstance(share, Share)
        township = evaluator.plan.townships.get(member)
        line = lines.of_member(member, township.zh if township else member)
        units.append(_member(line, formula.table, rows_of(evaluator, formula, member), share))
    undecided = sum(unit.undecided for unit in units)
    out = sum(1 for unit in units if not unit.undecided and not unit.denominator)
    steps = (Step("keys", -out), Step("undecided", -undecided))
    return Taken(lines, tuple(units), Bridge(len(units), steps, len(units) - out - undecided))


def _member(line: int, table: str, rows: tuple[int, ...], share: Share) -> Unit:
    state: State = "undecided" if share.missing else "yes" if share.yes else "no"
    decided = Fraction(share.yes + share.no)
    return Unit(line, state, table, rows, "", False, Fraction(share.yes), decided, share.missing)


def rows_of(evaluator: Evaluator, formula: EachFormula, member: str) -> tuple[int, ...]:
    """The rows that make a member count, or may."""
    found = np.minimum(evaluator.counted(formula.table), evaluator.mask(formula.where, formula.table))
    column = evaluator.table(formula.table).column(formula.by)
    codes = [code for code, value in enumerate(column.values) if str(value) == member]
    own = np.isin(column.codes, codes)
    sure = np.flatnonzero(own & (found == YES))
    loose = np.flatnonzero((own | (column.codes == MISSING)) & (found != NO))
    return tuple(int(row) for row in (sure if len(sure) else loose))


def take_cells(evaluator: Evaluator, formula: CellsFormula) -> Taken:
    """Each person with each linked school in each semester."""
    found = way(evaluator, formula.rows)
    lines = Lines(evaluator, formula.rows.table)
    units = []
    for (person, school, text, semester), scope, filled in cells_due(evaluator, formula, None):
        line = lines.of_school(school) if school >= 0 else lines.of_unknown(text)
        rows = _rows(lines, person, found.mask)
        label, personal = label_of(evaluator, lines.table, rows[0])
        state: State = "undecided" if UNKNOWN in (scope, filled) else "yes" if filled == YES else "no"
        units.append(
            Unit(
                line,
                state,
                lines.table.name,
                rows,
                f"{label}#{semester}",
                personal,
                Fraction(state == "yes"),
                Fraction(state != "undecided"),
                int(state == "undecided"),
            )
        )
    undecided = sum(unit.undecided for unit in units)
    steps = (*found.steps, Step("cells", len(units) - found.left), Step("undecided", -undecided))
    return Taken(lines, tuple(units), Bridge(found.read, steps, len(units) - undecided))


def _rows(lines: Lines, person: int, mask: np.ndarray) -> tuple[int, ...]:
    persons = lines.table.persons
    if persons is None:
        return (person,)
    return tuple(int(row) for row in np.flatnonzero((persons == person) & (mask != NO)))
