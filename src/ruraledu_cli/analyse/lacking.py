"""Columns that indicators look at and a sheet lacks (S019): where like rows of other sheets have them, where
rows wait for them, and where a row without one is read as in office, open, or not expired."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ruraledu_cli.analyse.asked import SOURCES, Asked
from ruraledu_cli.analyse.folder import weigh
from ruraledu_cli.census import MISSING, NONE, Census, Frame, Table
from ruraledu_cli.compute.problems import awaited
from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, Mask
from ruraledu_cli.model.finding import Finding, Param, Place, Severity
from ruraledu_cli.validate.expected import EXPECTED
from ruraledu_cli.validate.persons import PEOPLE

# Columns that say the same: one of them is enough.
_SAME = (
    ("staff", ("education", "education_full_time", "education_in_service")),
    ("staff", ("is_full_time_teacher", "staff_category")),
    ("staff", ("appointed_date", "post_start_date", "newly_appointed")),
    ("staff", ("induction_trained", "induction_date")),
    ("students", ("aid_received", "aid_amount")),
    ("researcher_visits", ("visit_date", "semester")),
)
_MADE_OF = {("staff", "birth_date"): "id_number"}  # what another column says too, and not the reverse
_PERSONS = {f"{table}.{who.identity}" for table, who in PEOPLE.items()}  # tell persons apart, in every count
_KINDS = ("school", "kindergarten")
_ONLY_WITH = {"pairing_end": "paired_school"}  # says something only where the other column is there
_REPLACED = {"paired_school": "pairs", "pairing_end": "pairs"}  # or where the other table was not sent


@dataclass(frozen=True)
class _Sheets:
    """The sheets of a table by their number, forms apart, and which records stand in which of them."""

    table: Table
    frames: dict[int, Frame]
    counted: Mask
    before: Collection[str]

    @cached_property
    def records(self) -> dict[frozenset[int], list[int]]:
        found: dict[frozenset[int], list[int]] = {}
        for record, origins in enumerate(self.table.origins):
            found.setdefault(frozenset(origin.frame for origin in origins), []).append(record)
        return found

    @cached_property
    def types(self) -> list[str]:
        return _types(self.table)

    def without(self, column: str) -> dict[int, list[int]]:
        """By sheet, the records that no sheet with the column holds: where some have it, the like of those
        that know it."""
        having = {number for number, frame in self.frames.items() if _has(frame, column)}
        groups = [(frames, own) for frames, own in self.records.items() if not frames & having]
        found: dict[int, list[int]] = {}
        if not groups:
            return found
        asked = self._asked(column)
        for frames, records in groups:
            kept = [one for one in records if asked(self.types[one]) and self.counted[one] != NO]
            for number in frames & self.frames.keys() if kept else ():
                found.setdefault(number, []).extend(kept)
        return dict(sorted(found.items()))

    def _asked(self, column: str) -> Callable[[str], bool]:
        """Of which schools a column is asked: the types that it is for, else the like of those that know it,
        or knew it last year; of all where no sheet has it."""
        held = self.table.column(column)
        for one in EXPECTED:
            if one.table == self.table.name and column in one.columns and "school_type" in one.where:
                return one.where["school_type"].__contains__
        if not held.present:
            return lambda _: True
        known = _knowing(self.table, column)
        known |= {kind for kind in _KINDS if f"{self.table.name}.{column}:{kind}" in self.before}
        return lambda kind: _kind(kind) in known


def _types(table: Table) -> list[str]:
    """Per record, the type of school; "" where it is not known, or no school's."""
    column = table.column("school_type")
    return [*map([*map(str, column.values), ""].__getitem__, column.codes.tolist())]


def _kind(school_type: str) -> str:
    """Of schools other things are asked than of kindergartens."""
    return _KINDS[school_type.startswith("11")]


def _knowing(table: Table, column: str) -> set[str]:
    """The kinds of records of which some know a column."""
    held = table.column(column)
    silent = {MISSING, *(code for code, value in enumerate(held.values) if value is NONE)}
    pairs = set(zip(_types(table), held.codes.tolist(), strict=True))  # few, of however many records
    return {_kind(school_type) for school_type, code in pairs if code not in silent}


@dataclass(frozen=True, slots=True)
class _Cause:
    """What columns have in common that are told together."""

    table: str
    frames: tuple[int, ...]
    reason: str
    severity: Severity | None


