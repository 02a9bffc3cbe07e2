"""Reads what a column is compared with: a number, the census year, a setting, the row's own column."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ruraledu_cli.definitions.condition import Operand
from ruraledu_cli.definitions.context import Context, suggestion
from ruraledu_cli.definitions.yaml import Path_


def parse_operand(value: Any, table: str, context: Context, path: Path_) -> Operand:
    if isinstance(value, dict):
        return _composed(value, table, context, path)
    if value == "$census_year":
        return Operand(variable="census_year")
    if value == "$reference_date":
        return Operand(variable="reference_date")
    if isinstance(value, str) and value.startswith("$setting."):
        name = value.removeprefix("$setting.")
        if name not in context.settings:
            context.fault(path, "unknown_setting", name=name, **suggestion(name, context.settings))
            return Operand(literal=0)
        return Operand(literal=context.number(context.settings[name], path))
    return Operand(literal=context.number(value, path))


def _composed(value: dict[str, Any], table: str, context: Context, path: Path_) -> Operand:
    if set(value) == {"least"} and isinstance(value["least"], list):
        parts = enumerate(value["least"])
        return Operand(
            least=tuple(parse_operand(item, table, context, (*path, "least", i)) for i, item in parts)
        )
    if "column" in value and set(value) <= {"column", "else", "times"}:
        context.column(table, value["column"], (*path, "column"))
        times = context.number(value.get("times", 1), (*path, "times")) or 1
        otherwise = parse_operand(value["else"], table, context, (*path, "else")) if "else" in value else None
        return Operand(column=str(value["column"]), otherwise=otherwise, times=Fraction(times))
    context.fault(path, "operand_shape")
    return Operand(literal=0)
