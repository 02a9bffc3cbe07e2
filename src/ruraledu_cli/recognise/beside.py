"""Tables that stand side by side on one sheet: parted by their columns, each cell at its own place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.recognise.layout import Layout, is_blank

_MOST = 4


def blocks(sheet: Sheet, layout: Layout) -> tuple[Sheet, ...]:
    """The sheet once for each table on it, the cells of the others blank; nothing where there is but one."""
    starts = _repeated(layout) or _parted(sheet, layout)
    ends = [*starts[1:], 1 << 30] if starts else []
    return tuple(_only(sheet, layout.top, start, end) for start, end in zip(starts, ends, strict=True))


def _repeated(layout: Layout) -> list[int]:
    """姓名 学校 姓名 学校: the same headers over again, as name lists are printed to save paper."""
    positions = layout.positions
    for times in range(_MOST, 1, -1):
        width, rest = divmod(len(positions), times)
        texts = [layout.levels[p] for p in positions]
        if not rest and width > 1 and texts[:width] * times == texts and len(set(texts)) == width:
            return [0, *positions[width::width]]
    return []


def _parted(sheet: Sheet, layout: Layout) -> list[int]:
    """A blank column, and behind it headers that came before, or a short table closed in itself."""
    positions = layout.positions
    below = sheet.rows[layout.bottom + 1 :]
    starts = [0]
    for last, start in pairwise(positions):
        gap = range(last + 1, start)
        if not gap or any(not is_blank(_cell(row, p)) for row in below for p in gap):
            continue
        before = [p for p in positions if p < start]
        behind = [p for p in positions if p >= start]
        if (
            len(before) > 1
            and len(behind) > 1
            and (_again(layout, before, behind) or _short(below, before, behind))
        ):
            starts.append(start)
    return starts if len(starts) > 1 else []


def _again(layout: Layout, before: Sequence[int], behind: Sequence[int]) -> bool:
    texts = {layout.levels[p] for p in before}
    return sum(layout.levels[p] in texts for p in behind) > 1


def _short(below: Sequence[Sequence[Cell]], before: Sequence[int], behind: Sequence[int]) -> bool:
    """Behind the gap the first rows are full and all others blank, where the table before goes on."""
    full = [all(not is_blank(_cell(row, p)) for p in behind) for row in below]
    some = [any(not is_blank(_cell(row, p)) for p in behind) for row in below]
    height = sum(full)
    longer = sum(sum(not is_blank(_cell(row, p)) for p in before) > 1 for row in below[height:])
    return full == some == [True] * height + [False] * (len(below) - height) and 0 < height <= longer


def _only(sheet: Sheet, top: int, start: int, end: int) -> Sheet:
    """The columns of one table. A title over all of them is the title of each."""
    rows = [
        row if number < top and not _any(row, start, end) else _within(row, start, end)
        for number, row in enumerate(sheet.rows)
    ]
    merged = tuple(m for m in sheet.merged if (start <= m.left and m.right < end) or m.bottom < top)
    return replace(sheet, rows=rows, merged=merged)


def _any(row: Sequence[Cell], start: int, end: int) -> bool:
    return any(not is_blank(cell) for cell in row[start:end])


def _within(row: Sequence[Cell], start: int, end: int) -> list[Cell]:
    cells: Iterable[Cell] = row[start:end]
    return [*([None] * min(start, len(row))), *cells]


def _cell(row: Sequence[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else None
