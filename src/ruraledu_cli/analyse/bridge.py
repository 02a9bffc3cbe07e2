"""The way from the rows of the sheets to the rows a formula is over: each step, and how many fall away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ruraledu_cli.census import Frame
from ruraledu_cli.compute.selection import select
from ruraledu_cli.definitions.condition import All, Condition, InScope, Linked
from ruraledu_cli.definitions.formula import Rows
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, YES, Mask, constant
from ruraledu_cli.model.trace import Step, Unbalanced

_ABOVE = frozenset({"title", "header", "column_numbers", "form", "form_lost"})  # never taken for a record
_ALWAYS = ("totals", "blank")  # told even where there are none: this is what one asks about first


@dataclass(frozen=True, slots=True)
class Way:
    """Rows read below the headers, the steps to the rows that are in (or may be), and which these are."""

    read: int
    steps: tuple[Step, ...]
    mask: Mask

    @property
    def left(self) -> int:
        return self.read + sum(step.change for step in self.steps)


def way(evaluator: Evaluator, rows: Rows) -> Way:
    """The way to the rows of a formula. Raises Unbalanced where it does not lead to them."""
    passed, read = passed_rows(evaluator, rows.table)
    steps = [Step(code, -count, rows.table) for code, count in passed.items()]
    table = evaluator.table(rows.table)
    if read + sum(step.change for step in steps) != table.rows_read:
        raise Unbalanced(f"{rows.table}: sheets and records differ")
    steps.append(Step("duplicates", table.size - table.rows_read, rows.table))
    mask = constant(YES, table.size)
    for code, condition, owner in conditions(rows, evaluator.plan):
        after = np.minimum(mask, _mask(evaluator, rows.table, condition, owner))
        steps.append(Step(code, -int(((mask != NO) & (after == NO)).sum()), owner, condition))
        mask = after
    if not np.array_equal(mask, select(evaluator, rows, None)):
        raise Unbalanced(f"{rows.table}: the steps lead to other rows")
    return Way(read, tuple(steps), mask)


def passed_rows(evaluator: Evaluator, table: str) -> tuple[dict[str, int], int]:
    """Rows below the headers that are no records, by reason; and all rows below the headers."""
    frames = [frame for frame in evaluator.census.frames if frame.table == table]
    counts: Counter[str] = Counter(dict.fromkeys(_ALWAYS, 0))
    for frame in frames:
        top = _last_header_row(frame)
        for one in frame.passed:
            if one.reason not in _ABOVE:
                counts[one.reason] += sum(row > top for row in one.rows)
    records = sum(len(frame.records) for frame in frames)
    return {code: count for code, count in counts.items() if count or code in _ALWAYS}, (
        records + counts.total()
    )


def _last_header_row(frame: Frame) -> int:
    """The last of the rows that name the columns; what stands above it was never meant as a record."""
    first = frame.records[0] if frame.records else len(frame.sheet.rows)
    heads = (row for one in frame.passed if one.reason in ("header", "column_numbers") for row in one.rows)
    return max((row for row in heads if row < first), default=-1)


def conditions(rows: Rows, plan: Plan) -> Iterator[tuple[str, Condition, str]]:
    """Every condition on the rows, in the order in which it is asked, with the table it is asked of."""
    for condition in _parts(plan.counted.get(rows.table)):
        yield "counted", condition, rows.table
    if rows.scope is not None:
        owner = rows.table if (rows.table, rows.scope) in plan.scopes else "schools"
        yield "scope", InScope(owner, rows.scope), owner
    for condition in _parts(rows.at):
        yield "where" if rows.table == "schools" else "at", condition, "schools"
    for condition in _parts(rows.where):
        yield "where", condition, rows.table


def _parts(condition: Condition | None) -> tuple[Condition, ...]:
    if condition is None:
        return ()
    return condition.items if isinstance(condition, All) else (condition,)


def _mask(evaluator: Evaluator, table: str, condition: Condition, owner: str) -> Mask:
    asked = condition if owner == table else Linked("school", owner, condition)
    return evaluator.mask(asked, table)
