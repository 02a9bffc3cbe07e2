"""Breakdowns: which rows of a table fall into one group, three-valued."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ruraledu_cli.census import NONE, Ref, Value
from ruraledu_cli.definitions.plan import Breakdown
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES, Mask, constant


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a breakdown. A row whose group is not known may be in any."""

    by: str
    key: str

    def mask(self, evaluator: Evaluator, table: str) -> Mask:
        """Which rows of a table are in the group; all where the breakdown says nothing of the table."""
        breakdown = evaluator.plan.breakdowns[self.by].get(table)
        if breakdown is None:
            return constant(YES, evaluator.table(table).size)
        owner = "schools" if breakdown.link else table
        column = evaluator.table(owner).column(breakdown.column)
        answers = [self._answer(value, breakdown) for value in column.values]
        mask = np.array([*answers, UNKNOWN], dtype=np.int8)[column.codes]
        return mask if breakdown.link is None else _through(evaluator, table, breakdown.link, mask)

    def _answer(self, value: Value, breakdown: Breakdown) -> int:
        if value is NONE:
            return NO
        names = group_names(value, breakdown)
        return YES if self.key in names else NO


def group_names(value: Value, breakdown: Breakdown) -> tuple[str, ...]:
    """The groups a value belongs to."""
    if not breakdown.groups:
        return (str(value),)
    return tuple(name for name, values in breakdown.groups.items() if str(value) in values)


def group_keys(evaluator: Evaluator, by: str, table: str) -> list[str]:
    """The groups of a table in order: the plan's townships, the breakdown's own, else the values seen."""
    breakdown = evaluator.plan.breakdowns.get(by, {}).get(table)
    if breakdown is None:
        return []
    if breakdown.groups:
        return list(breakdown.groups)
    if by == "township" and evaluator.plan.townships:
        return list(evaluator.plan.townships)
    column = evaluator.table("schools" if breakdown.link else table).column(breakdown.column)
    return sorted(str(value) for value in column.values if value is not NONE)


def _through(evaluator: Evaluator, table: str, link: str, mask: Mask) -> Mask:
    column = evaluator.table(table).column(link)
    answers = [
        int(mask[value.row]) if isinstance(value, Ref) and value.row >= 0 else UNKNOWN
        for value in column.values
    ]
    return np.array([*answers, UNKNOWN], dtype=np.int8)[column.codes]
