"""The sheets of one table put together: a column per fact, before rows are merged and links followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ruraledu_cli.census import MISSING, NONE, Codes, Frame, Value
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef, TableDef
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.cells import Mask, Parsers, Rows, Seen, Span, see, spans_of
from ruraledu_cli.validate.check import When
from ruraledu_cli.validate.columns import BLANK, LINKS, Raw, Written, blank_column, enter, readable
from ruraledu_cli.validate.places import places_of


@dataclass(slots=True)
class Assembled:
    """One table's rows as read. `sheet_rows` are 1-based; `columns` is filled as the work goes on.

    `silenced` are the cells told as one cause already: rows of a sheet by the id of its Seen column.
    """

    definition: TableDef
    spans: tuple[Span, ...]
    size: int
    sheet_rows: Codes
    seen: Mapping[str, Sequence[Seen]]
    parsers: Parsers
    columns: dict[str, Raw] = field(default_factory=dict)
    silenced: dict[int, set[int]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def sheets(self) -> Codes:
        """The number of its sheet per row, counted within this table."""
        sizes = [span.stop - span.start for span in self.spans]
        return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)

    def column(self, name: str) -> Raw:
        found = self.columns.get(name)
        return blank_column(self.size) if found is None else found


def assemble(
    definition: TableDef,
    frames: Sequence[tuple[int, Frame]],
    codebook: Codebook,
    areas: Mapping[str, str],
    when: When | None = None,
) -> tuple[Assembled, list[Finding]]:
    """All frames of one table, one below the other, in typed columns; R005 where two headers disagree."""
    spans, parsers = spans_of(frames), Parsers(definition, codebook, areas, when)
    size = spans[-1].stop if spans else 0
    seen: dict[str, list[Seen]] = {}
    for span in spans:
        for one in see(span, parsers, definition.columns):
            seen.setdefault(one.field.column, []).append(one)
    records = [row + 1 for span in spans for row in span.frame.records]
    table = Assembled(definition, spans, size, np.array(records, dtype=np.int32), seen, parsers)
    findings: list[Finding] = []
    for name, column in definition.columns.items():
        table.columns[name] = _put_together(table, column, codebook, findings)
    return table, findings


def _put_together(table: Assembled, column: ColumnDef, codebook: Codebook, findings: list[Finding]) -> Raw:
    if column.name not in table.seen:
        return blank_column(table.size)
    index: dict[tuple[type, Value], int] = {}
    codes = np.full(table.size, BLANK, dtype=np.int32)
    for start, stop, parts in _by_span(table.seen[column.name]):
        coded = [_coded(one, index) for one in parts]
        if len(coded) > 1:
            coded = [_combine(table, column, codebook, parts, coded, index, findings)]
        codes[start:stop] = coded[0]
    return Raw(tuple(value for _, value in index), codes)


def _by_span(seen: Sequence[Seen]) -> list[tuple[int, int, list[Seen]]]:
    """The fields of a column sheet by sheet, the code's header before the name's."""
    spans: dict[int, list[Seen]] = {}
    for one in seen:
        spans.setdefault(one.span.start, []).append(one)
    return [
        (start, parts[0].span.stop, sorted(parts, key=lambda one: one.field.part != "code"))
        for start, parts in spans.items()
    ]


def _coded(one: Seen, index: dict[tuple[type, Value], int]) -> Codes:
    """A sheet's cells in the codes of the whole column."""
    table = np.empty(max(len(one.parsed), 1), dtype=np.int32)
    for number, parsed in enumerate(one.parsed):
        table[number] = BLANK if parsed.blank else enter(index, parsed.value)
    return table[one.codes]


def _combine(
    table: Assembled,
    column: ColumnDef,
    codebook: Codebook,
    parts: Sequence[Seen],
    coded: Sequence[Codes],
    index: dict[tuple[type, Value], int],
    findings: list[Finding],
) -> Codes:
    """The first known of the headers of one fact; missing, and R005, where two known ones differ."""
    result = coded[0].copy()
    for later in coded[1:]:
        values = [value for _, value in index]
        comparable = _comparable(column, codebook, values)
        both = (result >= 0) & (later >= 0)
        differ = both & (result != later) & comparable[result] & comparable[later]
        if column.type in LINKS:
            result = _written_twice(result, later, differ, index)
        elif differ.any():
            findings.extend(_contradictions(table, column, parts, result, later, differ, values))
            result[differ] = MISSING
        fill = ~both & ~differ & ((later >= 0) | (result == BLANK))
        result[fill] = later[fill]
    return result


def _comparable(column: ColumnDef, codebook: Codebook, values: Sequence[Value]) -> Mask:
    """Which values can contradict: a text outside its open code list says nothing about the code."""
    found = codebook.code_lists.get(column.codes or "")
    known = [found is None or not found.open or value is NONE or value in found.codes for value in values]
    return np.array([*known, False, False], dtype=np.bool_)  # −1 and −2 read from the end


def _written_twice(codes: Codes, names: Codes, differ: Mask, index: dict[tuple[type, Value], int]) -> Codes:
    """Links are compared after they are followed: a code and a name may well be one school."""
    result = codes.copy()
    values = [value for _, value in index]
    for row in np.flatnonzero(differ):
        result[row] = enter(index, Written(values[codes[row]], values[names[row]]))
    return result


def _contradictions(
    table: Assembled,
    column: ColumnDef,
    parts: Sequence[Seen],
    first: Codes,
    later: Codes,
    differ: Mask,
    values: Sequence[Value],
) -> list[Finding]:
    """R005, one finding per pair of values that contradict."""
    pairs: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(differ):
        pairs.setdefault((int(first[row]), int(later[row])), []).append(int(row))
    start, names, texts = parts[0].span.start, (column.name,), [readable(value) for value in values]
    return [
        contradiction(table, names, texts[code], texts[name], np.array(rows) + start)
        for (code, name), rows in pairs.items()
    ]


def contradiction(table: Assembled, columns: Sequence[str], code: str, name: str, rows: Rows) -> Finding:
    """R005: the two headers of one fact say different things in these rows."""
    return Finding(
        "R005",
        places_of(table, columns, rows),
        value=f"{code} ≠ {name}",
        params={"column": columns[0], "code": code, "name": name},
        personal=table.definition.columns[columns[0]].personal,
    )
