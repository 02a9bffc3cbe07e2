"""What keeps a unit undecided: the fewest cells that, once known, could decide it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from ruraledu_cli.analyse.addresses import Addresses, columns_without_cells
from ruraledu_cli.analyse.bridge import conditions
from ruraledu_cli.census import MISSING, NONE, Ref
from ruraledu_cli.definitions.condition import (
    All,
    AnyOf,
    AtLeastOf,
    Condition,
    Exists,
    FirstKnown,
    If,
    InScope,
    Linked,
    Not,
    Outside,
    Test,
)
from ruraledu_cli.definitions.formula import (
    CellsFormula,
    DispersionFormula,
    DistinctFormula,
    EachFormula,
    Formula,
    ShareFormula,
    SumFormula,
)
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES, Mask
from ruraledu_cli.model.trace import CellAt, Part, Unit, Waiting

Need = frozenset[tuple[str, int, str]]  # (table, row, column); None is out of reach
Options = tuple[Need | None, Need | None]  # what makes it a yes, what makes it a no
NOTHING: Need = frozenset()
_FEW = 400  # exact work is done for so many units of a part


def least(options: Iterable[Need | None]) -> Need | None:
    """The smallest of several; of equal ones the first in order."""
    there = [option for option in options if option is not None]
    return min(there, key=lambda need: (len(need), sorted(need)), default=None)


def together(options: Iterable[Need | None]) -> Need | None:
    """All of several; out of reach where one is."""
    parts = list(options)
    return None if None in parts else NOTHING.union(*(part for part in parts if part is not None))


class Decider:
    """Looks into a condition row by row, only where its answer is unknown."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._masks: dict[tuple[int, str], tuple[Condition, Mask]] = {}

    def _mask(self, condition: Condition, table: str) -> Mask:
        key = (id(condition), table)
        if key not in self._masks:
            self._masks[key] = (condition, self.evaluator.mask(condition, table))  # kept, so that the id is
        return self._masks[key][1]

    def options(self, condition: Condition, table: str, row: int) -> Options:
        """The cells that would make a row's answer a yes, and those that would make it a no."""
        answer = self._mask(condition, table)[row]
        if answer != UNKNOWN:
            return (NOTHING, None) if answer == YES else (None, NOTHING)
        match condition:
            case Not(item):
                yes, no = self.options(item, table, row)
                return no, yes
            case All(items):
                parts = self._each(items, table, row)
                return together(yes for yes, _ in parts), least(no for _, no in parts)
            case AnyOf(items):
                parts = self._each(items, table, row)
                return least(yes for yes, _ in parts), together(no for _, no in parts)
            case FirstKnown(items):
                parts = self._each(items, table, row)
                return least(yes for yes, _ in parts), least(no for _, no in parts)
            case AtLeastOf(count, items):
                return self._at_least(count, self._each(items, table, row))
            case If():
                return self._if(condition, table, row)
            case InScope(owner, name):
                return self.options(self.evaluator.plan.scopes[owner, name], owner, row)
            case _:
                return self._leaf(condition, table, row)

    def _each(self, items: Sequence[Condition], table: str, row: int) -> list[Options]:
        return [self.options(item, table, row) for item in items]

    def _at_least(self, count: int, parts: list[Options]) -> Options:
        return (
            _cheapest((yes for yes, _ in parts), count),
            _cheapest((no for _, no in parts), len(parts) - count + 1),
        )

    def _if(self, condition: If, table: str, row: int) -> Options:
        test, then, otherwise = self._each((condition.test, condition.then, condition.otherwise), table, row)
        yes, no = (least((together((test[0], then[n])), together((test[1], otherwise[n])))) for n in (0, 1))
        return yes, no

    def _leaf(self, condition: Condition, table: str, row: int) -> Options:
        match condition:
            case Test():
                cells = frozenset((table, row, name) for name in self._unknown(condition, table, row))
                return cells, cells
            case Linked(column, target, item):
                return self._linked(table, column, target, item, row)
            case Outside(column):
                cells = frozenset({(table, row, column)})
                return cells, cells
            case Exists():
                return self._exists(condition, row)
        return None, None  # another year's data, or what cannot be told

    def _unknown(self, test: Test, table: str, row: int) -> list[str]:
        """The columns of a test that are not known; its own where all are, yet do not decide it."""
        rows = self.evaluator.table(table)
        needed = [test.column, *([test.per] if test.per else [])]
        if test.dates and all(rows.column(name).codes[row] == MISSING for name in test.dates):
            needed.append(test.dates[0])
        operand = test.operand
        if operand is not None and operand.column is not None and operand.otherwise is None:
            needed.append(operand.column)
        return [name for name in needed if rows.column(name).codes[row] == MISSING] or [test.column]

    def _linked(self, table: str, column: str, target: str, item: Condition, row: int) -> Options:
        value = self.evaluator.table(table).column(column)[row]
        own: Need = frozenset({(table, row, column)})
        members = value if isinstance(value, tuple) else (value,)
        parts = [
            self.options(item, target, member.row)
            if isinstance(member, Ref) and member.row >= 0
            else ((None, NOTHING) if member is NONE else (own, own))
            for member in members
        ]
        return least(yes for yes, _ in parts), together(no for _, no in parts)

    def _exists(self, condition: Exists, row: int) -> Options:
        """Rows of the other table that point here and are undecided, or whose pointing is not known."""
        other, by = condition.table, condition.by
        if other not in self.evaluator.census.tables:
            return None, None
        column = self.evaluator.table(other).column(by)
        counted = self.evaluator.counted(other)
        found = np.minimum(counted, self._mask(condition.where, other))
        parts: list[Options] = []
        for at in np.flatnonzero(found != NO):
            value = column[int(at)]
            refs = value if isinstance(value, tuple) else (value,)
            if any(isinstance(ref, Ref) and ref.row == row for ref in refs):
                parts.append(self.options(condition.where, other, int(at)))
            elif any(not (isinstance(ref, Ref) and ref.row >= 0) and ref is not NONE for ref in refs):
                cell: Need = frozenset({(other, int(at), by)})
                parts.append((cell, cell))
        return least(yes for yes, _ in parts), together(no for _, no in parts)


