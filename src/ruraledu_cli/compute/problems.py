"""Why a formula has no figure: a table or a column that nobody sent, or a scope that is empty."""

from __future__ import annotations

from ruraledu_cli.compute.outcome import Outcome
from ruraledu_cli.compute.tables import asked, needed_tables
from ruraledu_cli.definitions.formula import DispersionFormula, DistinctFormula, Formula, SumFormula
from ruraledu_cli.language.causes import Causes
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import (
    Count,
    Counted,
    Keys,
    Means,
    NotComputable,
    Ratio,
    Share,
    Sum,
)
from ruraledu_cli.model.moments import Moments


def problem_of(evaluator: Evaluator, formula: Formula, outcome: Outcome) -> NotComputable | None:
    """table_missing, empty_scope or column_missing, in that order; None where there is a figure to give."""
    missing = tuple(
        name
        for name in needed_tables(formula, evaluator.plan)
        if name not in evaluator.census.tables and not (outcome.basis != "roster" and name == "staff")
    )
    if missing:
        return NotComputable("table_missing", missing)
    counted = outcome.counted
    if counted is None:
        return outcome.problem
    if isinstance(counted, Ratio):
        nothing = counted.to.estimate().value
        return NotComputable("empty_scope", (str(outcome.scope or ""),)) if nothing == 0 else None
    if counted.is_empty:
        return NotComputable("empty_scope", (str(outcome.scope or ""),))
    if _undecided_throughout(counted):
        names = awaited(evaluator, formula)
        tables = tuple(name for name in names if name in evaluator.plan.codebook.tables)
        if names:
            return NotComputable("table_missing" if tables else "column_missing", tables or names)
    return None


def _undecided_throughout(counted: Counted) -> bool:
    """Whether every row that may be in scope is undecided."""
    match counted:
        case Share():
            return counted.yes + counted.no == 0 and counted.missing > 0
        case Count() | Keys():
            return counted.estimate().value == 0 and counted.missing > 0
        case Sum():
            return counted.rows == 0 and counted.missing > 0
        case Moments():
            return counted.units == 0 and counted.missing > 0
        case Ratio() | Means():
            return False


def awaited(evaluator: Evaluator, formula: Formula) -> tuple[str, ...]:
    """The tables not sent and the columns no sheet has that the formula waits for, sorted."""
    causes = Causes(evaluator, lambda table, column: _has(evaluator, table, column))
    found: set[str] = set()
    for condition, table in asked(formula, evaluator.plan):
        found |= causes.of(condition, table)
    if isinstance(formula, SumFormula | DispersionFormula | DistinctFormula):
        names = formula.key if isinstance(formula, DistinctFormula) else (formula.column,)
        table = formula.rows.table
        found |= {f"{table}.{name}" for name in names if not _has(evaluator, table, name)}
    return tuple(sorted(found))


def _has(evaluator: Evaluator, table: str, column: str) -> bool:
    """Whether any sheet has a column (of a derived one: a source of it); a known none is no lack."""
    if column == "earlier_year":
        return bool(evaluator.past(1))
    if table not in evaluator.census.tables:
        return True
    definition = evaluator.plan.codebook.tables[table].columns.get(column)
    if definition is not None and definition.blank == "none":
        return True
    return evaluator.table(table).column(column).present
