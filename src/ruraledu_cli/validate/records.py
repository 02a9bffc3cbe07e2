"""What is wrong within one record: facts that contradict each other.

A check is a line of `CHECKS` and a function of the cells it names: values as the census holds them, None
where missing. It gives what the message needs, or None where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from ruraledu_cli.census import MISSING, NONE, Column, Interval, Value, encode
from ruraledu_cli.model.finding import Finding, Param
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.columns import Raw
from ruraledu_cli.validate.identity import birth_date, sex
from ruraledu_cli.validate.keys import Groups
from ruraledu_cli.validate.places import places_of

Broken = Mapping[str, Param] | None


@dataclass(frozen=True, slots=True)
class Check:
    """`columns` are the cells that are marked; `reads` what is tested, where that is something else; `clears`
    the columns whose cells a broken check makes missing (most take nothing away)."""

    code: str
    table: str
    columns: tuple[str, ...]
    test: Callable[..., Broken]
    clears: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


def _number(value: Value | None) -> Fraction | None:
    """A figure, where there is one; a known none is 0."""
    if value is NONE:
        return Fraction(0)
    return Fraction(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def exceeds(part: Value | None, whole: Value | None) -> Broken:
    """R001: a part is more than the whole."""
    few, many = _number(part), _number(whole)
    if few is None or many is None or few <= many:
        return None
    return {"part": str(few), "whole": str(many)}


def birth_differs(written: Value | None, born: Value | None) -> Broken:
    """R002: the day in the identity number is not within the date of birth."""
    if not isinstance(written, Interval) or not isinstance(born, Interval):
        return None
    if written.first <= born.first <= written.last:
        return None
    return {"written": _shown(written), "identity": _shown(born)}


def sex_differs(written: Value | None, sex: Value | None) -> Broken:
    """R003: the identity number says the other sex."""
    if sex is None or written not in ("1", "2") or written == sex:
        return None
    return {"written": str(written), "identity": str(sex)}


def gigabit_differs(flag: Value | None, line: Value | None, inside: Value | None) -> Broken:
    """R004: the flag says yes beside a figure that is too low, or no beside two that are enough."""
    bandwidth, in_class = _number(line), _number(inside)
    below = (bandwidth is not None and bandwidth < 1000) or (in_class is not None and in_class < 100)
    enough = bandwidth is not None and in_class is not None and not below
    if not ((flag is True and below) or ((flag is False or flag is NONE) and enough)):
        return None
    figure, second = ("" if value is None else str(value) for value in (bandwidth, in_class))
    return {"flag": "yes" if flag is True else "no", "figure": figure, "second": second}


def aid_differs(received: Value | None, amount: Value | None) -> Broken:
    """R004: not aided, beside an amount."""
    paid = _number(amount)
    refused = received is False or received is NONE
    return {"flag": "no", "figure": str(paid)} if refused and paid is not None and paid > 0 else None


_PARTS = (
    ("girls", "students"),
    ("boarders", "students"),
    ("poor_students", "students"),
    ("students_primary", "students"),
    ("students_junior", "students"),
    ("full_time_teachers", "staff"),
    ("teachers_bachelor_plus", "full_time_teachers"),
    ("primary_teachers", "full_time_teachers"),
    ("junior_teachers", "full_time_teachers"),
    ("primary_teachers_bachelor_plus", "primary_teachers"),
    ("junior_teachers_bachelor_plus", "junior_teachers"),
    ("teachers_above_required", "full_time_teachers"),
    ("backbone_teachers", "full_time_teachers"),
    ("pe_art_teachers", "full_time_teachers"),
)
_GIGABIT = ("gigabit", "bandwidth_mbps", "class_bandwidth_mbps")
BORN, SEX = "@born", "@sex"  # what the identity number says
BIRTH = {
    "staff": "birth_date",
    "students": "birth_date",
    "researchers": "birth_date",
    "guards": "guard_birth_date",
}

CHECKS: tuple[Check, ...] = (
    *(Check("R001", "schools", pair, exceeds) for pair in _PARTS),
    *(
        Check("R002", table, (born, "id_number"), birth_differs, clears=(born,), reads=(born, BORN))
        for table, born in BIRTH.items()
    ),
    *(Check("R003", table, ("gender", "id_number"), sex_differs, reads=("gender", SEX)) for table in BIRTH),
    Check("R004", "schools", _GIGABIT, gigabit_differs, ("gigabit",)),
    Check("R004", "students", ("aid_received", "aid_amount"), aid_differs),
)


def check_records(
    table: Assembled, groups: Groups, columns: dict[str, Column]
) -> tuple[dict[str, Column], list[Finding]]:
    """The checks of a table over its records. What a check clears is missing in the columns given back."""
    findings: list[Finding] = []
    cleared: dict[str, list[int]] = {}
    told = columns | _told_by_identity(table, columns)
    for check in CHECKS:
        if check.table != table.name:
            continue
        for record, params in _broken(check, told):
            findings.append(_finding(table, groups, check, record, params))
            for name in check.clears:
                cleared.setdefault(name, []).append(record)
    columns = columns | _births(table, told)
    for name, records in cleared.items():
        columns[name] = _cleared(columns[name], records)
    return columns, findings


def _broken(check: Check, columns: Mapping[str, Column]) -> list[tuple[int, Mapping[str, Param]]]:
    """The records that break a check; each combination of cells is tested once."""
    reads = check.reads or check.columns
    if not all(name in columns for name in reads):
        return []
    held = [columns[name] for name in reads]
    first, inverse = _combinations(held)
    said = [check.test(*(column[record] for column in held)) for record in first]
    if not any(said):
        return []
    return [(record, params) for record, n in enumerate(inverse) if (params := said[n]) is not None]


def _combinations(columns: Sequence[Column]) -> tuple[list[int], list[int]]:
    """A record of each combination of cells, and the combination each record has."""
    joined = np.zeros(len(columns[0].codes), dtype=np.int64)
    for column in columns:
        joined = np.unique(joined * (len(column.values) + 1) + column.codes + 1, return_inverse=True)[1]
    _, first, inverse = np.unique(joined, return_index=True, return_inverse=True)
    return first.tolist(), inverse.tolist()


def _finding(
    table: Assembled, groups: Groups, check: Check, record: int, params: Mapping[str, Param]
) -> Finding:
    definitions = table.definition.columns
    rows = np.flatnonzero(groups.of == record)
    return Finding(
        check.code,
        places_of(table, check.columns, rows),
        params={**params, "columns": "、".join(check.columns)},
        personal=any(definitions[name].personal for name in check.columns if name in definitions),
    )


def _cleared(column: Column, records: list[int]) -> Column:
    codes = column.codes.copy()
    codes[records] = MISSING
    return Column(column.values, codes, column.present)


def _told_by_identity(table: Assembled, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The day of birth and the sex that the identity numbers say, as columns beside the table's own."""
    numbers = columns.get("id_number")
    if table.name not in BIRTH or numbers is None or not numbers.present:
        return {}
    raw = Raw(numbers.values, numbers.codes)
    told = {
        BORN: raw.mapped(lambda number: birth_date(number) if isinstance(number, str) else None),
        SEX: raw.mapped(lambda number: sex(number) if isinstance(number, str) else None),
    }
    return {name: Column(column.values, column.codes) for name, column in told.items()}


def _births(table: Assembled, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The date of birth from the identity number, where the sheet has none or gives the month alone."""
    name = BIRTH.get(table.name, "")
    written, born = columns.get(name), columns.get(BORN)
    if written is None or born is None:
        return {}
    first, inverse = _combinations([written, born])
    values = [_birth(written[record], born[record]) for record in first]
    return {name: encode([values[n] for n in inverse])}


def _birth(written: Value | None, born: Value | None) -> Value | None:
    if not isinstance(born, Interval):
        return written
    if isinstance(written, Interval) and not written.first <= born.first <= written.last:
        return written
    return born


def _shown(interval: Interval) -> str:
    first, last = date.fromordinal(interval.first), date.fromordinal(interval.last)
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
