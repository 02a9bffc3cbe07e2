"""What a row looks like beside the header: plainly a record, sparse, a section's name, the header again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.recognise import words
from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.layout import Layout, contrast, filled

Cells = list[tuple[int, Cell]]
_LABELS = 4
# First and last characters of texts that may name a row; only such texts are looked at closely.
_HEADS = frozenset(
    "合总小共全其注说审填单盖例示样备制复经联校报日统附资数学分部第电时平核公一二三四五六七八九十（([tTsSgGjJeEnN※"
)
_TAILS = frozenset("计:： \u3000\t\n例")
_STEMS = frozenset("一二三四五六七八九十（(")


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a sheet as far as rows are told by them. `keys` are the positions that identify a
    record, empty for a sheet of no known table; `serial` is the running number's."""

    layout: Layout
    keys: tuple[int, ...]
    serial: int | None
    is_header: Callable[[str], bool]

    @property
    def labels(self) -> tuple[int, ...]:
        """The first columns, the running number aside."""
        others = [p for p in self.layout.positions if p != self.serial]
        return tuple(others[:_LABELS])


class Looks:
    """Tests of single rows of one sheet."""

    def __init__(self, sheet: Sheet, shape: Shape) -> None:
        self.rows: Sequence[Sequence[Cell]] = sheet.rows
        self.levels = shape.layout.levels
        self.width = len(self.levels)
        self.labels, self.serial, self.keys = shape.labels, shape.serial, frozenset(shape.keys)
        self._is_header = shape.is_header
        self._wide = {m.top: m.left for m in sheet.merged if m.right > m.left}
        self._need = min(3, len(self.labels))
        self._headers = {p: frozenset(map(normalise, texts)) for p, texts in self.levels.items()}
        self._printed = frozenset[str]().union(*(self._headers[p] for p in self.labels))
        self._begun = frozenset(text[0] for text in self._printed if text)

    def is_plain(self, row: Sequence[Cell]) -> bool:
        """Whether a row is a record at first sight: labels filled, none that might be something else."""
        size = len(row)
        if self.serial is not None and self.serial < size:
            cell = row[self.serial]
            if type(cell) is str and cell and (cell[0] in _STEMS or self._is_suspect(cell)):
                return False
        seen = 0
        for position in self.labels:
            cell = row[position] if position < size else None
            if cell is None or cell == "":
                continue
            if type(cell) is str and self._is_suspect(cell):
                return False
            seen += 1
        return seen >= self._need

    def _is_suspect(self, cell: str) -> bool:
        if cell.lstrip()[:1].lower() in self._begun and normalise(cell) in self._printed:
            return True
        if cell[0] not in _HEADS and cell[-1] not in _TAILS:
            return False
        return cell.isspace() or words.names_row(normalise(cell))

    def label(self, cells: Cells) -> tuple[int, str] | None:
        """The first text among a row's leading cells that names it: a total, an example, a footer."""
        for position, cell in cells[: _LABELS + 1]:
            if isinstance(cell, str) and words.names_row(text := normalise(cell)):
                return position, text
        return None

    def section(self, cells: Cells) -> tuple[int, str] | None:
        """The name of a numbered section: 一、中心小学, or 一 and 中心小学 in two cells, and no key."""
        position, first = cells[0]
        if not isinstance(first, str):
            return None
        text, used = first.strip(), {position}
        if position == self.serial and words.is_stem(normalise(text)) and len(cells) > 1:
            position, second = cells[1]
            text, used = f"{text}、{str(second).strip()}", {*used, position}
        if not words.is_numbered(normalise(text)) or ({p for p, _ in cells} - used) & self.keys:
            return None
        return position, text

    def is_wide(self, row: int, position: int) -> bool:
        """Whether a cell is merged over several columns."""
        return self._wide.get(row) == position

    def leads(self, position: int) -> bool:
        """Whether a position is the first column's."""
        return position <= min(self.labels, default=0) or position == self.serial

    def is_early(self, position: int) -> bool:
        """Whether a position is one where a total may be named."""
        return position in self.labels or position == self.serial or position in self.keys

    def names_columns(self, cells: Cells) -> bool:
        """Whether most of a row's cells are headers of the codebook."""
        texts = [normalise(c) for _, c in cells if isinstance(c, str)]
        return len(cells) > 1 and 2 * sum(map(self._is_header, texts)) >= len(cells)

    def of_table_above(self, cells: Cells) -> str:
        """What a row above the header is, where it is no title or line of labels but of some table."""
        if self.names_columns(cells):
            return "table_above"
        return "above_header" if len(cells) > _LABELS and 2 * len(cells) >= self.width else ""

    def repeats_header(self, cells: Cells) -> bool:
        """Whether a row is the header (or its lowest row) printed again."""
        headers = self._headers
        same = sum(1 for p, c in cells if p in headers and isinstance(c, str) and normalise(c) in headers[p])
        return same > 1 and 5 * same >= 4 * len(cells) and 2 * same >= self.width

    def like_record(self, cells: Cells) -> bool:
        """Whether a row has what identifies a record: a key, or two of the first columns."""
        places = {p for p, _ in cells}
        if self.keys:
            return bool(places & self.keys)
        return len(places & set(self.labels)) > 1 and not self.is_sparse(cells)

    def is_sparse(self, cells: Cells) -> bool:
        return len(cells) <= 3 and 3 * len(cells) <= max(self.width, 3)

    def is_other_header(self, row: int, cells: Cells) -> bool:
        """Whether a row after a gap is the header of another table."""
        if len(cells) < 2 or not all(isinstance(c, str) for _, c in cells):
            return False
        if self.names_columns(cells):
            return True
        below = filled(self.rows[row + 1]) if row + 1 < len(self.rows) else []
        return not self.like_record(cells) and contrast(cells, below) > 0

    def following(self, row: int, most: int = 5) -> Sequence[tuple[int, Cells]]:
        """The next rows that hold something."""
        found: list[tuple[int, Cells]] = []
        for later in range(row + 1, min(row + 1 + most, len(self.rows))):
            if cells := filled(self.rows[later]):
                found.append((later, cells))
        return found
