"""Which columns a formula looks at, table by table: the cells a figure comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ruraledu_cli.definitions.condition import (
    Condition,
    Earlier,
    Exists,
    HasColumn,
    InScope,
    Linked,
    Operand,
    Outside,
    Test,
    children,
)
from ruraledu_cli.definitions.formula import (
    CellsFormula,
    DispersionFormula,
    DistinctFormula,
    EachFormula,
    Formula,
    Rows,
    ShareFormula,
    SumFormula,
)
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.validate.derive import SCHOOL

# Columns that no sheet has, and those they are made of.
SOURCES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("staff", "school"): SCHOOL["staff"],
    ("students", "school"): ("school_code", "school_name"),
    ("guards", "school"): ("school_code", "school_name"),
    ("researchers", "schools"): ("linked_schools",),
    ("researcher_visits", "school"): ("school_code",),
    ("projects", "township"): ("township", "holder"),
    ("projects", "holder_key"): ("school_code", "holder", "township"),
}
LINKED_ROWS = frozenset({"school", "schools"})


class Asked:
    """Columns by table, in the order in which they are first asked for. `reverse` are the links by which
    other tables' rows are found (table, column)."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.columns: dict[str, dict[str, None]] = {}
        self.reverse: dict[tuple[str, str], None] = {}
        self._scopes: set[tuple[str, str]] = set()

    def of(self, table: str) -> tuple[str, ...]:
        """The columns of a table as sheets have them: derived ones by their sources."""
        found: dict[str, None] = {}
        for name in self.columns.get(table, ()):
            found.update(dict.fromkeys(SOURCES.get((table, name), (name,))))
        return tuple(found)

    def add(self, table: str, names: Iterable[str | None]) -> None:
        for name in names:
            if name is not None:
                self.columns.setdefault(table, {}).setdefault(name)

    def formula(self, formula: Formula) -> None:
        """Everything a formula that counts rows looks at."""
        match formula:
            case EachFormula(table=table, by=by, where=where):
                self.add(table, [by])
                self._counted(table)
                self.condition(where, table)
                return
            case ShareFormula(rows=rows, having=having):
                for condition in having:
                    self.condition(condition, rows.table)
            case DistinctFormula(rows=rows, key=key):
                self.add(rows.table, key)
            case SumFormula(rows=rows, column=column):
                self.add(rows.table, [column])
            case DispersionFormula(rows=rows, column=column, per=per):
                self.add(rows.table, [column, per])
            case CellsFormula(rows=rows):
                self._cells(formula)
        self._rows(formula.rows)  # type: ignore[union-attr]  # what has no rows has returned

    def _cells(self, formula: CellsFormula) -> None:
        self.add(formula.rows.table, [formula.link])
        self.add(formula.visits, [formula.person, formula.school, formula.date, formula.semester])
        self._counted(formula.visits)
        if formula.linked is not None:
            self.condition(formula.linked, "schools")

    def _rows(self, rows: Rows) -> None:
        if rows.where is not None:
            self.condition(rows.where, rows.table)
        owner = rows.table if (rows.table, rows.scope) in self.plan.scopes else "schools"
        if rows.table != "schools" and (rows.at is not None or (rows.scope and owner == "schools")):
            self.add(rows.table, ["school"])
        if rows.at is not None:
            self.condition(rows.at, "schools")
        if rows.scope is not None:
            self.condition(InScope(owner, rows.scope), owner)
        self._counted(rows.table)

    def _counted(self, table: str) -> None:
        if table in self.plan.counted:
            self.condition(self.plan.counted[table], table)

    def condition(self, condition: Condition, table: str) -> None:
        """Everything a condition looks at."""
        match condition:
            case Test():
                self.add(table, [condition.column, condition.per, *condition.dates])
                self._operand(condition.operand, table)
            case Linked(column, target, item):
                self.add(table, [column])
                self.condition(item, target)
            case Outside(column) | HasColumn(column):
                self.add(table, [column])
            case Exists(other, by, where):
                self.add(other, [by])
                self.reverse.setdefault((other, by))
                self.condition(where, other)
            case InScope(owner, name):
                if (owner, name) not in self._scopes:
                    self._scopes.add((owner, name))
                    self.condition(self.plan.scopes[owner, name], owner)
            case Earlier():
                return  # asks other years, no cell of this one
            case _:
                for child in children(condition):
                    self.condition(child, table)  # type: ignore[arg-type]  # children of a condition are conditions

    def _operand(self, operand: Operand | None, table: str) -> None:
        if operand is not None:
            self.add(table, [operand.column])
            for inner in (operand.otherwise, *operand.least):
                self._operand(inner, table)


def asked(plan: Plan, formula: Formula) -> Asked:
    """What a formula that counts rows looks at."""
    found = Asked(plan)
    found.formula(formula)
    return found
