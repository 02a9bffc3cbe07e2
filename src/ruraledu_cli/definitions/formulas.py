"""Reads formulas of a plan file into nodes, checked against the codebook; faults carry their place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ruraledu_cli.definitions.condition import Condition
from ruraledu_cli.definitions.conditions import parse_condition
from ruraledu_cli.definitions.context import Context, suggestion
from ruraledu_cli.definitions.formula import (
    AllOfFormula,
    CellsFormula,
    CountFormula,
    DispersionFormula,
    DistinctFormula,
    EachFormula,
    FirstFormula,
    Formula,
    Limit,
    MeanOfFormula,
    PooledFormula,
    RatioFormula,
    Rows,
    ShareFormula,
    StandIn,
    SumFormula,
    SumSource,
)
from ruraledu_cli.definitions.yaml import Path_

_ROWS = {"of", "scope", "at", "where", "heads"}
_STAND_IN = Rows("schools")


def parse_formula(raw: Any, context: Context, path: Path_) -> Formula:
    """A formula: a mapping with one key, its kind. On a fault it is told, and a stand-in comes back."""
    if isinstance(raw, dict) and len(raw) == 1:
        kind, body = next(iter(raw.items()))
        if kind in _KINDS:
            return _KINDS[kind](body, context, (*path, kind))
        context.fault((*path, kind), "unknown_formula", name=kind, **suggestion(kind, _KINDS))
    else:
        context.fault(path, "formula_shape", allowed=", ".join(_KINDS))
    return CountFormula(_STAND_IN)


def _body(body: Any, needed: set[str], allowed: set[str], context: Context, path: Path_) -> dict[str, Any]:
    """The mapping under a kind, with unknown and missing keys told."""
    if not isinstance(body, dict):
        context.fault(path, "mapping_here")
        return {}
    for key in body:
        if key not in needed | allowed:
            context.fault((*path, key), "unknown_key", name=key, **suggestion(key, sorted(needed | allowed)))
    for key in sorted(needed - set(body)):
        context.fault(path, "missing_key", name=key)
    return body


def _optional(body: dict[str, Any], key: str, table: str, context: Context, path: Path_) -> Condition | None:
    return parse_condition(body[key], table, context, (*path, key)) if key in body else None


def parse_rows(body: dict[str, Any], context: Context, path: Path_) -> Rows:
    """The rows a formula is over: of, scope, at, where, heads."""
    table = body.get("of")
    if table is None or not context.table(table, (*path, "of")):
        return _STAND_IN
    scope = body.get("scope")
    owner = table if scope in tuple(context.scopes.get(table, ())) else "schools"
    if scope is not None and scope not in context.scopes.get(owner, ()):
        known = context.scopes.get(owner, ())
        context.fault((*path, "scope"), "unknown_scope", name=scope, table=owner, **suggestion(scope, known))
    at = _optional(body, "at", "schools", context, path) if "at" in body else None
    where = _optional(body, "where", table, context, path)
    return Rows(table, scope, at, where, _optional(body, "heads", table, context, path))


def _share(raw: Any, context: Context, path: Path_) -> Formula:
    if isinstance(raw, dict) and "each" in raw:
        return _each(raw, context, path)
    body = _body(raw, {"of"}, _ROWS | {"having", "having_each", "stand_in"}, context, path)
    rows = parse_rows(body, context, path)
    if "having_each" in body and isinstance(body["having_each"], list):
        parts = enumerate(body["having_each"])
        having = tuple(parse_condition(c, rows.table, context, (*path, "having_each", i)) for i, c in parts)
    else:
        if "having" not in body:
            context.fault(path, "missing_key", name="having")
        having = (parse_condition(body.get("having", "never"), rows.table, context, (*path, "having")),)
    stand_in = _stand_in(body["stand_in"], context, (*path, "stand_in")) if "stand_in" in body else None
    return ShareFormula(rows, having, stand_in)


def _stand_in(raw: Any, context: Context, path: Path_) -> StandIn:
    body = _body(raw, {"sources"}, {"undecided"}, context, path)
    sources = []
    for i, item in enumerate(body.get("sources", [])):
        place = (*path, "sources", i)
        source = _body(item, {"yes", "total"}, {"when"}, context, place)
        yes, total = (
            _columns(source.get(key), "schools", context, (*place, key)) for key in ("yes", "total")
        )
        sources.append(SumSource(yes, total, _optional(source, "when", "schools", context, place)))
    if "undecided" in body:
        context.column("schools", body["undecided"], (*path, "undecided"))
    return StandIn(tuple(sources), body.get("undecided"))


def _columns(value: Any, table: str, context: Context, path: Path_) -> tuple[str, ...]:
    names = tuple(str(name) for name in (value if isinstance(value, list) else [value]))
    for name in names:
        context.column(table, name, path)
    return names


def _each(raw: dict[str, Any], context: Context, path: Path_) -> Formula:
    body = _body(raw, {"each"}, {"exists", "lacking"}, context, path)
    key = "lacking" if "lacking" in body else "exists"
    inner = _body(body.get(key), {"in", "by"}, {"where"}, context, (*path, key))
    table = inner.get("in", "schools")
    if not context.table(table, (*path, key, "in")):
        return CountFormula(_STAND_IN)
    by = context.column(table, inner.get("by"), (*path, key, "by"))
    where = parse_condition(inner.get("where", "always"), table, context, (*path, key, "where"))
    names = context.expand(body["each"], (*path, "each"))
    members = tuple(str(context.literal(by, name, (*path, "each"))) for name in names) if by else ()
    listed = body["each"] if isinstance(body["each"], list) else [body["each"]]
    scope = "+".join(str(name).removeprefix("$list.") for name in listed)
    return EachFormula(members, table, by.name if by else "", where, key == "lacking", scope)


def _count(raw: Any, context: Context, path: Path_) -> Formula:
    return CountFormula(parse_rows(_body(raw, {"of"}, _ROWS, context, path), context, path))


def _distinct(raw: Any, context: Context, path: Path_) -> Formula:
    body = _body(raw, {"of", "key"}, _ROWS, context, path)
    rows = parse_rows(body, context, path)
    return DistinctFormula(rows, _columns(body.get("key"), rows.table, context, (*path, "key")))


def _sum(raw: Any, context: Context, path: Path_) -> Formula:
    body = _body(raw, {"of", "column"}, _ROWS, context, path)
    rows = parse_rows(body, context, path)
    return SumFormula(rows, _columns(body.get("column"), rows.table, context, (*path, "column"))[0])


def _mean(raw: Any, context: Context, path: Path_) -> Formula:
    """The pooled mean: a sum over the number of rows."""
    total = _sum(raw, context, path)
    assert isinstance(total, SumFormula)
    return RatioFormula(total, CountFormula(total.rows))


def _dispersion(raw: Any, context: Context, path: Path_) -> Formula:
    body = _body(raw, {"of", "column", "per"}, _ROWS, context, path)
    rows = parse_rows(body, context, path)
    column, per = (_columns(body.get(key), rows.table, context, (*path, key))[0] for key in ("column", "per"))
    return DispersionFormula(rows, column, per)


def _ratio(raw: Any, context: Context, path: Path_) -> Formula:
    body = _body(raw, {"of", "to"}, set(), context, path)
    of, to = (parse_formula(body.get(key), context, (*path, key)) for key in ("of", "to"))
    return RatioFormula(of, to)


def _parts(raw: Any, context: Context, path: Path_) -> tuple[Formula, ...]:
    if not isinstance(raw, list) or not raw:
        context.fault(path, "formulas_list")
        return ()
    return tuple(parse_formula(item, context, (*path, i)) for i, item in enumerate(raw))


def _all_of(raw: Any, context: Context, path: Path_) -> Formula:
    limits = []
    for i, item in enumerate(raw if isinstance(raw, list) else []):
        place = (*path, i)
        body = _body(item, {"formula"}, {"at_least", "at_most"}, context, place)
        op = "at_least" if "at_least" in body else "at_most"
        value = context.number(body.get(op), (*place, op)) or 0
        formula = parse_formula(body.get("formula"), context, (*place, "formula"))
        limits.append(Limit(formula, "at_least" if op == "at_least" else "at_most", Fraction(value)))
    return AllOfFormula(tuple(limits))


def _cells(raw: Any, context: Context, path: Path_) -> Formula:
    names = {"link", "in", "person", "school", "date", "semester"}
    body = _body(raw, {"of"} | names, _ROWS | {"linked"}, context, path)
    rows = parse_rows(body, context, path)
    context.column(rows.table, body.get("link"), (*path, "link"))
    visits = body.get("in", "")
    if context.table(visits, (*path, "in")):
        for key in ("person", "school", "date", "semester"):
            context.column(visits, body.get(key), (*path, key))
    linked = _optional(body, "linked", "schools", context, path)
    person, school, date, semester = (str(body.get(k)) for k in ("person", "school", "date", "semester"))
    return CellsFormula(rows, str(body.get("link")), linked, visits, person, school, date, semester)


_KINDS: dict[str, Callable[[Any, Context, Path_], Formula]] = {
    "share": _share,
    "count": _count,
    "distinct": _distinct,
    "sum": _sum,
    "mean": _mean,
    "ratio": _ratio,
    "dispersion": _dispersion,
    "pooled": lambda raw, context, path: PooledFormula(_parts(raw, context, path)),
    "mean_of": lambda raw, context, path: MeanOfFormula(_parts(raw, context, path)),
    "first": lambda raw, context, path: FirstFormula(_parts(raw, context, path)),
    "all_of": _all_of,
    "cells": _cells,
}
