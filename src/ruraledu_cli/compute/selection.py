"""Which rows a formula is over, and what each person (or row) comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ruraledu_cli.compute.groups import Group
from ruraledu_cli.definitions.condition import InScope, Linked
from ruraledu_cli.definitions.formula import Rows
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, YES, Mask
from ruraledu_cli.model.measurement import Share

Undecided = dict[tuple[str, int], int]  # (table, person or row) → how many


@dataclass(frozen=True, slots=True)
class Tally:
    """A share's counts, and who is undecided in it."""

    share: Share
    undecided: Undecided = field(default_factory=dict)


def select(evaluator: Evaluator, rows: Rows, group: Group | None) -> Mask:
    """The rows in scope: counted at all, of the scope, at the right schools, satisfying `where`."""
    table = rows.table
    mask = evaluator.counted(table)
    if rows.scope is not None:
        mask = np.minimum(mask, _owned(evaluator, table, rows.scope))
    if rows.at is not None:
        where = rows.at if table == "schools" else Linked("school", "schools", rows.at)
        mask = np.minimum(mask, evaluator.mask(where, table, mask))
    if rows.where is not None:
        mask = np.minimum(mask, evaluator.mask(rows.where, table, mask))
    if group is not None:
        mask = np.minimum(mask, group.mask(evaluator, table))
    return mask


def _owned(evaluator: Evaluator, table: str, scope: str) -> Mask:
    """A scope of the table itself, else of the school a row belongs to."""
    if (table, scope) in evaluator.plan.scopes:
        return evaluator.scope(table, scope)
    return evaluator.mask(Linked("school", "schools", InScope("schools", scope)), table)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where each person (or row) of a table stands: in scope, having it, and whether it may yet lack it.

    A person is in scope if any of its rows is, and has it if any row is in scope and has it (each part of it,
    where there are several). Rows are taken as independent of one another. `numbers` gives each row's person.
    """

    numbers: npt.NDArray[np.int32]
    inside: Mask
    has: Mask
    may_lack: npt.NDArray[np.bool_]

    @property
    def yes(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.has == YES)

    @property
    def no(self) -> npt.NDArray[np.bool_]:
        return np.asarray((self.has == NO) & (self.inside == YES))

    @property
    def undecided(self) -> npt.NDArray[np.bool_]:
        return np.asarray(~self.yes & ~self.no & (self.inside != NO))


def standing(evaluator: Evaluator, table: str, scope: Mask, having: Sequence[Mask]) -> Standing:
    """Persons where the table is of people, else rows."""
    persons = evaluator.table(table).persons
    numbers = np.arange(len(scope), dtype=np.int32) if persons is None else persons
    size = int(numbers.max()) + 1 if len(numbers) else 0
    inside = _any(scope, numbers, size)
    parts = [_any(np.minimum(scope, mask), numbers, size) for mask in having]
    has = parts[0]
    for part in parts[1:]:
        has = np.minimum(has, part)
    lacks = np.minimum.reduce(list(having)) if len(having) > 1 else having[0]
    may_lack = (has != YES) & (_any(np.where(lacks == YES, NO, scope).astype(np.int8), numbers, size) != NO)
    return Standing(numbers, inside, has, may_lack)


def tally(evaluator: Evaluator, table: str, scope: Mask, having: Sequence[Mask]) -> Tally:
    """Counts persons where the table is of people, else rows."""
    found = standing(evaluator, table, scope, having)
    return _outcomes(table, found.inside, found.has, found.may_lack)


def _any(mask: Mask, numbers: npt.NDArray[np.int32], size: int) -> Mask:
    found = np.zeros(size, dtype=np.int8)
    np.maximum.at(found, numbers, mask)
    return found


def _outcomes(table: str, inside: Mask, has: Mask, may_lack: npt.NDArray[np.bool_]) -> Tally:
    yes = has == YES
    no = (has == NO) & (inside == YES)
    undecided = ~yes & ~no & (inside != NO)
    may_have = has != NO
    share = Share(
        int(yes.sum()),
        int(no.sum()),
        maybe_in_yes=int((undecided & may_have & ~may_lack).sum()),
        maybe_in_no=int((undecided & ~may_have).sum()),
        open=int((undecided & may_have & may_lack).sum()),
    )
    return Tally(share, {(table, int(person)): 1 for person in np.flatnonzero(undecided)})
