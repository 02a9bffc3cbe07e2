"""Which table and which conditions a formula hangs on."""

from __future__ import annotations

from collections.abc import Iterator

from ruraledu_cli.definitions.condition import Condition, InScope, Linked, Test
from ruraledu_cli.definitions.formula import (
    AllOfFormula,
    CellsFormula,
    CountFormula,
    DispersionFormula,
    DistinctFormula,
    EachFormula,
    FirstFormula,
    Formula,
    MeanOfFormula,
    PooledFormula,
    RatioFormula,
    Rows,
    ShareFormula,
    SumFormula,
)
from ruraledu_cli.definitions.plan import Plan


def main_table(formula: Formula) -> str:
    """The table whose rows a formula counts (of several parts, the first's)."""
    match formula:
        case EachFormula(table=table):
            return table
        case RatioFormula(of=of):
            return main_table(of)
        case PooledFormula(parts) | MeanOfFormula(parts) | FirstFormula(parts):
            return main_table(parts[0])
        case AllOfFormula(parts):
            return main_table(parts[0].formula)
        case _:
            return formula.rows.table


def needed_tables(formula: Formula, plan: Plan) -> list[str]:
    """The tables without which a formula has no figure."""
    match formula:
        case EachFormula(table=table):
            return [table]
        case CellsFormula(rows=rows, visits=visits):
            return [rows.table, visits, "schools"]
        case (
            ShareFormula(rows=rows)
            | CountFormula(rows=rows)
            | DistinctFormula(rows=rows)
            | SumFormula(rows=rows)
            | DispersionFormula(rows=rows)
        ):
            own = rows.scope is None or (rows.table, rows.scope) in plan.scopes
            linked = rows.table != "schools" and (rows.at is not None or not own)
            return [rows.table, "schools"] if linked else [rows.table]
        case _:
            return []


def asked(formula: Formula, plan: Plan) -> Iterator[tuple[Condition, str]]:
    """Every condition a formula asks of its rows, with the table it is asked of."""
    match formula:
        case EachFormula(table=table, by=by, where=where):
            yield Test(by, "filled"), table
            yield where, table
            return
        case CellsFormula(rows=rows, link=link, linked=linked):
            yield Test(link, "filled") if linked is None else Linked(link, "schools", linked), rows.table
        case ShareFormula(rows=rows, having=having):
            yield from ((condition, rows.table) for condition in having)
        case (
            CountFormula(rows=rows)
            | DistinctFormula(rows=rows)
            | SumFormula(rows=rows)
            | DispersionFormula(rows=rows)
        ):
            pass
        case _:
            return
    yield from _rows(rows, plan)


def _rows(rows: Rows, plan: Plan) -> Iterator[tuple[Condition, str]]:
    if rows.table in plan.counted:
        yield plan.counted[rows.table], rows.table
    if rows.where is not None:
        yield rows.where, rows.table
    if rows.at is not None:
        yield (
            (rows.at, "schools")
            if rows.table == "schools"
            else (Linked("school", "schools", rows.at), rows.table)
        )
    if rows.scope is not None:
        own = (rows.table, rows.scope) in plan.scopes
        scope = InScope(rows.table if own else "schools", rows.scope)
        yield (scope, rows.table) if own else (Linked("school", "schools", scope), rows.table)
