"""What each row below a header is: a record, a group's name, a total, an example, a footer, another table.

Most rows are records and are told by a look at their first few cells; only a row that looks different is read
whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.recognise import words
from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.layout import filled, is_figure
from ruraledu_cli.recognise.looks import Cells, Looks, Shape

_LONG_NUMBER = 7

_TITLES = 3  # rows that may stand over the next table's header, and that


@dataclass(frozen=True, slots=True)
class Mark:
    """A row that speaks about records: `kind` is group, grand, sub or unchecked; `text` is its label."""

    kind: str
    row: int
    position: int
    text: str


@dataclass(slots=True)
class Rows:
    """The rows sorted. `told` are rows that were not simply read, by reason (S007): repeated_header, note,
    after_totals, after_title, late_group,
    above_header; table_above and next_table are of tables whose headers are known."""

    records: list[int] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    passed: dict[str, list[int]] = field(default_factory=dict)
    told: dict[str, list[int]] = field(default_factory=dict)

    def put(self, reason: str, *rows: int) -> None:
        self.passed.setdefault(reason, []).extend(rows)

    def tell(self, reason: str, *rows: int) -> None:
        self.told.setdefault(reason, []).extend(rows)


def sort_rows(sheet: Sheet, shape: Shape) -> Rows:
    """Every row of the sheet as what it is."""
    sorter = _Sorter(sheet, shape)
    sorter.above()
    sorter.below()
    sorter.finish()
    return sorter.found


class _Sorter:
    """Walks the rows once. `gap`: blank rows since the last record; `closed`: a grand total ended the
    records; `noted`: a note ended them; `grouped`: the table has group rows from its start; `strays`: rows of
    few texts; `late`: rows read as groups where the table did not begin with one."""

    def __init__(self, sheet: Sheet, shape: Shape) -> None:
        self.rows, self.layout = sheet.rows, shape.layout
        self.looks = Looks(sheet, shape)
        self.found = Rows()
        self.strays: list[int] = []
        self.late: list[int] = []
        self.gap = self.closed = self.noted = self.grouped = False

    def above(self) -> None:
        """The rows above the header, and the header's own."""
        for row in range(self.layout.top):
            cells = filled(self.rows[row])
            note = any(words.is_note(normalise(str(c))) for _, c in cells)
            self.found.put("note" if note else "title" if cells else "blank", row)
            if self.looks.keys and not note and (reason := self.looks.of_table_above(cells)):
                self.found.tell(reason, row)
        self.found.put("header", *range(self.layout.top, self.layout.bottom + 1))

    def below(self) -> None:
        """The rows under the header, until another table begins."""
        records, rows, is_plain = self.found.records, self.rows, self.looks.is_plain
        for row in range(self._under_header(self.layout.bottom + 1), len(rows)):
            if not self.gap and not self.closed and is_plain(rows[row]):
                records.append(row)
            elif self._begins_other(row):
                self._rest_is_other(row)
                return

    def _under_header(self, row: int) -> int:
        """Pass over rows that number the columns or name them a second time."""
        last = min(self.layout.bottom + 2, len(self.rows) - 1)
        while row <= last:
            cells = filled(self.rows[row])
            if words.are_column_numbers([c for _, c in cells]) and 2 * len(cells) >= self.looks.width:
                self.found.put("column_numbers", row)
            elif self.looks.names_columns(cells):
                self.found.put("header", row)
            else:
                break
            row += 1
        return row

    def _begins_other(self, row: int) -> bool:
        """Sort a row that is not plain. True where another table begins with it."""
        cells = filled(self.rows[row])
        if not cells or self._is_serial_only(cells):
            self.found.put("blank", row)
            self.gap = self.gap or (not cells and bool(self.found.records))
            return False
        if self._is_named(row, cells) or self._is_section(row, cells):
            return False
        if self.looks.repeats_header(cells):
            self.found.tell("repeated_header", row)
            self.found.put("header", row)
            self.gap = False
            return False
        position, cell = cells[0]
        if len(cells) == 1 and isinstance(cell, str):
            return self._single(row, position, cell)
        return self._several(row, cells)

    def _is_serial_only(self, cells: Cells) -> bool:
        return len(cells) == 1 and cells[0][0] == self.looks.serial and is_figure(cells[0][1])

    def _is_named(self, row: int, cells: Cells) -> bool:
        """Totals, examples and footers, by their label; not where the key says that it is a record."""
        label = self.looks.label(cells)
        if label is None:
            return False
        position, text = label
        if words.is_example(text):
            self.found.put("example", row)
        elif words.is_note(text):
            self.found.put("note" if words.is_remark(text) else "footer", row)
            self.noted = words.is_remark(text) and bool(self.found.records)
        else:
            return self._is_total(row, position, text, cells)
        return True

    def _is_total(self, row: int, position: int, text: str, cells: Cells) -> bool:
        kind = words.total_kind(text)
        if not kind or not self.looks.is_early(position):
            return False
        if any(p in self.looks.keys and p != position and not _counts(cell) for p, cell in cells):
            return False
        self.found.put("totals", row)
        self.found.marks.append(Mark(kind, row, position, text))
        self.closed = self.closed or (kind == "grand" and bool(self.found.records))
        return True

    def _is_section(self, row: int, cells: Cells) -> bool:
        """A numbered section's name, perhaps with the section's sums beside it."""
        section = self.looks.section(cells)
        if section is None:
            return False
        self._group(row, *section)
        if any(is_figure(cell) for p, cell in cells if p != self.looks.serial):
            self.found.passed["group"].remove(row)
            self.found.put("totals", row)
            self.found.marks.append(Mark("sub", row, *section))
        return True

    def _group(self, row: int, position: int, text: str) -> None:
        self.grouped = self.grouped or not self.found.records
        self.gap = self.closed = False
        self.found.put("group", row)
        self.found.marks.append(Mark("group", row, position, text.strip()))

    def _single(self, row: int, position: int, text: str) -> bool:
        """A row of one text: a group's name, a second title, a record of a name alone, or a note."""
        if self.noted or ((self.gap or self.closed) and words.is_item(normalise(text))):
            self.strays.append(row)
            return False
        stated = words.stated_number(normalise(text)) is not None
        grouping = stated or (self.looks.is_wide(row, position) and not is_figure(text))
        if self.gap and (follows := self._header_follows(row)):
            if follows == "repeated":
                self.found.put("title", row)
            return follows == "other"
        if position in self.looks.keys and not grouping:
            self._record(row)
            return False
        if (self.gap or self.closed) and not stated and not (self.grouped and grouping):
            return self._second_title(row, position, text)
        if grouping or self.looks.leads(position):
            if self.found.records and not self.grouped:
                self.late.append(row)
            self._group(row, position, text)
        else:
            self.strays.append(row)
        return False

    def _header_follows(self, row: int) -> str:
        """Whether the next row is this table's header again ("repeated"), or that of an "other"."""
        for later, cells in self.looks.following(row, 2)[:1]:
            if self.looks.repeats_header(cells):
                return "repeated"
            return "other" if self.looks.is_other_header(later, cells) else ""
        return ""

    def _second_title(self, row: int, position: int, text: str) -> bool:
        """A text alone below the table: another table's title where more than a footer follows it. Without a
        total and another header in between, rows with keys are this table's still: read, and said."""
        following = [cells for _, cells in self.looks.following(row)]
        cells = next((c for c in following if not words.is_note(normalise(str(c[0][1])))), None)
        if cells is not None and self.looks.keys and self.looks.like_record(cells) and not self.closed:
            self.found.tell("after_title", row)
            self._group(row, position, text)
            return False
        if cells is None or len(cells) == 1 or self.looks.is_sparse(cells):
            self.strays.append(row)
            return False
        return True

    def _several(self, row: int, cells: Cells) -> bool:
        """A row of several cells that are not plainly a record's."""
        if self.gap and self.looks.is_other_header(row, cells):
            return True
        if self.looks.like_record(cells):
            self._record(row)
            return False
        worded = all(isinstance(c, str) for _, c in cells)
        sparse = self.looks.is_sparse(cells)
        if self.closed and not (sparse and worded):
            return True
        if self.gap and not (sparse and worded):
            later = self.looks.following(row)
            if not any(self.looks.like_record(c) and not self.looks.is_sparse(c) for _, c in later):
                return True
        if sparse:
            self.strays.append(row)
        else:
            self._record(row)
        return False

    def _record(self, row: int) -> None:
        if self.closed and self.gap:
            self.found.tell("after_totals", row)
        self.closed = self.gap = self.noted = False
        self.found.records.append(row)

    def _rest_is_other(self, first: int) -> None:
        rest = [row for row in range(first, len(self.rows)) if filled(self.rows[row])]
        self.found.put("other_table", *rest)
        known = any(self.looks.names_columns(filled(self.rows[row])) for row in rest[:_TITLES])
        self.found.tell("next_table" if known else "other_table", *rest)
        self.found.put("blank", *sorted(set(range(first, len(self.rows))) - set(rest)))

    def finish(self) -> None:
        """What stands after the last record is a footer; a stray row between records is a note, and said."""
        found = self.found
        last = found.records[-1] if found.records else self.layout.bottom
        late = {m.row for m in found.marks if m.kind == "group" and m.row > last and _is_footer(m)}
        if found.records and late:
            found.marks = [m for m in found.marks if m.row not in late]
            found.passed["group"] = [r for r in found.passed["group"] if r not in late]
            found.put("footer", *late)
        found.put("footer", *(r for r in self.strays if r > last))
        if groups := [row for row in self.late if row < last]:
            found.tell("late_group", *groups)
        if notes := [r for r in self.strays if r < last]:
            found.put("note", *notes)
            found.tell("note", *notes)


def _counts(cell: Cell) -> bool:
    """Whether a cell beside 合计 says how many there are: 共6人, 6."""
    text = normalise(str(cell))
    return words.stated_number(text) is not None or (is_figure(cell) and len(text) < _LONG_NUMBER)


def _is_footer(mark: Mark) -> bool:
    text = normalise(mark.text)
    return not words.is_numbered(text) and words.stated_number(text) is None
