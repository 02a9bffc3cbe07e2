"""Columns that indicators look at and a sheet lacks (S019): where like rows of other sheets have them, where
rows wait for them, and where a row without one is read as in office, open, or not expired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ruraledu_cli.analyse.asked import SOURCES
from ruraledu_cli.analyse.folder import weigh
from ruraledu_cli.census import MISSING, NONE, Frame, Table
from ruraledu_cli.compute.problems import awaited
from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, Mask
from ruraledu_cli.model.finding import Finding, Param, Place, Severity
from ruraledu_cli.validate.expected import EXPECTED

# Columns that say the same: one of them is enough.
_SAME = (
    *((one.table, one.columns) for one in EXPECTED),
    ("staff", ("appointed_date", "post_start_date", "newly_appointed")),
    ("staff", ("induction_trained", "induction_date")),
)
_ONLY_WITH = {"pairing_end": "paired_school"}  # says something only where the other column is there


@dataclass(frozen=True)
class _Sheets:
    """The sheets of a table by their number, forms apart, and which records stand in which of them."""

    table: Table
    frames: dict[int, Frame]
    counted: Mask

    @cached_property
    def records(self) -> dict[frozenset[int], list[int]]:
        found: dict[frozenset[int], list[int]] = {}
        for record, origins in enumerate(self.table.origins):
            found.setdefault(frozenset(origin.frame for origin in origins), []).append(record)
        return found

    @cached_property
    def kinds(self) -> list[bool]:
        """Per record, whether it is a kindergarten: much is asked of schools alone."""
        column = self.table.column("school_type")
        types = [isinstance(value, str) and value.startswith("11") for value in column.values]
        return [*map([*types, False].__getitem__, column.codes.tolist())]

    def without(self, column: str) -> dict[int, list[int]]:
        """By sheet, the records that no sheet with the column holds: where some have it, the like of those
        that know it."""
        having = {number for number, frame in self.frames.items() if _has(frame, column)}
        held = self.table.column(column)
        silent = {MISSING, *(code for code, value in enumerate(held.values) if value is NONE)}
        known = {k for k, code in zip(self.kinds, held.codes.tolist(), strict=True) if code not in silent}
        found: dict[int, list[int]] = {}
        for frames, records in self.records.items():
            like = (one for one in records if not held.present or self.kinds[one] in known)
            kept = [one for one in like if self.counted[one] != NO]
            for number in () if frames & having or not kept else frames & self.frames.keys():
                found.setdefault(number, []).extend(kept)
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class _Cause:
    """What columns have in common that are told together."""

    table: str
    frames: tuple[int, ...]
    reason: str
    severity: Severity | None


def columns_lacking(evaluator: Evaluator) -> Iterator[Finding]:
    """S019, one finding for all columns that the same sheets lack."""
    plan, weights, waiting = evaluator.plan, weigh(evaluator.plan), _waiting(evaluator)
    for name, table in evaluator.census.tables.items():
        sheets = _Sheets(table, _frames(evaluator, name), evaluator.counted(name))
        causes: dict[_Cause, dict[str, set[int]]] = {}
        for column in plan.codebook.tables[name].columns.values():
            lacking = sheets.without(column.name) if (name, column.name) in weights else {}
            reason = _reason(table, column, f"{name}.{column.name}" in waiting) if lacking else ""
            if reason and not _known_otherwise(table, column.name, lacking):
                asks = _lets_count(table, column)
                cause = _Cause(name, tuple(lacking), reason, None if asks else "note")
                causes.setdefault(cause, {})[column.zh] = set().union(*lacking.values())
        for cause, columns in causes.items():
            yield _finding(sheets, cause, columns)


def _frames(evaluator: Evaluator, table: str) -> dict[int, Frame]:
    return {n: f for n, f in enumerate(evaluator.census.frames) if f.table == table and _has_rows(f)}


def _waiting(evaluator: Evaluator) -> set[str]:
    """The columns that no sheet has and rows are undecided for, as table.column."""
    formulas = (one.formula for one in evaluator.plan.indicators.values())
    return {name for formula in formulas for name in awaited(evaluator, formula)}


def _has(frame: Frame, column: str) -> bool:
    return column in {one.column for one in frame.fields} | {one.column for one in frame.said}


def _has_rows(frame: Frame) -> bool:
    return bool(frame.records) and not any(why.startswith("form:") for why in frame.why)


def _reason(table: Table, column: ColumnDef, waiting: bool) -> str:
    """Why the lack is told: elsewhere, none, waiting; "" where it is not."""
    if table.column(column.name).present:
        return "elsewhere"
    return "none" if _lets_count(table, column) else "waiting" if waiting else ""


def _lets_count(table: Table, column: ColumnDef) -> bool:
    """Whether a blank lets a row count: a status, or the day on which something ends."""
    with_it = _ONLY_WITH.get(column.name)
    ends = column.type == "date" and (with_it is None or table.column(with_it).present)
    return column.blank == "none" and (ends or column.name.endswith("_status"))


def _known_otherwise(table: Table, column: str, lacking: Mapping[int, Sequence[int]]) -> bool:
    """Whether another column says the same of all these records, or what is made of both is known."""
    same = [name for group in _SAME if group[0] == table.name and column in group[1] for name in group[1]]
    made = [name for (owner, name), sources in SOURCES.items() if owner == table.name and column in sources]
    records = sorted({record for held in lacking.values() for record in held})
    others = (table.column(name).codes[records] != MISSING for name in (*same, *made) if name != column)
    return any(known.all() for known in others)


def _finding(sheets: _Sheets, cause: _Cause, columns: Mapping[str, set[int]]) -> Finding:
    held = (sheets.frames[number].sheet for number in cause.frames)
    places = tuple(Place(one.file, one.name, cause.table) for one in held)
    params: dict[str, Param] = {
        "columns": "、".join(columns),
        "table": cause.table,
        "count": len(places),
        "rows": len(set().union(*columns.values())),
        "reason": cause.reason,
    }
    return Finding("S019", places, params=params, severity=cause.severity)
