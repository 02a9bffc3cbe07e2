"""The header of a sheet: which rows it takes, and what stands over each column, top to bottom.

Found by structure: merged ranges, blanks under and beside a cell. Which of several candidates is the header
is decided in `tables`, by what its cells say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from ruraledu_cli.census import Cell, Merged, Sheet

SEARCHED_ROWS = 40
_MOST_HEADER_ROWS = 4
_LONG = 80
_LABEL = re.compile(
    r"(?:单位|填报|填表|日期|时间|制表|审核|负责|联系|电话|年度)[^:：]*[:：]|(?:表|台账|名册)$"
)
_NUMBER = re.compile(r"\(?[-+$¥￥]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?%?\)?")


@dataclass(frozen=True, slots=True)
class Layout:
    """Header rows, both ends included, 0-based. `levels`: per column, its texts from the top down."""

    top: int
    bottom: int
    levels: dict[int, tuple[str, ...]]

    @property
    def positions(self) -> tuple[int, ...]:
        return tuple(self.levels)

    def header(self, position: int) -> str:
        """The header as written, its rows joined."""
        return "/".join(self.levels[position])


def is_blank(cell: Cell) -> bool:
    """Nothing, or text of spaces only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def filled(row: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """Positions and cells that hold something."""
    return [(p, c) for p, c in enumerate(row) if c is not None and (type(c) is not str or (c and c.strip()))]


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a number, a date, a truth value, or text that is a number."""
    if isinstance(cell, str):
        return _NUMBER.fullmatch(cell.strip()) is not None
    return isinstance(cell, bool | int | float | date | time | timedelta)


class Grid:
    """A sheet's upper rows with merged ranges looked up by cell."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows = sheet.rows
        limit = SEARCHED_ROWS + _MOST_HEADER_ROWS
        self.merged = [m for m in sheet.merged if m.top < limit]
        self._size = min(limit, len(sheet.rows))
        self._cells: dict[int, list[tuple[int, Cell]]] = {}

    def __len__(self) -> int:
        return self._size

    def filled(self, row: int) -> list[tuple[int, Cell]]:
        found = self._cells.get(row)
        if found is None:
            found = self._cells[row] = filled(self.rows[row])
        return found

    def text(self, row: int, position: int) -> str:
        """The text of a cell, "" where there is none."""
        cells = self.rows[row]
        cell = cells[position] if position < len(cells) else None
        return "" if cell is None else str(cell).strip()

    def spans(self, row: int) -> list[Merged]:
        """Merged ranges that begin in a row and cover several columns, but not (nearly) the whole width."""
        width = len(self.rows[row])
        return [
            m
            for m in self.merged
            if m.top == row and m.right > m.left and m.right - m.left + 1 < max(width, 3)
        ]

    def joined_below(self, row: int) -> bool:
        """Whether a merged cell of this row reaches down into the next."""
        return any(m.top <= row < m.bottom and m.bottom - m.top < _MOST_HEADER_ROWS for m in self.merged)


def layout_at(grid: Grid, row: int) -> Layout:
    """The header that has `row` as one of its rows."""
    top = bottom = row
    while bottom + 1 < len(grid) and bottom - top + 1 < _MOST_HEADER_ROWS and _is_parent(grid, bottom):
        bottom += 1
    while top > 0 and bottom - top + 1 < _MOST_HEADER_ROWS and _is_parent(grid, top - 1):
        top -= 1
    return Layout(top, bottom, _levels(grid, top, bottom))


def _is_parent(grid: Grid, row: int) -> bool:
    """Whether a row is a header row that goes on in the next: each of its cells spreads over columns below
    it, or is a header by itself with nothing below."""
    upper, lower = grid.filled(row), grid.filled(row + 1)
    if len(upper) < 2 or not _are_words(upper) or not lower or any(_is_label(str(c)) for _, c in upper):
        return False
    if grid.joined_below(row):
        return True
    if not _are_words(lower):
        return False
    spans = {m.left: m for m in grid.spans(row)}
    below = {p for p, _ in lower}
    taken = {p for p, _ in upper}
    if spans:
        return all(p in spans or p not in below for p, _ in upper) and any(
            len(below & set(range(m.left, m.right + 1))) > 1 for m in spans.values()
        )
    return bool(below - taken) and _spread(below, taken)


def _spread(below: set[int], taken: set[int]) -> bool:
    """Without merged cells: each child stands under or right of a parent, each parent has several or none."""
    leaves = taken - below
    parents = sorted(taken & below)
    if not parents or not leaves or min(below) < parents[0]:
        return False
    return all(p + 1 not in taken and p + 1 in below for p in parents) and min(taken) not in below


def _are_words(cells: list[tuple[int, Cell]]) -> bool:
    return bool(cells) and all(type(c) is str and not is_figure(c) and len(c) < _LONG for _, c in cells)


def _is_label(text: str) -> bool:
    """A line such as 填报单位：… 日期：…, or a title, is no header."""
    return _LABEL.search(text) is not None


def _levels(grid: Grid, top: int, bottom: int) -> dict[int, tuple[str, ...]]:
    width = max((p for r in range(top, bottom + 1) for p, _ in grid.filled(r)), default=-1) + 1
    spread = [_spread_row(grid, r, bottom, width) for r in range(top, bottom + 1)]
    found: dict[int, tuple[str, ...]] = {}
    for position in range(width):
        texts = [row[position] for row in spread if row[position]]
        kept = tuple(t for i, t in enumerate(texts) if i == 0 or t != texts[i - 1])
        if kept:
            found[position] = kept
    return found


def _spread_row(grid: Grid, row: int, bottom: int, width: int) -> list[str]:
    """A header row's texts, those of parents repeated over their children."""
    texts = [grid.text(row, p) for p in range(width)]
    if row == bottom:
        return texts
    spans = grid.spans(row)
    for span in spans:
        for p in range(span.left, min(span.right + 1, width)):
            if any(grid.text(r, p) for r in range(row + 1, bottom + 1)):
                texts[p] = texts[span.left]
    if not spans:
        _carry(texts, [grid.text(row + 1, p) for p in range(width)])
    return texts


def _carry(texts: list[str], below: list[str]) -> None:
    """Without merged cells a parent goes on to the right until the next, if something is below it."""
    parent = ""
    for p, text in enumerate(texts):
        if text:
            parent = text if below[p] else ""
        elif below[p]:
            texts[p] = parent


def header_by_shape(grid: Grid) -> Layout | None:
    """The likeliest header of a sheet of no known table: a row of words, nearly as wide as the data, above
    rows whose cells are of another kind."""
    rows = [r for r in range(min(len(grid), SEARCHED_ROWS)) if grid.filled(r)]
    width = max((len(grid.filled(r)) for r in rows), default=0)
    if width < 2:
        return None
    words = [r for r in rows if _are_words(grid.filled(r)) and 5 * len(grid.filled(r)) >= 3 * width]
    if not words:
        return None
    best = max(words, key=lambda r: (contrast(grid.filled(r), _next(grid, r)), -r))
    return layout_at(grid, best)


def contrast(cells: Iterable[tuple[int, Cell]], below: Sequence[tuple[int, Cell]]) -> int:
    """In how many columns a figure stands below words."""
    figures = {p for p, c in below if is_figure(c)}
    return sum(1 for p, _ in cells if p in figures)


def _next(grid: Grid, row: int) -> Sequence[tuple[int, Cell]]:
    """The next row with more than one cell, if near."""
    for r in range(row + 1, min(row + 4, len(grid))):
        if len(grid.filled(r)) > 1:
            return grid.filled(r)
    return ()
