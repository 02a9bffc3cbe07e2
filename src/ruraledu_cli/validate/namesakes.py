"""Rows without a number of their person, as in a register of heads: whose row of another sheet they are."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

import numpy as np

from ruraledu_cli.census import Interval
from ruraledu_cli.model.finding import Finding, Param
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.columns import BLANK, identity
from ruraledu_cli.validate.identity import birth_date, sex
from ruraledu_cli.validate.places import places_of, taken
from ruraledu_cli.validate.register import normal

_NUMBER, _NAME = "id_number", "name"
_REMARK = re.compile(r"\((?:[男女]|.{1,4}族|[男女][,、].{1,5})\)$")  # 李四（女，回族）
Who = tuple[str, Hashable]  # a name, and the school it stands at


def adopt_numbers(table: Assembled) -> list[Finding]:
    """Identity numbers put into the rows of the staff that have no number: where one person of another sheet
    alone has the name, the school, and a date of birth that agrees (S012). Where there is a namesake and the
    date does not decide, the row stays a person of its own, and it is asked about (K018)."""
    lacking = _lacking(table) if table.name == "staff" and len(table.spans) > 1 else []
    bearers = _bearers(table) if lacking else {}
    adopted: dict[int, str] = {}
    undecided: list[int] = []
    sheets = table.sheets
    for row in lacking:
        held = bearers.get(_who(table, row), {})
        others = [number for number, rows in held.items() if (sheets[rows] != sheets[row]).any()]
        agreeing = [number for number in others if _agrees(table, row, number)]
        if len(agreeing) == 1:
            adopted[row] = agreeing[0]
        elif others:
            undecided.append(row)
    if adopted:
        table.columns[_NUMBER] = table.column(_NUMBER).put(adopted)
    return [*taken(table, _NUMBER, "person", adopted, at=_NAME), *_asked(table, undecided)]


def _lacking(table: Assembled) -> list[int]:
    blank = (table.column(_NUMBER).codes == BLANK) & (table.column("staff_id").codes == BLANK)
    found: list[int] = np.flatnonzero(blank & (table.column(_NAME).codes >= 0)).tolist()
    return found


def _bearers(table: Assembled) -> dict[Who, dict[str, list[int]]]:
    """The identity numbers of each name at each school, and the rows they stand in."""
    found: dict[Who, dict[str, list[int]]] = {}
    columns = [table.column(name) for name in (_NUMBER, _NAME, "school")]
    known = np.logical_and.reduce([column.codes >= 0 for column in columns])
    for row in np.flatnonzero(known).tolist():
        number = str(columns[0].value(row))
        found.setdefault(_who(table, row), {}).setdefault(number, []).append(row)
    return found


def _who(table: Assembled, row: int) -> Who:
    school = table.column("school").value(row)
    name = _REMARK.sub("", normal(str(table.column(_NAME).value(row))))
    return name, None if school is None else identity(school)


def _agrees(table: Assembled, row: int, number: str) -> bool:
    """Whether the row's date of birth holds the number's, and its sex does not contradict it."""
    written, born = table.column("birth_date").value(row), birth_date(number)
    if not isinstance(written, Interval) or born is None:
        return False
    said = table.column("gender").value(row)
    return written.first <= born.first <= written.last and said in (None, sex(number))


def _asked(table: Assembled, rows: Sequence[int]) -> list[Finding]:
    names: dict[str, list[int]] = {}
    for row in rows:
        names.setdefault(str(table.column(_NAME).value(row)), []).append(row)
    params: dict[str, Param] = {"column": _NAME, "table": table.name}
    return [
        Finding("K018", places_of(table, (_NAME,), own), value=name, params=params, personal=True)
        for name, own in names.items()
    ]
