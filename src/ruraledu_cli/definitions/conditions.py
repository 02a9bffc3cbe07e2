"""Reads conditions of a plan file into nodes, checked against the codebook; faults carry their place."""

from __future__ import annotations

from typing import Any, Literal, cast

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
    Not,
    Op,
    Operand,
    Outside,
    Sent,
    Test,
)
from ruraledu_cli.definitions.context import Context, suggestion
from ruraledu_cli.definitions.operands import parse_operand
from ruraledu_cli.definitions.yaml import Path_

NEVER = Const("never")
_WORDS = (
    "is",
    "not",
    "any",
    "all",
    "first_known",
    "if",
    "at_least_of",
    "sent",
    "has_column",
    "exists",
    "earlier",
)
_LINK_TABLES = {"school": "schools", "researcher": "researchers"}
_PERIODS = ("school_year", "calendar_year")
_COMPARISONS = ("at_least", "at_most", "more_than", "less_than")


def parse_condition(raw: Any, table: str, context: Context, path: Path_) -> Condition:
    """A condition on rows of `table`. On a fault it is told to the context, and a stand-in comes back."""
    if isinstance(raw, list):
        return AnyOf(tuple(parse_condition(item, table, context, (*path, i)) for i, item in enumerate(raw)))
    if raw in ("always", "never", "unknown"):
        return Const(cast(Literal["always", "never", "unknown"], raw))
    if not isinstance(raw, dict) or not raw:
        context.fault(path, "condition_shape")
        return NEVER
    if "if" in raw:
        return _if(raw, table, context, path)
    items = tuple(_entry(key, value, table, context, (*path, key)) for key, value in raw.items())
    return items[0] if len(items) == 1 else All(items)


def _if(raw: dict[str, Any], table: str, context: Context, path: Path_) -> Condition:
    for key in raw:
        if key not in ("if", "then", "else"):
            context.fault((*path, key), "if_keys", name=key)
    parts = [
        parse_condition(raw.get(key, "never"), table, context, (*path, key)) for key in ("if", "then", "else")
    ]
    return If(parts[0], parts[1], parts[2])


def _entry(key: str, value: Any, table: str, context: Context, path: Path_) -> Condition:
    match key:
        case "is":
            return _scope(value, table, context, path)
        case "not":
            return Not(parse_condition(value, table, context, path))
        case "any" | "all" | "first_known":
            items = tuple(_items(value, table, context, path))
            kinds: dict[str, type[AnyOf | All | FirstKnown]] = {"any": AnyOf, "all": All}
            return kinds.get(key, FirstKnown)(items)
        case "at_least_of":
            return _at_least_of(value, table, context, path)
        case "sent":
            return Sent(value) if context.table(value, path) else NEVER
        case "has_column":
            return HasColumn(value) if context.column(table, value, path) else NEVER
        case "exists":
            return _exists(value, context, path)
        case "earlier":
            return _earlier(value, table, context, path)
        case _ if isinstance(key, str) and "." in key:
            return _dotted(key, value, table, context, path)
        case _:
            return _column(key, value, table, context, path)


def _items(value: Any, table: str, context: Context, path: Path_) -> list[Condition]:
    if not isinstance(value, list) or not value:
        context.fault(path, "conditions_list")
        return []
    return [parse_condition(item, table, context, (*path, i)) for i, item in enumerate(value)]


def _scope(value: Any, table: str, context: Context, path: Path_) -> Condition:
    names = value if isinstance(value, list) else [value]
    for name in names:
        if name not in context.scopes.get(table, ()):
            known = suggestion(name, context.scopes.get(table, ()))
            context.fault(path, "unknown_scope", name=name, table=table, **known)
    found = tuple(InScope(table, str(name)) for name in names)
    return found[0] if len(found) == 1 else AnyOf(found)


def _at_least_of(value: Any, table: str, context: Context, path: Path_) -> Condition:
    if not isinstance(value, dict) or set(value) != {"count", "of"} or not isinstance(value["count"], int):
        context.fault(path, "at_least_of_shape")
        return NEVER
    return AtLeastOf(value["count"], tuple(_items(value["of"], table, context, (*path, "of"))))


def _exists(value: Any, context: Context, path: Path_) -> Condition:
    if not isinstance(value, dict) or not {"in", "by"} <= set(value) <= {"in", "by", "where"}:
        context.fault(path, "exists_shape")
        return NEVER
    table = value["in"]
    if not context.table(table, (*path, "in")):
        return NEVER
    context.column(table, value["by"], (*path, "by"))
    where = parse_condition(value.get("where", "always"), table, context, (*path, "where"))
    return Exists(table, str(value["by"]), where)


def _earlier(value: Any, table: str, context: Context, path: Path_) -> Condition:
    if not isinstance(value, dict) or "where" not in value or not set(value) <= {"where", "years"}:
        context.fault(path, "earlier_shape")
        return NEVER
    years = value.get("years")
    if years is not None and (not isinstance(years, int) or years < 1):
        context.fault((*path, "years"), "not_whole", value=years)
        years = None
    return Earlier(years, parse_condition(value["where"], table, context, (*path, "where")))


