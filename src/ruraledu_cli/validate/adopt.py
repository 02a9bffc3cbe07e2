"""Schools and villages without a code in one sheet whose name one of another sheet alone bears: one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ruraledu_cli.census import NONE, Value
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.columns import BLANK
from ruraledu_cli.validate.places import taken
from ruraledu_cli.validate.register import SCHOOL_NAMES, normal, texts_of


def adopt_codes(table: Assembled, names: Mapping[str, str]) -> list[Finding]:
    """Codes put into the rows that have none; S012 says where. `names` are those that were confirmed."""
    codes = table.column("school_code")
    lacking = np.flatnonzero(codes.codes == BLANK).tolist()
    bearers = _bearers(table) if lacking else {}
    confirmed = {normal(name): code for name, code in names.items()}
    adopted = {row: code for row in lacking if (code := _code(table, row, bearers, confirmed)) is not None}
    if not adopted:
        return []
    table.columns["school_code"] = codes.put(adopted)
    return taken(table, "school_code", "register", adopted, at="school_name")


def adopt_towns(table: Assembled) -> list[Finding]:
    """The township of a school without a code, where its name stands without one and one school of another
    sheet alone bears it: the two are its key."""
    codes, towns, names = (table.column(name) for name in ("school_code", "township", "school_name"))
    uncoded = np.flatnonzero((codes.codes == BLANK) & (names.codes >= 0))
    lacking = [row for row in uncoded.tolist() if towns.codes[row] == BLANK]
    known: dict[str, set[Value]] = {}
    for row in uncoded.tolist() if lacking else ():
        if (town := towns.value(row)) is not None:
            known.setdefault(normal(str(names.value(row))), set()).add(town)
    found = {row: known.get(normal(str(names.value(row))), set()) for row in lacking}
    adopted = {row: next(iter(held)) for row, held in found.items() if len(held) == 1}
    if not adopted:
        return []
    table.columns["township"] = towns.put(adopted)
    return taken(table, "township", "register", adopted, at="school_name")


def adopt_village_codes(table: Assembled) -> list[Finding]:
    """The code of a village that stands without one, where its township and name have one code elsewhere:
    else it would count twice."""
    if table.name != "villages":
        return []
    codes, towns, names = (table.column(name) for name in ("village_code", "township", "village_name"))
    known: dict[tuple[Value | None, str], set[str]] = {}
    lacking: dict[int, tuple[Value | None, str]] = {}
    for row in range(table.size):
        code, who = codes.value(row), (towns.value(row), normal(str(names.value(row))))
        if isinstance(code, str):
            known.setdefault(who, set()).add(code)
        elif codes.codes[row] == BLANK and names.codes[row] >= 0:
            lacking[row] = who
    found = {row: known.get(who, set()) for row, who in lacking.items()}
    adopted = {row: next(iter(held)) for row, held in found.items() if len(held) == 1}
    if not adopted:
        return []
    table.columns["village_code"] = codes.put(adopted)
    return taken(table, "village_code", "village", adopted, at="village_name")


def _bearers(table: Assembled) -> dict[str, set[tuple[str, int]]]:
    """Every name to the codes that bear it, and the sheets they stand in."""
    found: dict[str, set[tuple[str, int]]] = {}
    codes = table.column("school_code")
    for span in table.spans:
        for row in range(span.start, span.stop):
            code = codes.value(row)
            for name in _names(table, row) if isinstance(code, str) else ():
                found.setdefault(normal(name), set()).add((str(code), span.index))
    return found


def _names(table: Assembled, row: int) -> Iterator[str]:
    for column in SCHOOL_NAMES:
        yield from texts_of(table.column(column).value(row))


def _code(
    table: Assembled, row: int, bearers: Mapping[str, set[tuple[str, int]]], confirmed: Mapping[str, str]
) -> str | None:
    name = table.column("school_name").value(row)
    if not isinstance(name, str):
        return None
    if normal(name) in confirmed:
        return confirmed[normal(name)]
    found = bearers.get(normal(name), set())
    own = next(span.index for span in table.spans if span.start <= row < span.stop)
    codes = {code for code, _ in found}
    if len(codes) != 1 or any(sheet == own for _, sheet in found):
        return None
    code = codes.pop()
    return code if _same_town(table, row, code) else None


def _same_town(table: Assembled, row: int, code: str) -> bool:
    """Whether nothing says that the school of the code is in another township."""
    towns, codes = table.column("township"), table.column("school_code")
    here = towns.value(row)
    there = {towns.value(int(other)) for other in np.flatnonzero(codes.codes == codes.values.index(code))}
    known = {town for town in (*there, here) if town is not None and town is not NONE}
    return len(known) <= 1
