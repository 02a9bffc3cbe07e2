"""Conditions of a plan in plain words: any plan's YAML can be read aloud, in Chinese and in English.

A *not* is carried inwards until it stands at a test, where words have an ordinary way to say it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ruraledu_cli.catalogue.figures import table_name
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.codebook import ColumnDef
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
    Literal_,
    Not,
    Operand,
    Outside,
    Sent,
    Test,
)
from ruraledu_cli.definitions.context import DERIVED
from ruraledu_cli.definitions.plan import Plan

_OPPOSITE = {"at_least": "less_than", "at_most": "more_than", "more_than": "at_most", "less_than": "at_least"}
_CONST = {"always": "never", "never": "always", "unknown": "unknown"}


class ConditionWords:
    """Puts conditions into words. `named` are the scopes that were called by name, in order of their first
    mention, each to be defined once with `definition`."""

    def __init__(self, plan: Plan, text: Catalogue) -> None:
        self.plan, self.text = plan, text
        self.named: dict[tuple[str, str], None] = {}

    def words(self, condition: Condition, table: str, *, negated: bool = False) -> str:
        """A condition on rows of a table."""
        match condition:
            case Not(item):
                return self.words(item, table, negated=not negated)
            case All(items) | AnyOf(items):
                joint = isinstance(condition, All) != negated
                return self._join("and" if joint else "or", items, table, negated=negated)
            case FirstKnown(items):
                return self._say("first_known", items=self._listed(items, table, negated=negated))
            case If(test, then, otherwise):
                return self._say(
                    "if",
                    test=self._grouped(test, table),
                    then=self._grouped(then, table, negated=negated),
                    otherwise=self._grouped(otherwise, table, negated=negated),
                )
            case InScope(owner, name):
                return self.scope(owner, name, negated=negated)
            case Test():
                return self._test(condition, table, negated=negated)
            case Const(answer):
                return self._say(_CONST[answer] if negated else answer)
            case Linked(column, target, InScope(owner, name)) if negated:
                inner = self.opposite(InScope(owner, name), target)
                return self._say("linked", column=self.column(table, column), inner=inner)
            case _:
                said = self._other(condition, table)
                return self._say("not", inner=said) if negated else said

    def _other(self, condition: Condition, table: str) -> str:
        match condition:
            case AtLeastOf(count, items):
                return self._say("at_least_of", count=count, items=self._listed(items, table, negated=False))
            case Linked(column, target, item):
                inner = self._grouped(item, target)
                return self._say("linked", column=self.column(table, column), inner=inner)
            case Outside(column):
                return self._say("outside", column=self.column(table, column))
            case Sent(name):
                return self._say("sent", table=table_name(name, self.text, self.plan))
            case HasColumn(column):
                return self._say("has_column", column=self.column(table, column))
            case Exists(other, by, where):
                whole = where == Const("always")
                name, link = table_name(other, self.text, self.plan), self.column(other, by)
                said = None if whole else self._grouped(where, other)
                return self._say("exists", table=name, column=link, inner=said)
            case Earlier(years, where):
                return self._say("earlier", years=years, inner=self._grouped(where, table))
        raise TypeError(type(condition).__name__)

    def scope(self, table: str, name: str, *, negated: bool = False) -> str:
        """A named scope: by its name where it has one or is long; a scope that is one test, in its words."""
        condition = self.plan.scopes[table, name]
        plain = condition.item if isinstance(condition, Not) else condition
        if isinstance(plain, Test | Const | InScope) and self.scope_name(table, name) == name:
            return self.words(condition, table, negated=negated)
        self.named.setdefault((table, name))
        return self._say("not_scope" if negated else "scope", name=self.scope_name(table, name))

    def opposite(self, condition: Condition, table: str) -> str:
        """What those are like who do not satisfy a condition; a scope that is one test is that test."""
        if isinstance(condition, InScope):
            body = self.plan.scopes[condition.table, condition.name]
            if isinstance(body.item if isinstance(body, Not) else body, Test):
                return self.words(body, table, negated=True)
        return self.words(condition, table, negated=True)

    def scope_name(self, table: str, name: str) -> str:
        """What a scope is called: two tables may each have one of the same name."""
        return self.text.find(f"scope_names.{table}_{name}") or self.text.word("scope_names", name)

    def definition(self, table: str, name: str) -> str:
        """What a named scope means."""
        return self.words(self.plan.scopes[table, name], table)

    def column(self, table: str, name: str) -> str:
        """A column by its header."""
        found = self.column_def(table, name)
        header = name if found is None else found.zh if self.text.language == "zh" else found.en
        return self._say("column", name=header)

    def column_def(self, table: str, name: str) -> ColumnDef | None:
        definition = self.plan.codebook.tables.get(table)
        own = definition.columns.get(name) if definition else None
        return own or DERIVED.get(table, {}).get(name)

    def _test(self, test: Test, table: str, *, negated: bool) -> str:
        column = self.column(table, test.column)
        if test.per is not None:
            column = self._say("per", column=column, per=self.column(table, test.per))
        op: str = test.op
        if op == "in":
            values = [self.value(table, test.column, value) for value in test.values]
            key = "in" if len(values) == 1 else "in_one"
            return self._say(f"not_{key}" if negated else key, column=column, values=self.text.join(values))
        if negated and op in _OPPOSITE:
            op, negated = _OPPOSITE[op], False
        params = {
            "column": column,
            "value": None if test.operand is None else self.operand(test.operand, table),
            "dates": self.text.join(self.column(table, name) for name in test.dates),
            "period": self.text.word("period", test.period) if test.period else None,
        }
        return self._say(f"not_{op}" if negated else op, **params)

    def value(self, table: str, column: str, value: Literal_) -> str:
        """A value as a person writes it: a code by its name, a township by its name."""
        found = self.column_def(table, column)
        if isinstance(value, bool):
            return self.text.text("answer.yes" if value else "answer.no")
        if found is not None and found.codes:
            code = self.plan.codebook.code_lists[found.codes].codes.get(str(value))
            if code is not None:
                return code.zh if self.text.language == "zh" else code.en
        township = self.plan.townships.get(str(value)) if found is not None and found.type == "area" else None
        if township is not None:
            return township.en if self.text.language == "en" and township.en else township.zh
        return str(value)

    def operand(self, operand: Operand, table: str) -> str:
        """What a column is compared with."""
        if operand.least:
            said = self._say("least", items=self.text.join(self.operand(o, table) for o in operand.least))
        elif operand.variable is not None:
            said = self._say(operand.variable)
        elif operand.column is not None:
            other = None if operand.otherwise is None else self.operand(operand.otherwise, table)
            said = self._say("own", column=self.column(table, operand.column), otherwise=other)
        else:
            said = _number(operand.literal)
        return said if operand.times == 1 else self._say("times", value=said, times=_number(operand.times))

    def _join(self, key: str, items: Iterable[Condition], table: str, *, negated: bool) -> str:
        parts = [self._grouped(item, table, negated=negated) for item in items]
        return self._say(f"join_{key}").join(parts)

    def _grouped(self, item: Condition, table: str, *, negated: bool = False) -> str:
        """Words that stand within others: in brackets where they are several."""
        said = self.words(item, table, negated=negated)
        inner = item
        while isinstance(inner, Not):
            inner = inner.item
        compound = isinstance(inner, All | AnyOf | If | FirstKnown | AtLeastOf)
        return self._say("group", inner=said) if compound else said

    def _listed(self, items: Iterable[Condition], table: str, *, negated: bool) -> str:
        parts = (self._grouped(item, table, negated=negated) for item in items)
        return self.text.clauses(self._say("item", number=n, inner=part) for n, part in enumerate(parts, 1))

    def _say(self, key: str, **params: object) -> str:
        return self.text.text(f"condition.{key}", **params)


def _number(value: Literal_ | None) -> str:
    if isinstance(value, Fraction) and value.denominator != 1:
        return str(float(value)) if Fraction(str(float(value))) == value else str(value)
    return str(value)
