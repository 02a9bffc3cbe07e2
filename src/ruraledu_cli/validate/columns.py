"""Columns on their way: what is known, what is faulty and what is blank are still three things."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ruraledu_cli.census import MISSING, NONE, Codes, Column, Interval, Ref, Value
from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.validate.cells import Mask
from ruraledu_cli.validate.check import day_text

BLANK = -2  # an empty cell, until it is settled what empty means
LINKS = ("school", "researcher")


@dataclass(frozen=True, slots=True)
class Raw:
    """A column before it is settled: codes are those of `values`, MISSING for a fault, BLANK for no entry."""

    values: tuple[Value, ...]
    codes: Codes
    present: bool = True

    def value(self, row: int) -> Value | None:
        code = self.codes[row]
        return None if code < 0 else self.values[code]

    def mapped(self, change: Callable[[Value], Value | None]) -> Raw:
        """Every value changed; None makes its cells missing."""
        return self.replaced([change(value) for value in self.values])

    def replaced(self, values: Sequence[Value | None]) -> Raw:
        """Other values in place of the column's own, in their order; None makes its cells missing."""
        index: dict[tuple[type, Value], int] = {}
        table = np.array([*(enter(index, value) for value in values), BLANK, MISSING], dtype=np.int32)
        return Raw(tuple(value for _, value in index), table[self.codes], self.present)

    def put(self, values: Mapping[int, Value]) -> Raw:
        """The column with other values in some rows."""
        index = {(type(value), value): number for number, value in enumerate(self.values)}
        codes = self.codes.copy()
        for row, value in values.items():
            codes[row] = enter(index, value)
        return Raw(tuple(value for _, value in index), codes, self.present)


def enter(index: dict[tuple[type, Value], int], value: Value | None) -> int:
    """The code of a value in a growing column; 1 and True are two values."""
    return MISSING if value is None else index.setdefault((type(value), value), len(index))


@dataclass(frozen=True, slots=True)
class Written:
    """A link written twice, once under each header of its column."""

    code: Value
    name: Value


def blank_column(size: int) -> Raw:
    """A column that no sheet has."""
    return Raw((), np.full(size, BLANK, dtype=np.int32), present=False)


def identity(value: Value) -> Hashable:
    """What makes two values the same: of links the record they lead to, however it was written."""
    if isinstance(value, Ref):
        return ("row", value.row) if value.row >= 0 else ("text", value.code or value.text)
    if isinstance(value, tuple):
        return tuple(identity(item) for item in value)
    return (type(value), value)


def readable(value: Value) -> str:
    """A typed value as text for a message."""
    if isinstance(value, Ref):
        return value.text
    if isinstance(value, tuple):
        return "、".join(readable(item) for item in value)
    if isinstance(value, Interval):
        return day_text(value)
    return "" if value is NONE else str(value)


def settle(columns: Mapping[str, ColumnDef], raw: Mapping[str, Raw]) -> dict[str, Column]:
    """What an empty cell means: missing, or a known none where the codebook says so."""
    settled: dict[str, Column] = {}
    for name, column in raw.items():
        none = _none_rows(columns[name], raw) if name in columns else None
        settled[name] = _settled(column, none)
    return settled


def _none_rows(column: ColumnDef, raw: Mapping[str, Raw]) -> Mask | None:
    blank: Mask = raw[column.name].codes == BLANK
    if column.blank == "none":
        return blank
    others = [raw[name].codes >= 0 for name in column.blank_none_if if name in raw]
    return blank & np.logical_or.reduce(others) if others else None


def _settled(column: Raw, none: Mask | None) -> Column:
    codes = np.where(column.codes == BLANK, np.int32(MISSING), column.codes).astype(np.int32)
    if none is None or not none.any():
        return Column(column.values, codes, column.present)
    values = column.values if NONE in column.values else (*column.values, NONE)
    codes[none] = values.index(NONE)
    return Column(values, codes, column.present)