def _cheapest(options: Iterable[Need | None], count: int) -> Need | None:
    """The cells of the cheapest `count` of several."""
    there = sorted((o for o in options if o is not None), key=lambda need: (len(need), sorted(need)))
    return together(islice(there, count)) if len(there) >= count else None


def waiting(evaluator: Evaluator, part: Part) -> tuple[Waiting, ...]:
    """The undecided units of a part, those that the fewest cells could decide first."""
    decider, addresses = Decider(evaluator), Addresses(evaluator)
    undecided = [unit for unit in part.units if unit.undecided]
    found = [_waits(evaluator, decider, addresses, part.formula, unit) for unit in undecided[:_FEW]]
    found += [Waiting(unit, (), (), None) for unit in undecided[_FEW:]]
    return tuple(sorted(found, key=lambda one: (one.needed is None, one.needed or 0)))


def _waits(
    evaluator: Evaluator, decider: Decider, addresses: Addresses, formula: Formula, unit: Unit
) -> Waiting:
    need = least(_ways(evaluator, decider, formula, unit))
    if need is None:
        return Waiting(unit, (), (), None)
    cells: list[CellAt] = []
    lacking: list[str] = []
    for table, row, column in sorted(need):
        cells += addresses.cells(table, row, [column])
        without = columns_without_cells(evaluator.table(table), evaluator, row, [column])
        lacking += [f"{table}.{name}" for name in without]
    return Waiting(unit, tuple(dict.fromkeys(lacking)), tuple(cells), len(need))


def _ways(evaluator: Evaluator, decider: Decider, formula: Formula, unit: Unit) -> list[Need | None]:
    """The ways to decide a unit: out of scope, in and having it, in and not having it."""
    if unit.state == "sums":
        return [_sums(evaluator, formula, unit)]
    if isinstance(formula, EachFormula):
        parts = [decider.options(formula.where, formula.table, row) for row in unit.rows]
        by: list[Need | None] = [frozenset({(formula.table, row, formula.by)}) for row in unit.rows]
        return [least(yes for yes, _ in parts), together(no for _, no in parts), *by[:1]]
    scopes = [_scope(decider, formula, unit.table, row) for row in unit.rows]
    has = [_having(evaluator, decider, formula, unit.table, row) for row in unit.rows]
    yes = least(together((scope[0], have[0])) for scope, have in zip(scopes, has, strict=True))
    lacks = together(
        least((scope[1], together((scope[0], have[1])))) for scope, have in zip(scopes, has, strict=True)
    )
    return [yes, lacks]


def _scope(decider: Decider, formula: Formula, table: str, row: int) -> Options:
    parts = []
    rows = formula.rows  # type: ignore[union-attr]  # only formulas over rows have units that wait
    for _, condition, owner in conditions(rows, decider.evaluator.plan):
        asked = condition if owner == table else Linked("school", owner, condition)
        parts.append(decider.options(asked, table, row))
    return together(yes for yes, _ in parts), least(no for _, no in parts)


def _having(evaluator: Evaluator, decider: Decider, formula: Formula, table: str, row: int) -> Options:
    rows = evaluator.table(table)
    match formula:
        case ShareFormula(having=having):
            parts = [decider.options(condition, table, row) for condition in having]
            return together(yes for yes, _ in parts), least(no for _, no in parts)
        case DistinctFormula(key=names):
            pass
        case SumFormula(column=column):
            names = (column,)
        case DispersionFormula(column=column, per=per):
            names = (column, per)
        case CellsFormula(link=link):
            names = (link,)
        case _:
            names = ()
    unknown = frozenset((table, row, name) for name in names if rows.column(name).codes[row] == MISSING)
    return unknown, None


def _sums(evaluator: Evaluator, formula: Formula, unit: Unit) -> Need | None:
    """Sums that are not known for a school without a roster."""
    stand_in = formula.stand_in if isinstance(formula, ShareFormula) else None
    schools, row = evaluator.table("schools"), unit.rows[0]
    return least(
        frozenset(
            ("schools", row, name)
            for name in (*source.yes, *source.total)
            if schools.column(name).codes[row] == MISSING
        )
        for source in (stand_in.sources if stand_in else ())
    )