def columns_of(census: Census) -> frozenset[str]:
    """The columns that some sheet has, as table.column, and of schools those that each kind knows."""
    held = ((name, column) for name, table in census.tables.items() for column in table.columns)
    there = [(name, column) for name, column in held if census.tables[name].column(column).present]
    known = (
        f"{name}.{column}:{kind}"
        for name, column in there
        if name == "schools"
        for kind in _knowing(census.tables[name], column)
    )
    return frozenset((*(f"{name}.{column}" for name, column in there), *known))


def columns_lacking(evaluator: Evaluator, before: Collection[str] = ()) -> Iterator[Finding]:
    """S019, one finding for all columns that the same sheets lack. `before` are those of last year."""
    plan, census, waiting = evaluator.plan, evaluator.census, _waiting(evaluator)
    looked = {f"{table}.{column}" for table, column in weigh(plan)} | waiting | _PERSONS
    for name, table in census.tables.items():
        sheets = _Sheets(table, _frames(evaluator, name), evaluator.counted(name), before)
        causes: dict[_Cause, dict[str, set[int]]] = {}
        for column in plan.codebook.tables[name].columns.values():
            key = f"{name}.{column.name}"
            if key not in looked or not _matters(census, table, column.name):
                continue
            lacking = sheets.without(column.name)
            reason = _reason(table, column, key in before, key in waiting)
            if lacking and reason and not _known_otherwise(table, column.name, lacking):
                asks = reason == "last_year" or _lets_count(column)
                cause = _Cause(name, tuple(lacking), reason, None if asks else "note")
                causes.setdefault(cause, {})[column.zh] = set().union(*lacking.values())
        for cause, columns in causes.items():
            yield _finding(sheets, cause, columns)


def _frames(evaluator: Evaluator, table: str) -> dict[int, Frame]:
    return {n: f for n, f in enumerate(evaluator.census.frames) if f.table == table and _has_rows(f)}


def _waiting(evaluator: Evaluator) -> set[str]:
    """The columns that no sheet has and rows are undecided for, as table.column; and those that say who has
    sent a table, or has nothing to send."""
    plan, asks = evaluator.plan, Asked(evaluator.plan)
    found = {f"{table}.{one.township_column}" for table, one in plan.coverage.items() if one.townships}
    for stated in (one.none_stated for one in plan.coverage.values() if one.none_stated):
        asks.condition(stated, "schools")
    found |= {f"schools.{column}" for column in asks.of("schools")}
    for name in (name for one in plan.indicators.values() for name in awaited(evaluator, one.formula)):
        table, _, column = name.partition(".")
        found.update(f"{table}.{source}" for source in SOURCES.get((table, column), (column,)))
    return found


def _has(frame: Frame, column: str) -> bool:
    return column in {one.column for one in frame.fields} | {one.column for one in frame.said}


def _has_rows(frame: Frame) -> bool:
    return bool(frame.records) and not any(why.startswith("form:") for why in frame.why)


def _reason(table: Table, column: ColumnDef, had: bool, waiting: bool) -> str:
    """Why the lack is told: elsewhere, none, last_year, waiting; "" where it is not."""
    if table.column(column.name).present:
        return "elsewhere"
    if _lets_count(column):
        return "none"
    return "last_year" if had else "waiting" if waiting else ""


def _matters(census: Census, table: Table, column: str) -> bool:
    """Whether what a column says something of is there, and no register stands in its stead."""
    of = _ONLY_WITH.get(column)
    return _REPLACED.get(column) not in census.tables and (of is None or table.column(of).present)


def _lets_count(column: ColumnDef) -> bool:
    """Whether a blank lets a row count: a status, or the day on which something ends."""
    return column.blank == "none" and (column.type == "date" or column.name.endswith("_status"))


def _known_otherwise(table: Table, column: str, lacking: Mapping[int, Sequence[int]]) -> bool:
    """Whether another column says the same of all these records, or what is made of both is known."""
    same = [name for group in _SAME if group[0] == table.name and column in group[1] for name in group[1]]
    made = [name for (owner, name), sources in SOURCES.items() if owner == table.name and column in sources]
    records = sorted({record for held in lacking.values() for record in held})
    made += [_MADE_OF[table.name, column]] if (table.name, column) in _MADE_OF else []
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
