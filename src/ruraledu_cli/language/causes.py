"""Which tables and columns that nobody sent keep a condition from being decided."""

from __future__ import annotations

from collections.abc import Callable

from ruraledu_cli.definitions.condition import (
    All,
    AnyOf,
    AtLeastOf,
    Condition,
    Const,
    Earlier,
    Exists,
    FirstKnown,
    HasColumn,
    If,
    InScope,
    Linked,
    Not,
    Outside,
    Sent,
    Test,
)
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES

Names = frozenset[str]
NONE_MISSING: Names = frozenset()


class Causes:
    """`has(table, column)`: whether any sheet of the year has the column.

    Only what leaves some row undecided is looked into: an absent column that decides nothing is no cause. Of
    a `first_known` the alternatives that are there can still decide, so that it waits for columns only if
    every alternative does.
    """

    def __init__(self, evaluator: Evaluator, has: Callable[[str, str], bool]) -> None:
        self.evaluator = evaluator
        self.has = has

    def of(self, condition: Condition, table: str) -> Names:
        """What a condition waits for: an absent column as table.column, an absent table by its name."""
        mask = self.evaluator.mask(condition, table)
        return self._within(condition, table) if (mask == UNKNOWN).any() else NONE_MISSING

    def _within(self, condition: Condition, table: str) -> Names:
        match condition:
            case Test(column=column, op=op, per=per, dates=dates):
                if op == "known":
                    return NONE_MISSING
                names = [column, *([per] if per else [])]
                found = self._absent(table, names)
                return (
                    found | self._absent(table, dates)
                    if dates and not any(self.has(table, name) for name in dates)
                    else found
                )
            case Outside(column):
                return self._absent(table, [column])
            case Linked(column, target, item):
                return self._absent(table, [column]) | self.of(item, target)
            case InScope(table=owner, name=name):
                return self.of(self.evaluator.plan.scopes[owner, name], owner)
            case Not(item):
                return self.of(item, table)
            case AnyOf(items) if Const("unknown") in items:
                return NONE_MISSING  # no column would make it a no
            case All(items) | AnyOf(items) | AtLeastOf(items=items):
                return NONE_MISSING.union(*(self.of(item, table) for item in items))
            case FirstKnown(items):
                parts = [self.of(item, table) for item in items]
                return NONE_MISSING.union(*parts) if all(parts) else NONE_MISSING
            case If(HasColumn(column), then, otherwise):
                return self.of(then if self.has(table, column) else otherwise, table)
            case If():
                return self._of_if(condition, table)
            case Exists(other, by, where):
                sent = other in self.evaluator.census.tables
                return self._absent(other, [by]) | self.of(where, other) if sent else frozenset({other})
            case Earlier():
                return NONE_MISSING if self.has("", "earlier_year") else frozenset({"earlier_year"})
            case Sent() | HasColumn():
                return NONE_MISSING
        return NONE_MISSING

    def _of_if(self, condition: If, table: str) -> Names:
        """A branch that no row takes is no cause."""
        test = self.evaluator.mask(condition.test, table)
        taken = [(condition.then, test != NO), (condition.otherwise, test != YES)]
        parts = (self.of(item, table) for item, rows in taken if rows.any())
        return self.of(condition.test, table).union(*parts)

    def _absent(self, table: str, names: object) -> Names:
        assert isinstance(names, list | tuple)
        return frozenset(f"{table}.{name}" for name in names if not self.has(table, name))
