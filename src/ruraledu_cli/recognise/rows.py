"""What each row below a header is: a record, a group's name, a total, an example, a footer, another table.

Most rows are records and are told by a look at their first few cells; only a row that looks different is read
whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.recognise import words
from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.layout import Layout, contrast, filled

Cells = list[tuple[int, Cell]]
_LABELS = 4
# First and last characters of texts that may begin a total, an example or a footer.
_HEADS = frozenset(
    "合总小共全其注说审填单盖例示样备制复经联校报日统附资数学分部第电时平核公（(tTsSgGjJeEnN＊*※"
)
_TAILS = frozenset("计:： 　例")


@dataclass(frozen=True, slots=True)
class Mark:
    """A row that speaks about records: `kind` is group, grand or sub; `text` is its label."""

    kind: str
    row: int
    position: int
    text: str


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


@dataclass(slots=True)
class Rows:
    """The rows sorted. `repeated` are headers printed again; `other` begins another table."""

    records: list[int] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    passed: dict[str, list[int]] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    after_totals: list[int] = field(default_factory=list)

    def put(self, reason: str, *rows: int) -> None:
        self.passed.setdefault(reason, []).extend(rows)


def sort_rows(sheet: Sheet, shape: Shape) -> Rows:
    """Every row of the sheet as what it is."""
    sorter = _Sorter(sheet, shape)
    sorter.above()
    sorter.below()
    sorter.finish()
    return sorter.found


class _Sorter:
    """Walks the rows once. `gap`: blank rows since the last record; `closed`: a grand total ended the
    records; `grouped`: the table has group rows from its start."""

    def __init__(self, sheet: Sheet, shape: Shape) -> None:
        self.sheet, self.shape, self.layout = sheet, shape, shape.layout
        self.rows: Sequence[Sequence[Cell]] = sheet.rows
        self.labels = shape.labels
        self.need = min(3, len(self.labels))
        self.width = len(self.layout.levels)
        self.printed = {text for p in self.labels for text in self.layout.levels[p]}
        self.wide = {m.top: m.left for m in sheet.merged if m.right > m.left}
        self.found = Rows()
        self.gap = self.closed = self.grouped = False

    def above(self) -> None:
        """The rows above the header, and the header's own."""
        for row in range(self.layout.top):
            cells = filled(self.rows[row])
            if not cells:
                self.found.put("blank", row)
            else:
                note = any(words.is_note(normalise(str(c))) for _, c in cells)
                self.found.put("note" if note else "title", row)
        self.found.put("header", *range(self.layout.top, self.layout.bottom + 1))

    def below(self) -> None:
        row = self._under_header(self.layout.bottom + 1)
        records, rows, end = self.found.records, self.rows, len(self.rows)
        while row < end:
            if not self.gap and not self.closed and self._plain(rows[row]):
                records.append(row)
            elif self._odd(row):
                self._rest_is_other(row)
                return
            row += 1

    def _under_header(self, row: int) -> int:
        """Pass over rows that number the columns or name them a second time."""
        while row < len(self.rows) and row <= self.layout.bottom + 2:
            cells = filled(self.rows[row])
            if words.are_column_numbers([c for _, c in cells]) and 2 * len(cells) >= self.width:
                self.found.put("column_numbers", row)
            elif self._names_columns(cells) and len(cells) > 1:
                self.found.put("header", row)
            else:
                break
            row += 1
        return row

    def _plain(self, row: Sequence[Cell]) -> bool:
        """Whether a row is a record at first sight: its labels filled, none that might be something else."""
        seen = 0
        size = len(row)
        for position in self.labels:
            cell = row[position] if position < size else None
            if cell is None or cell == "":
                continue
            if type(cell) is str and (cell[0] in _HEADS or cell[-1] in _TAILS or cell in self.printed):
                return False
            seen += 1
        return seen >= self.need

    def _odd(self, row: int) -> bool:
        """Sort a row that is not plain. True where another table begins with it."""
        cells = filled(self.rows[row])
        if not cells or (len(cells) == 1 and cells[0][0] == self.shape.serial and _is_number(cells[0][1])):
            self.found.put("blank", row)
            self.gap = self.gap or (not cells and bool(self.found.records))
            return False
        label = self._label(cells)
        if label is not None and (reason := self._named(cells, *label)):
            self._pass(reason, row, *label)
            return False
        if self._repeats_header(cells):
            self.found.repeated.append(row)
            self.found.put("header", row)
            self.gap = False
            return False
        position, cell = cells[0]
        if len(cells) == 1 and isinstance(cell, str):
            return self._single(row, position, cell)
        return self._several(row, cells)

    def _label(self, cells: Cells) -> tuple[int, str] | None:
        """The first text among a row's leading cells that names it: a total, an example, a footer."""
        for position, cell in cells[: _LABELS + 1]:
            if isinstance(cell, str) and words.names_row(text := normalise(cell)):
                return position, text
        return None

    def _named(self, cells: Cells, position: int, text: str) -> str:
        """What a row's label makes of it; "" where its key says that it is a record all the same."""
        if words.is_example(text):
            return "example"
        if words.is_note(text):
            return "note" if words.is_remark(text) else "footer"
        keys = {p for p, _ in cells} & set(self.shape.keys) - {position}
        early = position in self.labels or position == self.shape.serial or position in self.shape.keys
        return words.total_kind(text) if early and not keys else ""

    def _pass(self, reason: str, row: int, position: int, text: str) -> None:
        if reason in ("grand", "sub", "unchecked"):
            self.found.put("totals", row)
            self.found.marks.append(Mark(reason, row, position, text))
            self.closed = self.closed or (reason == "grand" and bool(self.found.records))
        else:
            self.found.put(reason, row)

    def _names_columns(self, cells: Cells) -> bool:
        """Whether most of a row's cells are headers of the codebook."""
        texts = [normalise(c) for _, c in cells if isinstance(c, str)]
        return 2 * sum(1 for t in texts if self.shape.is_header(t)) >= len(cells) and bool(texts)

    def _repeats_header(self, cells: Cells) -> bool:
        """Whether a row is the header (or its lowest row) printed again."""
        levels = self.layout.levels
        same = sum(1 for p, c in cells if p in levels and isinstance(c, str) and c.strip() in levels[p])
        return same > 1 and 5 * same >= 4 * len(cells) and 2 * same >= self.width

    def _single(self, row: int, position: int, text: str) -> bool:
        """A row of one text: a group's name, a second title, a record of a name alone, or a note."""
        numbered = words.is_group(normalise(text))
        grouping = numbered or self.wide.get(row) == position
        if self.gap and (following := self._header_follows(row)):
            if following == "repeated":
                self.found.put("title", row)
            return following == "other"
        if position in self.shape.keys and not grouping:
            self._record(row)
            return False
        if (self.gap or self.closed) and not (numbered or (self.grouped and grouping)):
            return self._begins_other(row)
        if grouping or self._leads(position):
            self.grouped = self.grouped or not self.found.records
            self.gap = False
            self.found.put("group", row)
            self.found.marks.append(Mark("group", row, position, text.strip()))
        else:
            self.found.strays.append(row)
        return False

    def _leads(self, position: int) -> bool:
        return position <= min(self.labels, default=0) or position == self.shape.serial

    def _header_follows(self, row: int) -> str:
        """Whether the next row is this table's header again ("repeated"), or that of an "other"."""
        for later in range(row + 1, min(row + 3, len(self.rows))):
            cells = filled(self.rows[later])
            if self._repeats_header(cells):
                return "repeated"
            if cells:
                return "other" if self._is_other_header(later, cells) else ""
        return ""

    def _begins_other(self, row: int) -> bool:
        """A text alone after the table's end: a second title where more than a footer follows it."""
        for later in range(row + 1, min(row + 6, len(self.rows))):
            cells = filled(self.rows[later])
            if cells and not words.is_note(normalise(str(cells[0][1]))):
                return len(cells) > 1 and not self._is_sparse(cells)
        self.found.put("footer", row)
        return False

    def _several(self, row: int, cells: Cells) -> bool:
        """A row of several cells that are not plainly a record's."""
        if self.gap and self._is_other_header(row, cells):
            return True
        if self._like_record(cells):
            self._record(row)
            return False
        worded = all(isinstance(c, str) for _, c in cells)
        if (self.closed or self.gap) and not (self._is_sparse(cells) and worded):
            return True
        if self._is_sparse(cells):
            self.found.strays.append(row)
        else:
            self._record(row)
        return False

    def _record(self, row: int) -> None:
        if self.closed and self.gap:
            self.found.after_totals.append(row)
        self.closed = self.gap = False
        self.found.records.append(row)

    def _like_record(self, cells: Cells) -> bool:
        """Whether a row has what identifies a record: a key, or two of the first columns."""
        places = {p for p, _ in cells}
        if self.shape.keys:
            return bool(places & set(self.shape.keys))
        return len(places & set(self.labels)) > 1 and not self._is_sparse(cells)

    def _is_other_header(self, row: int, cells: Cells) -> bool:
        """Whether a row after a gap is the header of another table."""
        if len(cells) < 2 or not all(isinstance(c, str) for _, c in cells):
            return False
        if self._names_columns(cells):
            return True
        below = filled(self.rows[row + 1]) if row + 1 < len(self.rows) else []
        return not self._like_record(cells) and contrast(cells, below) > 0

    def _is_sparse(self, cells: Cells) -> bool:
        return len(cells) <= 3 and 3 * len(cells) <= max(self.width, 3)

    def _rest_is_other(self, first: int) -> None:
        for row in range(first, len(self.rows)):
            self.found.put("other_table" if filled(self.rows[row]) else "blank", row)

    def finish(self) -> None:
        """What stands after the last record is a footer; a stray row between records is a note."""
        found = self.found
        last = found.records[-1] if found.records else self.layout.bottom
        trailing = [
            m
            for m in found.marks
            if m.kind == "group" and m.row > last and not words.is_group(normalise(m.text))
        ]
        if found.records and trailing:
            late = {m.row for m in trailing}
            found.marks = [m for m in found.marks if m.row not in late]
            found.passed["group"] = [r for r in found.passed["group"] if r not in late]
            found.put("footer", *sorted(late))
        found.put("footer", *(r for r in found.strays if r > last))
        found.strays = [r for r in found.strays if r < last]
        found.put("note", *found.strays)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and cell.strip().isdigit())
