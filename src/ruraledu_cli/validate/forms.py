"""Several forms of one record: what each gives a part of is added up, and told where a part was not sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ruraledu_cli.census import MISSING
from ruraledu_cli.definitions.codebook import Code, Codebook
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.columns import BLANK, Raw, enter
from ruraledu_cli.validate.keys import Groups, merge
from ruraledu_cli.validate.places import places_of

_TYPES = "school_type"


@dataclass(frozen=True, slots=True)
class _Part:
    """A row that gives a part of a column's value, and the code of what it says."""

    row: int
    name: str
    code: int


def add_up(table: Assembled, groups: Groups, codebook: Codebook) -> list[Finding]:
    """Boarders of the primary and of the junior form of one school are the school's boarders together.

    Forms of one part that say the same count once; where they do not, nothing is added, and the rows
    contradict each other. Where the school's type has a part that no form gives, the sum is not known (S016).
    """
    given = _given(table)
    if not given:
        return []
    wanted = _Wanted(table, groups, codebook)
    lacking: dict[tuple[str, ...], dict[str, list[int]]] = {}
    for column, rows in given.items():
        raw = table.column(column)
        index = {(type(value), value): number for number, value in enumerate(raw.values)}
        codes = raw.codes.copy()
        for record, parts in _by_record(rows, groups, raw).items():
            absent = wanted.absent(record, {part.name for part in parts})
            if absent:
                codes[[part.row for part in parts]] = MISSING
                lacking.setdefault(absent, {}).setdefault(column, []).extend(part.row for part in parts)
            elif len(parts) > 1 and not _contradict(parts):
                codes[[part.row for part in parts]] = BLANK
                codes[parts[0].row] = _sum(parts, raw, index)
        table.columns[column] = Raw(tuple(value for _, value in index), codes, raw.present)
    return [_told(table, absent, columns) for absent, columns in lacking.items()]


def _given(table: Assembled) -> dict[str, dict[int, str]]:
    """By column, the rows that give a part, and which."""
    found: dict[str, dict[int, str]] = {}
    for span in table.spans:
        named = [(one.column, one.adds) for one in span.frame.said]
        named += [(one.column, one.adds) for one in span.frame.fields]
        for column, part in named:
            if part and column in table.definition.columns:
                found.setdefault(column, {}).update(dict.fromkeys(range(span.start, span.stop), part))
    return found


def _by_record(rows: Mapping[int, str], groups: Groups, raw: Raw) -> dict[int, list[_Part]]:
    """The parts that are given of each record; a blank gives none."""
    found: dict[int, list[_Part]] = {}
    for row, name in rows.items():
        if raw.codes[row] != BLANK:
            found.setdefault(int(groups.of[row]), []).append(_Part(row, name, int(raw.codes[row])))
    return found


def _contradict(parts: Sequence[_Part]) -> bool:
    said: dict[str, set[int]] = {}
    for part in parts:
        said.setdefault(part.name, set()).add(part.code)
    return any(len(codes - {MISSING}) > 1 for codes in said.values())


def _sum(parts: Sequence[_Part], raw: Raw, index: dict[tuple[type, object], int]) -> int:
    """The code of all parts together, each once; missing where one is."""
    codes = {part.name: max(p.code for p in parts if p.name == part.name) for part in parts}
    values = [None if code == MISSING else raw.values[code] for code in codes.values()]
    numbers = [Fraction(value) for value in values if isinstance(value, int | Fraction)]
    if len(numbers) < len(values):
        return MISSING
    total = sum(numbers, Fraction(0))
    return enter(index, int(total) if all(isinstance(value, int) for value in values) else total)


class _Wanted:
    """The parts that a record's school type has: the type that is known of it, and the one that the names of
    its forms' sheets end in (教基3112_九年一贯制学校)."""

    def __init__(self, table: Assembled, groups: Groups, codebook: Codebook) -> None:
        listed = codebook.code_lists.get(_TYPES)
        self._codes: Mapping[str, Code] = listed.codes if listed else {}
        self._types = merge(table.column(_TYPES), groups).column
        self._named: dict[int, set[str]] = {}
        for span in table.spans:
            name = span.frame.sheet.name.rpartition("_")[2].strip()
            code = listed.spellings.get(name) if listed and "_" in span.frame.sheet.name else None
            if code is not None and span.frame.said:
                for record in groups.of[span.start : span.stop].tolist():
                    self._named.setdefault(record, set()).add(code)

    def absent(self, record: int, given: Iterable[str]) -> tuple[str, ...]:
        """The parts that are wanted and not given, in their order."""
        there = set(given)
        return tuple(dict.fromkeys(part for part in self._parts(record) if part not in there))

    def _parts(self, record: int) -> Iterator[str]:
        for code in (self._types.value(record), *sorted(self._named.get(record, ()))):
            known = self._codes.get(code) if isinstance(code, str) else None
            yield from known.stages if known else ()


def _told(table: Assembled, absent: Sequence[str], columns: Mapping[str, Sequence[int]]) -> Finding:
    """S016 for all sums of one lack."""
    places = tuple(place for column, rows in columns.items() for place in places_of(table, (column,), rows))
    names = "、".join(table.definition.columns[column].zh for column in columns)
    return Finding(
        "S016", places, params={"form": names, "reason": "part_missing", "label": "、".join(absent)}
    )
