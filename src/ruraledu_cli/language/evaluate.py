"""Conditions over a census: a three-valued mask of the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import islice

import numpy as np

from ruraledu_cli.census import MISSING, NONE, Census, Column, Interval, Ref, Table, Value, combinations
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
    Operand,
    Outside,
    Sent,
    Test,
    columns_of,
)
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.language import kleene
from ruraledu_cli.language.days import months_after_at_most
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES, Mask
from ruraledu_cli.language.periods import Calendar
from ruraledu_cli.language.predicates import Number, compare, predicate, reference
from ruraledu_cli.language.register import RegisteredSchool

_CONST = {"always": YES, "never": NO, "unknown": UNKNOWN}
EarlierYears = Callable[[], Iterable[Census]]
Register = Sequence[RegisteredSchool]


class Evaluator:
    """Asks a plan's conditions of a census.

    `earlier` gives the censuses of earlier years, latest first, each read only where a condition needs it.
    `last_year` gives the register of the year before (none where there is no such year).
    """

    def __init__(
        self,
        census: Census,
        plan: Plan,
        as_of: date,
        earlier: EarlierYears = tuple,
        last_year: Callable[[], Register] = tuple,
    ) -> None:
        self.census = census
        self.plan = plan
        self.as_of = as_of
        self.calendar = Calendar(census.year, as_of, plan.settings.semesters)
        self.last_year = last_year
        self._earlier = earlier
        self._past: dict[int, Evaluator] = {}
        self._scopes: dict[tuple[str, str], Mask] = {}
        self._counted: dict[str, Mask] = {}

    def table(self, name: str) -> Table:
        """A table, empty where it was not sent."""
        return self.census.tables.get(name) or Table(name, 0, {})

    def counted(self, table: str) -> Mask:
        """Who counts at all: the plan's filter on the table, before any condition."""
        if table not in self._counted:
            condition = self.plan.counted.get(table, Const("always"))
            self._counted[table] = self.mask(condition, table)
        return self._counted[table]

    def scope(self, table: str, name: str) -> Mask:
        """A named scope of the plan."""
        if (table, name) not in self._scopes:
            self._scopes[table, name] = self.mask(self.plan.scopes[table, name], table)
        return self._scopes[table, name]

    def past(self, years: int | None = None) -> list[Evaluator]:
        """The same plan and reference date asked of so many earlier censuses (None: of all), latest first."""
        found = []
        for census in islice(self._earlier(), years):
            if census.year not in self._past:
                self._past[census.year] = Evaluator(census, self.plan, self.as_of)
            found.append(self._past[census.year])
        return found

    def mask(self, condition: Condition, table: str, needed: Mask | None = None) -> Mask:
        """The answer per row. Rows in which `needed` is a no will not be used: costly answers may be left."""
        size = self.table(table).size
        match condition:
            case Const(answer):
                return kleene.constant(_CONST[answer], size)
            case All(items):
                return self._all(items, table, needed)
            case AnyOf(items):
                return kleene.disjunction((self.mask(item, table, needed) for item in items), size)
            case FirstKnown(items):
                return self._first_known(items, table, needed)
            case Not(item):
                return kleene.negation(self.mask(item, table, needed))
            case AtLeastOf(count, items):
                masks = [self.mask(item, table, needed) for item in items]
                sure = sum((m == YES).astype(np.int16) for m in masks)
                possible = sum((m != NO).astype(np.int16) for m in masks)
                return np.where(sure >= count, YES, np.where(possible < count, NO, UNKNOWN)).astype(np.int8)
            case If(test, then, otherwise):
                return self._if(self.mask(test, table, needed), then, otherwise, table, needed)
            case InScope(name=name):
                return self.scope(table, name)
            case Linked(column, target, item):
                return self._linked(table, column, target, item)
            case Outside(column):
                return self._spread(self.table(table).column(column), self._outside)
            case Sent(name):
                return kleene.constant(kleene.known(name in self.census.tables), size)
            case HasColumn(column):
                return kleene.constant(kleene.known(self.table(table).column(column).present), size)
            case Exists(other, by, where):
                return self._exists(other, by, where, size)
            case Earlier(years, where):
                return self._was(table, years, where, needed)
            case Test():
                return self._test(condition, table)

    def _all(self, items: Iterable[Condition], table: str, needed: Mask | None) -> Mask:
        result = kleene.constant(YES, self.table(table).size)
        for item in items:
            still = result if needed is None else np.minimum(result, needed)
            result = np.minimum(result, self.mask(item, table, still))
        return result

    def _first_known(self, items: Iterable[Condition], table: str, needed: Mask | None) -> Mask:
        size = self.table(table).size
        result = kleene.constant(UNKNOWN, size)
        for item in items:
            open_rows = np.where(result == UNKNOWN, YES, NO).astype(np.int8)
            still = open_rows if needed is None else np.minimum(open_rows, needed)
            result = np.where(result == UNKNOWN, self.mask(item, table, still), result).astype(np.int8)
        return result

    def _if(self, test: Mask, then: Condition, otherwise: Condition, table: str, needed: Mask | None) -> Mask:
        """Each branch is asked for the rows that may take it only."""
        branches = []
        for branch, maybe in ((then, test), (otherwise, kleene.negation(test))):
            still = maybe if needed is None else np.minimum(maybe, needed)
            used = bool((still != NO).any())
            branches.append(self.mask(branch, table, still) if used else kleene.constant(UNKNOWN, len(test)))
        return kleene.conditional(test, *branches)

    def _spread(self, column: Column, ask: Callable[[Value], int]) -> Mask:
        """A question of one value, asked of each distinct value and spread over the rows."""
        answers = np.array([ask(value) for value in column.values] + [UNKNOWN], dtype=np.int8)
        return answers[column.codes]  # code −1 takes the last answer, unknown

    def _linked(self, table: str, column: str, target: str, item: Condition) -> Mask:
        there = self.mask(item, target)

        def ask(value: Value) -> int:
            if isinstance(value, tuple):
                return max((ask(member) for member in value), default=NO)
            if isinstance(value, Ref):
                return int(there[value.row]) if value.row >= 0 else UNKNOWN
            return NO

        return self._spread(self.table(table).column(column), ask)

    def _outside(self, value: Value) -> int:
        if isinstance(value, tuple):
            return max((self._outside(member) for member in value), default=NO)
        if not isinstance(value, Ref) or value.row >= 0:
            return NO
        listed = value.text in self.plan.lists.get("outside_schools", ())
        return YES if value.code is not None or listed else UNKNOWN

    def _exists(self, other: str, by: str, where: Condition, size: int) -> Mask:
        """For each row here, whether a row of the other table points at it and satisfies the condition;
        unknown where the other table was not sent."""
        if other not in self.census.tables:
            return kleene.constant(UNKNOWN, size)
        found = np.minimum(self.counted(other), self.mask(where, other))
        result = kleene.constant(NO, size)
        loose = NO
        column = self.table(other).column(by)
        for row in np.flatnonzero(found):
            value, answer = column[int(row)], int(found[row])
            members = value if isinstance(value, tuple) else (value,)
            for member in members:
                if isinstance(member, Ref) and member.row >= 0:
                    result[member.row] = max(result[member.row], answer)
                elif member is not NONE and self._outside(member) != YES:
                    loose = UNKNOWN
        return np.maximum(result, loose).astype(np.int8)

    def _was(self, table: str, years: int | None, where: Condition, needed: Mask | None) -> Mask:
        """Whether in an earlier census the same person satisfied the condition; unknown of who is in none."""
        here = self.table(table)
        if needed is not None and not (needed != NO).any():
            return kleene.constant(UNKNOWN, here.size)
        past = self.past(years or None)
        if not past or here.persons is None:
            return kleene.constant(UNKNOWN, here.size)
        answers: dict[str, int] = {}
        for evaluator in past:
            there = evaluator.table(table)
            mask = evaluator.mask(where, table)
            for row, person in enumerate(there.persons if there.persons is not None else ()):
                key = there.person_keys[person]
                answers[key] = max(answers.get(key, NO), int(mask[row]))
        per_person = [answers.get(key, UNKNOWN) if key else UNKNOWN for key in here.person_keys]
        return np.array(per_person, dtype=np.int8)[here.persons]

    def _test(self, test: Test, table: str) -> Mask:
        rows = self.table(table)
        column = rows.column(test.column)
        if test.op == "known":
            return np.where(column.codes == MISSING, NO, YES).astype(np.int8)
        if test.per is not None or test.dates or (test.operand is not None and test.operand.column):
            return self._by_row(test, rows, column)
        limit = None if test.operand is None else self.number(test.operand)
        ask = predicate(test, self.calendar, limit, self.plan.settings.age_by_month)
        is_list = self._is_list(table, test.column)

        def each(value: Value) -> int:
            if is_list and isinstance(value, tuple):
                return max((ask(member) for member in value), default=NO)
            return ask(value)

        return self._spread(column, each)

    def _is_list(self, table: str, column: str) -> bool:
        definition = self.plan.codebook.tables.get(table)
        found = definition.columns.get(column) if definition else None
        return bool(found and found.list)

    def _by_row(self, test: Test, rows: Table, column: Column) -> Mask:
        """A test whose limit, divisor or start date is the row's own, asked once of rows that are alike."""
        names = (*test.dates, *filter(None, [test.per]), *columns_of(test.operand))
        first, numbers = combinations([column, *map(rows.column, names)])
        answers = [self._row_answer(test, rows, row, column[row]) for row in first]
        return np.array(answers, dtype=np.int8)[numbers]

    def _row_answer(self, test: Test, rows: Table, row: int, value: Value | None) -> int:
        if value is None or value is NONE:
            return UNKNOWN if value is None else NO
        if test.dates:
            start = next(
                (d for d in (rows.column(n)[row] for n in test.dates) if isinstance(d, Interval)), None
            )
            months = self.number(test.operand, rows, row) if test.operand else None
            if start is None or months is None or not isinstance(value, Interval):
                return UNKNOWN
            return months_after_at_most(value, start, int(months))
        if test.per is not None:
            divisor = rows.column(test.per)[row]
            if (
                not isinstance(divisor, int | Fraction)
                or not divisor
                or not isinstance(value, int | Fraction)
            ):
                return UNKNOWN
            value = Fraction(value) / divisor
        limit = self.number(test.operand, rows, row) if test.operand else None
        if limit is None:
            return UNKNOWN
        if test.op.startswith(("age", "years")):
            return predicate(test, self.calendar, limit, self.plan.settings.age_by_month)(value)
        return compare(test.op, value, limit)

    def number(self, operand: Operand, rows: Table | None = None, row: int = 0) -> Number | None:
        """An operand's number; None where it is the row's own and not known."""
        found: Number | None = None
        if operand.variable == "census_year":
            found = self.census.year
        elif operand.variable == "reference_date":
            found = reference(self.as_of)
        elif operand.least:
            parts = [self.number(item, rows, row) for item in operand.least]
            found = None if None in parts else min(part for part in parts if part is not None)
        elif operand.column is not None and rows is not None:
            value = rows.column(operand.column)[row]
            if isinstance(value, int | Fraction):
                found = value
            elif operand.otherwise is not None:
                found = self.number(operand.otherwise, rows, row)
        elif isinstance(operand.literal, int | Fraction):
            found = operand.literal
        return None if found is None else found * operand.times
