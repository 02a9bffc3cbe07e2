"""Keys: rows that are one record are merged, and K001 says where they differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ruraledu_cli.census import MISSING, NONE, Codes, Interval, Value
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Mask, Rows, Span
from ruraledu_cli.validate.columns import BLANK, Raw, identity, readable
from ruraledu_cli.validate.persons import PEOPLE, Persons
from ruraledu_cli.validate.places import places_of

PERSON = "@person"
_LARGE = np.int32(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Key:
    """Columns that must be known for a row to have this key, and further ones that may be blank."""

    needed: tuple[str, ...]
    further: tuple[str, ...] = ()


# The first key that a row can form is its key. A school without a code yet is its name and township.
KEYS: dict[str, tuple[Key, ...]] = {
    "schools": (Key(("school_code",), ("campus",)), Key(("school_name", "township"), ("campus",))),
    "staff": (Key((PERSON,), ("school", "post")),),
    "students": (Key((PERSON,), ("school", "aid_term", "aid_item")),),
    "researchers": (Key((PERSON,), ("linked_schools",)),),
    "researcher_visits": (Key(("researcher", "school", "visit_date"), ("activity_type",)),),
    "projects": (Key(("project_type", "holder_key"), ("project_name", "project_level")),),
    "pairs": (Key(("urban_school", "rural_school"), ("start_date",)),),
    "guards": (Key((PERSON,), ("school",)),),
    "villages": (Key(("village_code",)), Key(("township", "village_name"))),
    "facts": (Key(("fact", "year")),),
}


@dataclass(frozen=True, slots=True)
class Groups:
    """The record each row belongs to; records are numbered as they first appear. `first` is a row of each."""

    of: Codes
    first: Rows
    keys: tuple[Hashable, ...]

    @property
    def size(self) -> int:
        return len(self.first)

    @property
    def merged(self) -> bool:
        return self.size < len(self.of)


def group(table: Assembled, persons: Persons | None) -> Groups:
    """Rows of one key together; a row that can form no key stands alone."""
    keys = _keys(table, persons)
    index: dict[Hashable, int] = {}
    of = np.empty(table.size, dtype=np.int32)
    for row, key in enumerate(keys):
        of[row] = index.setdefault(("row", row) if key is None else key, len(index))
    _, first = np.unique(of, return_index=True)
    return Groups(of, first, tuple(index))


def _keys(table: Assembled, persons: Persons | None) -> list[Hashable | None]:
    alternatives = KEYS.get(table.name) or (Key(table.definition.key),)
    keys: list[Hashable | None] = [None] * table.size
    for number, key in enumerate(alternatives):
        if not key.needed:
            continue
        needed = [_parts(table, persons, name) for name in key.needed]
        further = [_parts(table, persons, name) for name in key.further]
        for row, parts in enumerate(zip(*needed, *further, strict=True)):
            if keys[row] is None and None not in parts[: len(needed)]:
                keys[row] = (number, *parts)
    return keys


def _parts(table: Assembled, persons: Persons | None, name: str) -> list[Hashable | None]:
    """What a column adds to the keys, per row; None where it is not known, or known to be none."""
    if name == PERSON:
        if persons is None:
            return [None] * table.size
        return [n if told else None for n, told in zip(persons.numbers.tolist(), persons.told, strict=True)]
    column = table.column(name)
    parts = [None if value is NONE else identity(value) for value in column.values]
    return [None if code < 0 else parts[code] for code in column.codes.tolist()]


@dataclass(frozen=True, slots=True)
class Merged:
    """One value per record, and the records whose rows contradict each other."""

    column: Raw
    differing: Rows


def merge(column: Raw, groups: Groups) -> Merged:
    """The value known in any row of a record; missing where two rows know different ones."""
    if not groups.merged:
        return Merged(column, np.empty(0, dtype=np.int64))
    order = np.argsort(groups.of, kind="stable")
    starts = np.searchsorted(groups.of[order], np.arange(groups.size))
    codes = column.codes[order]
    known = codes >= 0
    same = _same(column.values)[codes]
    low = np.minimum.reduceat(np.where(known, same, _LARGE), starts)
    high = np.maximum.reduceat(np.where(known, same, -1), starts)
    value = np.minimum.reduceat(np.where(known, codes, _LARGE), starts)
    for record, inmost in _nested(column, codes, starts, np.flatnonzero((high >= 0) & (low != high))):
        value[record], high[record] = inmost, low[record]
    faulty = np.logical_or.reduceat(codes == MISSING, starts)
    unknown = np.where(faulty, MISSING, BLANK)
    merged = np.where(high < 0, unknown, np.where(low == high, value, MISSING)).astype(np.int32)
    return Merged(Raw(column.values, merged, column.present), np.flatnonzero((high >= 0) & (low != high)))


def _nested(column: Raw, codes: Codes, starts: Rows, differing: Rows) -> Iterator[tuple[int, int]]:
    """Records whose dates lie within each other, 15 March 1980 in March 1980, with the code of the inmost."""
    if not any(isinstance(value, Interval) for value in column.values):
        return
    for record in differing.tolist():
        stop = starts[record + 1] if record + 1 < len(starts) else len(codes)
        held = {code: column.values[code] for code in codes[starts[record] : stop].tolist() if code >= 0}
        dates = {code: value for code, value in held.items() if isinstance(value, Interval)}
        if len(dates) < len(held):
            continue
        inmost = min(dates, key=lambda code: (dates[code].last - dates[code].first, code))
        if all(one.first <= dates[inmost].first <= dates[inmost].last <= one.last for one in dates.values()):
            yield record, inmost


def _same(values: Sequence[Value]) -> Codes:
    """Per code, the number of what it means; the last two stand for missing and blank."""
    index: dict[Hashable, int] = {}
    numbers = [index.setdefault(identity(value), len(index)) for value in values]
    return np.array([*numbers, -1, -1], dtype=np.int32)


def merge_all(table: Assembled, groups: Groups) -> tuple[dict[str, Raw], list[Finding]]:
    """All columns merged; K001 per record that contradicts itself, K007 for rows merely repeated."""
    columns: dict[str, Raw] = {}
    differing: dict[int, list[str]] = {}
    for name, column in table.columns.items():
        merged = merge(column, groups)
        columns[name] = merged.column
        if name in table.definition.columns:
            for record in merged.differing.tolist():
                differing.setdefault(record, []).append(name)
    findings = [_duplicate(table, groups, record, names) for record, names in sorted(differing.items())]
    return columns, findings + _repeated(table, groups, set(differing))


def _duplicate(table: Assembled, groups: Groups, record: int, names: list[str]) -> Finding:
    rows = np.flatnonzero(groups.of == record)
    key = key_text(table, int(rows[0]))
    return Finding(
        "K001",
        places_of(table, names, rows),
        value=key,
        params={
            "table": table.name,
            "key": key,
            "columns": "、".join(names),
            "rows": len(rows),
            "reason": _within(table, rows),
        },
        personal=table.name in PEOPLE,
    )


def _within(table: Assembled, rows: Rows) -> str:
    """Whether the rows stand in one file or in several."""
    files = {s.frame.sheet.file for s in table.spans if ((rows >= s.start) & (rows < s.stop)).any()}
    return "one_file" if len(files) == 1 else "several_files"


def _repeated(table: Assembled, groups: Groups, differing: set[int]) -> list[Finding]:
    """K007: rows that say nothing beyond the first row of their record, once for the whole table. Rows of
    several sheets that complete each other are no repetition."""
    if not groups.merged:
        return []
    later = np.ones(table.size, dtype=np.bool_)
    later[groups.first] = False
    rows = np.flatnonzero(later & ~np.isin(groups.of, list(differing)))
    rows = rows[~_adds(table, groups, rows)]
    if not len(rows):
        return []
    return [
        Finding(
            "K007",
            places_of(table, (), rows),
            params={
                "table": table.name,
                "rows": len(rows),
                "reason": _within(table, np.append(rows, _kept(groups, rows))),
            },
        )
    ]


def _adds(table: Assembled, groups: Groups, rows: Rows) -> Mask:
    """Whether a row of another sheet knows something that the first of its record does not, or is a form:
    each form is a part."""
    first = _kept(groups, rows)
    forms = [np.arange(s.start, s.stop) for s in table.spans if _is_form(s)]
    adds = np.isin(rows, np.concatenate(forms)) if forms else np.zeros(len(rows), dtype=np.bool_)
    starts = [span.start for span in table.spans]
    elsewhere = np.searchsorted(starts, rows, "right") != np.searchsorted(starts, first, "right")
    for name in table.definition.columns:
        codes = table.column(name).codes
        adds |= (codes[rows] >= 0) & (codes[first] < 0)
    found: Mask = adds & elsewhere
    return found


def _is_form(span: Span) -> bool:
    return any(reason.startswith("form:") for reason in span.frame.why)


def _kept(groups: Groups, rows: Rows) -> Rows:
    """The rows that stay for those that are repeated."""
    return groups.first[groups.of[rows]]


def key_text(table: Assembled, row: int) -> str:
    """A row's key as a person reads it."""
    alternatives = KEYS.get(table.name) or (Key(table.definition.key),)
    best = max(alternatives, key=lambda key: all(_shown(table, row, name) for name in key.needed))
    return " / ".join(text for name in (*best.needed, *best.further) if (text := _shown(table, row, name)))


def _shown(table: Assembled, row: int, name: str) -> str:
    if name == PERSON:
        who = PEOPLE[table.name]
        own = who.own or who.identity
        return _shown(table, row, who.identity) or _shown(table, row, own)
    value = table.column(name).value(row)
    return "" if value is None else readable(value)