def _dotted(key: str, value: Any, table: str, context: Context, path: Path_) -> Condition:
    link, rest = key.split(".", 1)
    column = context.column(table, link, path)
    if column is None:
        return NEVER
    target = _LINK_TABLES.get(column.type)
    if target is None:
        context.fault(path, "no_link", name=link)
        return NEVER
    return Linked(link, target, _entry(rest, value, target, context, path))


def _column(key: Any, value: Any, table: str, context: Context, path: Path_) -> Condition:
    if isinstance(key, str) and key not in context.columns(table):
        context.fault(path, "unknown_word", name=key, **suggestion(key, [*context.columns(table), *_WORDS]))
        return NEVER
    column = context.column(table, key, path)
    if column is None:
        return NEVER
    if not isinstance(value, dict):
        return Test(key, "in", _literals(column, value, context, path))
    tests = tuple(
        _test(column, op, inner, table, context, (*path, op)) for op, inner in value.items() if op != "per"
    )
    if "per" in value:
        context.column(table, value["per"], (*path, "per"))
        tests = tuple(_divided(test, str(value["per"])) for test in tests)
    if not tests:
        context.fault(path, "test_missing")
        return NEVER
    return tests[0] if len(tests) == 1 else All(tests)


def _divided(test: Condition, per: str) -> Condition:
    if not isinstance(test, Test):
        return test
    return Test(test.column, test.op, test.values, test.operand, test.period, test.dates, per)


def _literals(column: ColumnDef, value: Any, context: Context, path: Path_) -> tuple[Any, ...]:
    found = (context.literal(column, item, path) for item in context.expand(value, path))
    return tuple(item for item in found if item is not None)


def _test(column: ColumnDef, op: str, value: Any, table: str, context: Context, path: Path_) -> Condition:
    name = column.name
    match op:
        case "in":
            return Test(name, "in", _literals(column, value, context, path))
        case "has":
            return _has(column, value, context, path)
        case "outside":
            return Outside(name) if value is True else Not(Outside(name))
        case "known" | "filled" | "none":
            return Test(name, cast(Op, op)) if value is True else Not(Test(name, cast(Op, op)))
        case "at_least" | "at_most" if column.type == "code":
            return _ranked(column, op, value, context, path)
        case "at_least" | "at_most" | "more_than" | "less_than" | "before" | "after":
            return _compared(column, op, value, table, context, path)
        case "within" | "after_period":
            if value not in _PERIODS:
                context.fault(path, "unknown_period", name=value, **suggestion(value, _PERIODS))
                return NEVER
            return Test(name, cast(Op, op), period=value)
        case "age" | "years":
            return _elapsed(column, op, value, table, context, path)
        case "months_after":
            return _months_after(column, value, table, context, path)
    plain = ("in", "has", "outside", "known", "filled", "none", "before", "after", "within")
    known = (*_COMPARISONS, *plain, "age", "years", "months_after", "per")
    context.fault(path, "unknown_test", name=op, **suggestion(op, known))
    return NEVER


def _has(column: ColumnDef, value: Any, context: Context, path: Path_) -> Condition:
    target = _LINK_TABLES.get(column.type)
    if target is not None and isinstance(value, dict):
        return Linked(column.name, target, parse_condition(value, target, context, path))
    return Test(column.name, "in", _literals(column, value, context, path))


def _ranked(column: ColumnDef, op: str, value: Any, context: Context, path: Path_) -> Condition:
    """A level and those better (or worse) than it, by the plan's own order, best first."""
    order = context.orders.get(column.name)
    if order is None:
        context.fault(path, "no_order", column=column.name)
        return NEVER
    code = context.literal(column, value, path)
    if code not in order:
        context.fault(path, "not_in_order", value=value, column=column.name, **suggestion(value, order))
        return NEVER
    place = order.index(str(code))
    return Test(column.name, "in", order[: place + 1] if op == "at_least" else order[place:])


def _compared(column: ColumnDef, op: str, value: Any, table: str, context: Context, path: Path_) -> Condition:
    if column.type not in ("count", "number", "year", "date"):
        context.fault(path, "not_comparable", op=op, column=column.name, type=column.type)
        return NEVER
    return Test(column.name, cast(Op, op), operand=parse_operand(value, table, context, path))


def _elapsed(column: ColumnDef, op: str, value: Any, table: str, context: Context, path: Path_) -> Condition:
    """Full years between a date and the reference date: age, or years in post."""
    if column.type != "date":
        context.fault(path, "not_a_date", op=op, column=column.name, type=column.type)
        return NEVER
    allowed = ("at_least", "at_most") if op == "age" else ("at_least",)
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in allowed:
        context.fault(path, "takes_one_of", op=op, allowed=", ".join(allowed))
        return NEVER
    comparison, operand = next(iter(value.items()))
    return Test(
        column.name, cast(Op, f"{op}_{comparison}"), operand=parse_operand(operand, table, context, path)
    )


def _months_after(column: ColumnDef, value: Any, table: str, context: Context, path: Path_) -> Condition:
    if column.type != "date" or not isinstance(value, dict) or set(value) != {"date", "at_most"}:
        context.fault(path, "months_after_shape")
        return NEVER
    names = value["date"] if isinstance(value["date"], list) else [value["date"]]
    for name in names:
        context.column(table, name, (*path, "date"))
    operand = Operand(literal=context.number(value["at_most"], (*path, "at_most")))
    return Test(column.name, "months_after_at_most", operand=operand, dates=tuple(map(str, names)))
