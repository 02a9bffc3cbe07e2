"""Columns that no sheet has: where a person teaches, who holds a project, when one was born."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ruraledu_cli.census import MISSING, NONE, Codes, Ref, Value
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Mask
from ruraledu_cli.validate.columns import BLANK, Raw, enter
from ruraledu_cli.validate.links import Linker
from ruraledu_cli.validate.register import normal

# The link `school`: the first that is filled. One that is filled and leads nowhere ends the search: a person
# who teaches at an unknown school must not be counted at the school that pays.
SCHOOL = {"staff": ("teaches_at", "school_code", "school_name", "establishment_at")}
_SCHOOL_ELSEWHERE = ("school_code", "school_name")
_OFFICE = re.compile(r"(人民)?政府$|办事处$")


def derive(table: Assembled, schools: Linker, areas: Mapping[str, str]) -> None:
    """The derived columns of a table, put beside its own; before rows are merged."""
    if table.name == "researchers":
        table.columns["schools"] = table.column("linked_schools")
    elif table.name == "projects":
        _derive_projects(table, schools, areas)
    elif table.name not in ("schools", "pairs") and "school" not in table.definition.columns:
        names = SCHOOL.get(table.name, _SCHOOL_ELSEWHERE)
        links = [table.columns[name] for name in names if _is_link(table, name)]
        if links:
            table.columns["school"] = first_filled(links)


def _is_link(table: Assembled, name: str) -> bool:
    column = table.definition.columns.get(name)
    return column is not None and column.type == "school" and not column.list


def first_filled(columns: Sequence[Raw]) -> Raw:
    """Per row the first column that is filled, be it with a fault; a written 无 counts as not filled."""
    return _first(columns, lambda codes, _: codes == BLANK)


def _first_known(columns: Sequence[Raw]) -> Raw:
    """Per row the first column that is known."""
    return _first(columns, lambda codes, mine: (codes < 0) & ((mine >= 0) | (codes == BLANK)))


def _first(columns: Sequence[Raw], open_to: Callable[[Codes, Codes], Mask]) -> Raw:
    index: dict[tuple[type, Value], int] = {}
    codes = np.full(len(columns[0].codes), BLANK, dtype=np.int32)
    for column in columns:
        recoded = [BLANK if value is NONE else enter(index, value) for value in column.values]
        mine = np.array([*recoded, BLANK, MISSING], dtype=np.int32)[column.codes]
        take = open_to(codes, mine)
        codes[take] = mine[take]
    return Raw(tuple(value for _, value in index), codes, any(column.present for column in columns))


def _derive_projects(table: Assembled, linker: Linker, areas: Mapping[str, str]) -> None:
    """`holder_key` tells holders apart however they are written; `township` is where a town's pilot is."""
    names = {normal(spelling): code for spelling, code in areas.items()}

    def town(value: Value) -> Value | None:
        plain = normal(str(value))
        return names.get(plain) or names.get(_OFFICE.sub("", plain))

    def holder(value: Value) -> Value | None:
        ref = _school(value, linker)
        if ref is not None:
            return ref.code or ref.text
        code = town(value)
        return f"T{code}" if code else normal(str(value))

    written = table.column("holder")
    townships = table.column("township")
    schools = table.column("school_code").mapped(_code)
    own = townships.mapped(lambda value: None if value is NONE else f"T{value}")
    table.columns["holder_key"] = _first_known([schools, written.mapped(_unless_none(holder)), own])
    table.columns["township"] = _first_known([townships, written.mapped(_unless_none(town))])


def _unless_none(change: Callable[[Value], Value | None]) -> Callable[[Value], Value | None]:
    return lambda value: None if value is NONE else change(value)


def _code(value: Value) -> Value | None:
    return (value.code or value.text) if isinstance(value, Ref) and (value.row >= 0 or value.code) else None


def _school(value: Value, linker: Linker) -> Ref | None:
    if linker.register is None:
        return None
    ref, found = linker.register.find(str(value))
    return ref if found else None
