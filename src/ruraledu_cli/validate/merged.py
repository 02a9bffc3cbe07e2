"""Cells of records that lie under a merged range and are not read as what it says: missing, and told."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import numpy as np

from ruraledu_cli.census import MISSING, Merged
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Seen, Span
from ruraledu_cli.validate.places import cell_place


def merged_over(table: Assembled) -> list[Finding]:
    """One finding per sheet. Such a cell is not blank, even where a blank would say something."""
    findings = []
    for span in table.spans:
        places: list[Place] = []
        for one in (one for seen in table.seen.values() for one in seen if one.span is span):
            rows = sorted(set(_under(one)) - set(one.carried))
            if rows:
                table.columns[one.field.column].codes[np.array(rows, dtype=np.int64)] = MISSING
                places.append(cell_place(table, one, np.array(rows, dtype=np.int64)))
        if places:
            count = sum(place.count for place in places)
            findings.append(Finding("S018", tuple(places), params={"count": count}))
    return findings


def _under(one: Seen) -> Iterator[int]:
    """The rows of the table whose blank cell of this column a range reaches over from another cell."""
    position = one.field.position
    ranges = [] if one.said else [m for m in one.span.frame.sheet.merged if m.left <= position <= m.right]
    for merged in ranges:
        if _says(one.span, merged.top, merged.left):
            for number, row in _records(one.span, merged):
                if (row, position) != (merged.top, merged.left) and not _says(one.span, row, position):
                    yield one.span.start + number


def _records(span: Span, merged: Merged) -> Iterator[tuple[int, int]]:
    records = span.frame.records
    first, stop = bisect_left(records, merged.top), bisect_right(records, merged.bottom)
    yield from enumerate(records[first:stop], first)


def _says(span: Span, row: int, position: int) -> bool:
    """Whether a cell holds something."""
    cells = span.frame.sheet.rows[row]
    return position < len(cells) and cells[position] is not None and cells[position] != ""
