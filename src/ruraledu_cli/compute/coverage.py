"""Completeness: which townships and schools must have sent rows, and which have not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ruraledu_cli.census import MISSING, NONE, Ref, Table
from ruraledu_cli.compute.groups import Group, group_names
from ruraledu_cli.compute.selection import select
from ruraledu_cli.definitions.condition import All, Condition
from ruraledu_cli.definitions.formula import Rows
from ruraledu_cli.definitions.plan import Coverage
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, YES
from ruraledu_cli.language.register import RegisteredSchool
from ruraledu_cli.model.measurement import Units


@dataclass(frozen=True, slots=True)
class Covered:
    """What must be covered, what is not, and the rows of the schools that sent no roster."""

    expected: int
    absent: frozenset[str]
    without_roster: tuple[int, ...] = ()

    def units(self, filled: frozenset[str] = frozenset()) -> Units:
        """As told: `filled` are schools that something else stands in for."""
        absent = tuple(sorted(self.absent - filled))
        return Units(self.expected, self.expected - len(absent), absent)


def coverage(evaluator: Evaluator, rows: Rows, group: Group | None) -> Covered | None:
    """The units an indicator over these rows must cover; None for a table that need not."""
    rule = evaluator.plan.coverage.get(rows.table)
    if rule is None:
        return None
    if rule.schools is not None:
        return _by_school(evaluator, rows, rule, group)
    found = _townships(evaluator, rows.table, rule, group) if rule.townships else Covered(0, frozenset())
    return _plus(found, _last_year(evaluator, group)) if rule.last_year else found


def _plus(left: Covered, right: Covered) -> Covered:
    return Covered(left.expected + right.expected, left.absent | right.absent)


def _townships(evaluator: Evaluator, table: str, rule: Coverage, group: Group | None) -> Covered:
    expected = set(evaluator.plan.townships)
    if group is not None and group.by == "township":
        expected &= {group.key}
    column = evaluator.table(table).column(rule.township_column)
    seen = {str(column.values[code]) for code in set(column.codes.tolist()) if code != MISSING}
    return Covered(len(expected), frozenset(expected - seen))


def _last_year(evaluator: Evaluator, group: Group | None) -> Covered:
    """Schools of last year's register that are neither here nor listed as gone."""
    after = evaluator.table("schools")
    here = set(map(_school_keys(after), range(after.size))) | _names(after)
    gone = set(evaluator.plan.lists.get("successors", ()))
    expected = {school.key for school in evaluator.last_year() if _may_be_in(school, group)} - gone
    return Covered(len(expected), frozenset(expected - here))


def _may_be_in(school: RegisteredSchool, group: Group | None) -> bool:
    groups = school.groups.get(group.by) if group is not None else None
    return group is None or groups is None or group.key in groups


def register(evaluator: Evaluator) -> tuple[RegisteredSchool, ...]:
    """The register of this year for the next: every school that counts, or may."""
    schools = evaluator.table("schools")
    key = _school_keys(schools)
    found = []
    for row in np.flatnonzero(evaluator.counted("schools") != NO):
        if key(int(row)):
            found.append(RegisteredSchool(key(int(row)), _groups_of(evaluator, int(row))))
    return tuple(found)


def _groups_of(evaluator: Evaluator, row: int) -> dict[str, tuple[str, ...]]:
    found = {}
    for by, tables in evaluator.plan.breakdowns.items():
        breakdown = tables.get("schools")
        value = evaluator.table("schools").column(breakdown.column)[row] if breakdown else None
        if breakdown is not None and value is not None:
            found[by] = group_names(value, breakdown)
    return found


def _school_keys(table: Table) -> Callable[[int], str]:
    codes, names = table.column("school_code"), table.column("school_name")

    def key(row: int) -> str:
        return str(codes[row] or names[row] or "")

    return key


def _names(table: Table) -> set[str]:
    """Every code and name a school goes by, so that a school without a code last year is found by name."""
    columns = [table.column(name) for name in ("school_code", "school_name", "former_name")]
    return {str(value) for column in columns for value in column.values if value is not NONE}


def _by_school(evaluator: Evaluator, rows: Rows, rule: Coverage, group: Group | None) -> Covered:
    """Each school that may be in scope must have rows (or say that there are none)."""
    assert rule.schools is not None
    due = Rows("schools", rows.scope, _both(rows.at, rule.schools))
    expected = np.flatnonzero(select(evaluator, due, group) != NO)
    present = _schools_with_rows(evaluator, rows)
    if rule.none_stated is not None:
        stated = evaluator.mask(rule.none_stated, "schools") == YES
        present = present | stated
    key = _school_keys(evaluator.table("schools"))
    having = {key(int(row)) for row in np.flatnonzero(present)} - {""}  # campuses of one code are one school
    without = tuple(int(row) for row in expected if not present[row] and key(int(row)) not in having)
    whole = coverage(evaluator, Rows("schools"), group) or Covered(0, frozenset())
    absent = frozenset(key(row) for row in without) | whole.absent
    units = {key(int(row)) or int(row) for row in expected}
    return Covered(len(units) + len(whole.absent), absent, without)


def owing(evaluator: Evaluator, table: str) -> npt.NDArray[np.bool_]:
    """Which schools must, or may have to, send rows of a table: not those that state that they have none."""
    rule = evaluator.plan.coverage.get(table)
    if rule is None or rule.schools is None:
        return np.zeros(evaluator.table("schools").size, dtype=np.bool_)
    due: npt.NDArray[np.bool_] = select(evaluator, Rows("schools", None, rule.schools), None) != NO
    if rule.none_stated is not None:
        due &= evaluator.mask(rule.none_stated, "schools") != YES
    return due


def shows_sent(evaluator: Evaluator, table: str) -> npt.NDArray[np.bool_]:
    """Which rows show that whose they are has sent the table; those of a register of heads show no roster."""
    rule = evaluator.plan.coverage.get(table)
    if rule is None or rule.sent_by is None:
        return np.ones(evaluator.table(table).size, dtype=np.bool_)
    shows: npt.NDArray[np.bool_] = evaluator.mask(rule.sent_by, table) != NO
    return shows


def _both(left: Condition | None, right: Condition) -> Condition:
    return right if left is None else All((left, right))


def _schools_with_rows(evaluator: Evaluator, rows: Rows) -> npt.NDArray[np.bool_]:
    """Which schools have a row that shows they have sent the table; for indicators over heads, a row in
    office that names one."""
    found = np.zeros(evaluator.table("schools").size, dtype=np.bool_)
    column = evaluator.table(rows.table).column("school")
    if rows.heads is None:
        shows = shows_sent(evaluator, rows.table)
    else:
        shows = np.minimum(evaluator.counted(rows.table), evaluator.mask(rows.heads, rows.table)) != NO
    codes = set(column.codes[shows].tolist())
    for code in codes:
        value = column.values[code] if code != MISSING else None
        if isinstance(value, Ref) and value.row >= 0:
            found[value.row] = True
    return found
