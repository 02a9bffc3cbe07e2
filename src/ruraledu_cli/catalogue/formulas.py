"""Formulas in words, with and without their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ruraledu_cli.catalogue.conditions import ConditionWords
from ruraledu_cli.catalogue.figures import figure, show, table_name
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.condition import All, Condition, Const, InScope
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
from ruraledu_cli.model.measurement import Counted, Means, Ratio, Share

PEOPLE = frozenset({"staff", "students", "researchers", "guards"})  # counted by person
_WHOLE = {
    CountFormula: "count_words",
    DistinctFormula: "count_words",
    SumFormula: "sum_words",
    DispersionFormula: "dispersion_words",
    RatioFormula: "ratio_words",
    PooledFormula: "pooled",
    MeanOfFormula: "mean_of",
    AllOfFormula: "all_of",
}


def whole(formula: Formula, text: Catalogue) -> str:
    """The formula as a whole, in words."""
    if isinstance(formula, FirstFormula):
        return whole(formula.parts[0], text)
    return text.text(f"formula.{_WHOLE.get(type(formula), 'of_share')}")


def numbers(counted: Counted | None, unit: str, text: Catalogue, line: Fraction | None) -> str | None:
    """The formula with the numbers put in: 68 ÷ 80 = 17/20 = 85.0%. None where nothing was divided."""
    found = figure(counted)
    if counted is None or found.value is None:
        return None
    shown = show(found.value, unit, text, line)
    exact = counted.estimate().exact
    if exact is None:
        return _root(counted, shown)
    if isinstance(counted, Ratio):
        of, to = (_divided(half) for half in (counted.of, counted.to))
        return f"({of}) ÷ ({to}) = {exact} ≈ {shown}" if of and to else None
    if isinstance(counted, Share):
        return f"{_divided(counted)} = {exact} = {shown}"
    return shown if exact == found.value and shown == str(exact) else f"{exact} ≈ {shown}"


def _root(counted: Counted, shown: str) -> str:
    """A root is shown by its square; a mean of roots by its parts."""
    if isinstance(counted, Means):
        parts = " + ".join(f"√({part.estimate().value})" for part in counted.parts)
        return f"({parts}) ÷ {len(counted.parts)} ≈ {shown}"
    return f"√({counted.estimate().value}) ≈ {shown}"


def _divided(counted: Counted) -> str:
    found = counted.estimate()
    if found.numerator is None or not found.denominator:
        return str(found.value if found.value is not None else "")
    return f"{found.numerator} ÷ {found.denominator}"


def over(formula: Formula, words: ConditionWords) -> str:
    """What a formula that counts rows is over: its denominator, or all it counts."""
    text = words.text
    match formula:
        case EachFormula(members=members):
            towns = words.plan.townships
            return text.join(towns[code].zh if code in towns else code for code in members)
        case CellsFormula(rows=rows, link=link, linked=linked):
            meant = None if linked is None else words.words(linked, "schools")
            column = words.column_def(rows.table, link)
            name = link if column is None else column.zh if text.language == "zh" else column.en
            return text.text("formula.cells_over", over=_rows(rows, words), link=name, linked=meant)
        case DistinctFormula(rows, key):
            keys = text.join(words.column(rows.table, name) for name in key)
            return text.text("formula.distinct", over=_rows(rows, words), keys=keys)
        case SumFormula(rows, column):
            name = _header(words, rows.table, column)
            return text.text("formula.sum", over=_rows(rows, words), column=name)
        case DispersionFormula(rows, column, per):
            figures = {"column": _header(words, rows.table, column), "per": _header(words, rows.table, per)}
            return text.text("formula.dispersion", over=_rows(rows, words), **figures)
        case ShareFormula(rows=rows) | CountFormula(rows=rows):
            return _rows(rows, words)
    raise TypeError(type(formula).__name__)


def having(formula: Formula, words: ConditionWords) -> str | None:
    """What the numerator has beyond the denominator; None where there is no numerator of its own."""
    text = words.text
    match formula:
        case ShareFormula(rows=rows, having=conditions):
            key = "formula.having" if len(conditions) == 1 else "formula.having_each"
            return text.text(key, conditions=text.clauses(words.words(c, rows.table) for c in conditions))
        case EachFormula(table=table, where=where, lacking=lacking):
            key = "formula.each_lacking" if lacking else "formula.each_having"
            name = table_name(table, text, words.plan)
            return text.text(key, table=name, conditions=words.words(where, table))
        case CellsFormula(visits=visits):
            return text.text("formula.cells_having", visits=table_name(visits, text, words.plan))
        case _:
            return None


def _header(words: ConditionWords, table: str, column: str) -> str:
    found = words.column_def(table, column)
    return column if found is None else found.zh if words.text.language == "zh" else found.en


def _rows(rows: Rows, words: ConditionWords) -> str:
    text = words.text
    name = table_name(rows.table, text, words.plan)
    key = "formula.persons" if rows.table in PEOPLE else "formula.rows"
    conditions = text.clauses(_conditions(rows, words))
    return text.text("formula.over", rows=text.text(key, table=name), conditions=conditions)


def _conditions(rows: Rows, words: ConditionWords) -> Iterator[str]:
    counted = words.plan.counted.get(rows.table)
    for condition in _parts(counted):
        yield words.words(condition, rows.table)
    if rows.scope is not None:
        owner = rows.table if (rows.table, rows.scope) in words.plan.scopes else "schools"
        yield words.words(InScope(owner, rows.scope), owner)
    for condition in _parts(rows.at):
        yield words.words(condition, "schools")
    for condition in _parts(rows.where):
        yield words.words(condition, rows.table)


def _parts(condition: Condition | None) -> tuple[Condition, ...]:
    if condition is None or condition == Const("always"):
        return ()
    return condition.items if isinstance(condition, All) else (condition,)
