"""Which columns that no sheet has keep a condition from being decided."""

from __future__ import annotations

from collections.abc import Callable

from ruraledu_cli.definitions.condition import (
    All,
    AnyOf,
    AtLeastOf,
    Condition,
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

Names = frozenset[str]
NONE_MISSING: Names = frozenset()


class Causes:
    """`has(table, column)`: whether any sheet of the year has the column; `scope`: a scope's condition.

    Of a `first_known` the alternatives that are there can still decide, so that it waits for columns only if
    every alternative does.
    """

    def __init__(self, has: Callable[[str, str], bool], scope: Callable[[str, str], Condition]) -> None:
        self.has = has
        self.scope = scope

    def of(self, condition: Condition, table: str) -> Names:
        """The absent columns a condition waits for, as table.column."""
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
                return self.of(self.scope(owner, name), owner)
            case Not(item):
                return self.of(item, table)
            case All(items) | AnyOf(items) | AtLeastOf(items=items):
                return NONE_MISSING.union(*(self.of(item, table) for item in items))
            case FirstKnown(items):
                parts = [self.of(item, table) for item in items]
                return NONE_MISSING.union(*parts) if all(parts) else NONE_MISSING
            case If(HasColumn(column), then, otherwise):
                return self.of(then if self.has(table, column) else otherwise, table)
            case If(test, then, otherwise):
                return NONE_MISSING.union(*(self.of(item, table) for item in (test, then, otherwise)))
            case Exists(other, by, where):
                return self._absent(other, [by]) | self.of(where, other)
            case Earlier():
                return NONE_MISSING if self.has("", "earlier_year") else frozenset({"earlier_year"})
            case Sent() | HasColumn():
                return NONE_MISSING
        return NONE_MISSING

    def _absent(self, table: str, names: object) -> Names:
        assert isinstance(names, list | tuple)
        return frozenset(f"{table}.{name}" for name in names if not self.has(table, name))
