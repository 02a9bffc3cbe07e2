"""Several forms below each other on one sheet: where each begins, found by titles, headers and keys."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.recognise import words
from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.layout import filled, is_figure

_LABELLED = re.compile(r"[:：]")
_MOST_IN_TITLE = 3


def split(sheet: Sheet, titles: Collection[int], heads: Sequence[int]) -> list[tuple[int, int]]:
    """Row ranges, one a form. `titles` are rows that name a form, `heads` rows that only a form's own part
    has once: its header, or the first item that says whose it is."""
    starts: list[int] = []
    begun, last, since = False, -1, 0
    for row, cells in enumerate(sheet.rows):
        if row in heads:
            if begun and row > since:
                starts.append(_cut(sheet, last + 1, row))
            begun, since = True, row
            last = row
        elif row in titles and begun and not is_body(cells):
            starts.append(row)
            begun = False
        elif is_body(cells):
            last = row
    edges = [0, *starts, len(sheet.rows)]
    return [(a, b) for a, b in pairwise(edges) if a < b]


def is_title(cells: Sequence[Cell]) -> bool:
    """Whether a row of few texts might be a title."""
    held = filled(cells)
    return 0 < len(held) <= _MOST_IN_TITLE and not is_body(cells)


def is_body(cells: Sequence[Cell]) -> bool:
    """A row of figures; a line with labels (标识码：2137000001) is none."""
    held = filled(cells)
    if any(isinstance(cell, str) and _LABELLED.search(cell) for _, cell in held):
        return False
    return len(held) > 1 and any(is_figure(cell) for _, cell in held)


def _cut(sheet: Sheet, first: int, head: int) -> int:
    """Where the lines above a header begin to be its own: after the last blank line, else after what signs
    the form before."""
    blank = [row for row in range(first, head) if not filled(sheet.rows[row])]
    if blank:
        return blank[-1] + 1
    return next((row for row in range(first, head) if not _signs(sheet.rows[row])), head)


def _signs(cells: Sequence[Cell]) -> bool:
    return any(isinstance(cell, str) and words.is_note(normalise(cell)) for _, cell in filled(cells))


def part_of(sheet: Sheet, first: int, stop: int) -> Sheet:
    """The sheet with nothing but these rows, each where it was."""
    rows = [row if first <= number < stop else () for number, row in enumerate(sheet.rows)]
    merged = tuple(m for m in sheet.merged if first <= m.top and m.bottom < stop)
    return replace(sheet, rows=rows, merged=merged)
