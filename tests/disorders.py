"""What a hurried hand does to the sheets of a folder: typed operations on raw cells.

What nobody can see in the sheets themselves the hand does not do. A column sorted by itself is one that
another of its row contradicts: the number of an identity beside a date of birth, a code beside its name. Two
headers change places where what stands below is of different kinds: of two flags, counts or names either may
be right; rules and last year see many of these, not all. And no row or file is taken away without a trace.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TypeVar

from ruraledu_cli.census import Cell, Frame, Merged, Sheet
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.read.selection import Listed, sheet_notes
from ruraledu_cli.recognise import Recognised

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Step:
    """An operation on sheet number `sheet` (modulo how many there are); the rest says where, with what."""

    kind: str
    sheet: int
    other: int = 0
    at: int = 0
    to: int = 0


@dataclass(slots=True)
class Row:
    """A row and what it was before: above, header, data or below (a total, a note, what follows)."""

    part: str
    cells: list[Cell]

    def copy(self) -> Row:
        return Row(self.part, list(self.cells))


@dataclass(slots=True)
class Work:
    """A sheet in the hand: `origins` are the numbers of the sheets whose cells it holds."""

    file: str
    name: str
    rows: list[Row]
    merged: list[Merged]
    origins: frozenset[int]
    like: Sheet
    kinds: Mapping[str, str] = field(default_factory=dict)  # what stands below a header
    contradicted: frozenset[str] = frozenset()  # headers whose cells another column contradicts

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)

    def at(self, *parts: str) -> list[int]:
        return [n for n, row in enumerate(self.rows) if row.part in parts]

    @property
    def header(self) -> int | None:
        """The lowest row of the header."""
        return max(self.at("header"), default=None)

    @property
    def columns(self) -> list[int]:
        """Positions with a header."""
        header = self.header
        cells = [] if header is None else self.rows[header].cells
        return [p for p, cell in enumerate(cells) if cell is not None and str(cell).strip()]

    def insert(self, at: int, rows: Sequence[Row]) -> None:
        self.rows[at:at] = [row.copy() for row in rows]
        self.merged = [_moved(m, at, len(rows)) for m in self.merged]

    def remove(self, numbers: Sequence[int]) -> None:
        gone = set(numbers)
        self.merged = [m for m in self.merged if not gone & set(range(m.top, m.bottom + 1))]
        self.merged = [
            replace(m, top=m.top - below(gone, m.top), bottom=m.bottom - below(gone, m.bottom))
            for m in self.merged
        ]
        self.rows = [row for n, row in enumerate(self.rows) if n not in gone]

    def sheet(self) -> Sheet:
        rows = [tuple(row.cells) for row in self.rows]
        return replace(self.like, file=self.file, name=self.name, rows=rows, merged=tuple(self.merged))


def below(numbers: set[int], limit: int) -> int:
    return sum(n < limit for n in numbers)


def _moved(merged: Merged, at: int, by: int) -> Merged:
    if merged.bottom < at:
        return merged
    return replace(merged, top=merged.top + (by if merged.top >= at else 0), bottom=merged.bottom + by)


@dataclass(slots=True)
class Hand:
    """The folder as the hand changes it. `touched` are the numbers of the sheets that were disturbed, `notes`
    what reading would have said of those that are `hidden` now."""

    works: list[Work]
    touched: set[int] = field(default_factory=set)
    notes: list[Finding] = field(default_factory=list)
    hidden: dict[tuple[str, str | None], frozenset[int]] = field(default_factory=dict)

    def copy(self) -> Hand:
        works = [replace(w, rows=[row.copy() for row in w.rows], merged=list(w.merged)) for w in self.works]
        return Hand(works)

    def sheets(self) -> list[Sheet]:
        """The sheets as they are now; those that nobody touched are the very same."""
        return [work.sheet() if work.origins & self.touched else work.like for work in self.works]

    def pick(self, number: int) -> Work:
        return self.works[number % len(self.works)]

    def do(self, step: Step) -> None:
        if not self.works:
            return
        work = self.pick(step.sheet)
        if OPERATIONS[step.kind](self, work, step) is not False:
            self.touched |= work.origins
            for row in work.rows:
                row.cells += [None] * (work.width - len(row.cells))


def take(found: Recognised, sheets: Sequence[Sheet], codebook: Codebook) -> Hand:
    """All sheets, each row known for what it is, and each header for what stands below."""
    frames = {(f.sheet.file, f.sheet.name): f for f in (*found.frames, *found.unknown)}
    works = []
    for number, sheet in enumerate(sheets):
        frame = frames.get((sheet.file, sheet.name))
        rows, origins = _rows(sheet, frame), frozenset({number})
        work = Work(sheet.file, sheet.name, rows, list(sheet.merged), origins, sheet)
        if frame is not None and frame.table:
            work.kinds, work.contradicted = _kinds(frame, codebook)
        works.append(work)
    return Hand(works)


def _rows(sheet: Sheet, frame: Frame | None) -> list[Row]:
    passed = {p.reason: p.rows for p in frame.passed} if frame else {}
    data = {*(frame.records if frame else ()), *passed.get("superseded", ())}
    header = set(passed.get("header", ()))
    width = max(map(len, sheet.rows), default=0)
    rows = []
    for n, cells in enumerate(sheet.rows):
        above = n < min(header | data, default=0)
        part = "data" if n in data else "header" if n in header else "above" if above else "below"
        rows.append(Row(part, [*cells, *[None] * (width - len(cells))]))
    return rows


def _kind(column: ColumnDef, codebook: Codebook) -> str:
    """A code that may be 是 or 无 is a flag."""
    if column.codes is None:
        return column.type
    found = codebook.code_lists[column.codes]
    says_yes = any("是" in (code.zh, *code.aliases) for code in found.codes.values())
    return "flag" if says_yes else column.codes


def _kinds(frame: Frame, codebook: Codebook) -> tuple[dict[str, str], frozenset[str]]:
    table, kinds, parts = codebook.tables[frame.table], {}, Counter(one.column for one in frame.fields)
    born = "birth_date" in parts
    contradicted = set()
    for one in frame.fields:
        header, column = one.header.split("/")[-1], table.columns[one.column]
        kinds[header] = _kind(column, codebook)
        if parts[one.column] > 1 or (born and column.type == "id_number"):
            contradicted.add(header)
    return kinds, frozenset(contradicted)


def _pick(items: Sequence[_Item], number: int) -> _Item:
    return items[number % len(items)]


def _reorder(work: Work, order: Callable[[list[Row]], list[Row]]) -> bool:
    data = work.at("data")
    if len(data) < 2:
        return False
    for n, row in zip(data, order([work.rows[n] for n in data]), strict=True):
        work.rows[n] = row
    work.merged = [m for m in work.merged if m.bottom < data[0]]
    return True


def shuffle_rows(hand: Hand, work: Work, step: Step) -> bool:
    return _reorder(work, lambda rows: random.Random(step.at).sample(rows, len(rows)))


def sort_rows(hand: Hand, work: Work, step: Step) -> bool:
    if not work.columns:
        return False
    position = _pick(work.columns, step.at)
    return _reorder(work, lambda rows: sorted(rows, key=lambda row: str(row.cells[position])))


def sort_column(hand: Hand, work: Work, step: Step) -> bool:
    data, header = work.at("data"), work.header
    headers = [] if header is None else work.rows[header].cells
    columns = [position for position in work.columns if headers[position] in work.contradicted]
    if not columns or len(data) < 2:
        return False
    position = _pick(columns, step.at)
    cells = sorted((work.rows[n].cells[position] for n in data), key=str)
    for n, cell in zip(data, cells, strict=True):
        work.rows[n].cells[position] = cell
    return True


def shuffle_headers(hand: Hand, work: Work, step: Step) -> bool:
    header, columns = work.header, work.columns
    if header is None or len(columns) < 2:
        return False
    cells = work.rows[header].cells
    mixed = random.Random(step.at).sample([cells[p] for p in columns], len(columns))
    for position, cell in zip(columns, mixed, strict=True):
        cells[position] = cell
    return True


def swap_headers(hand: Hand, work: Work, step: Step) -> bool:
    header, columns = work.header, work.columns
    if header is None or len(columns) < 2:
        return False
    cells = work.rows[header].cells
    one, two = _pick(columns, step.at), _pick(columns, step.to)
    if work.kinds.get(str(cells[one]), "") == work.kinds.get(str(cells[two]), ""):
        return False
    cells[one], cells[two] = cells[two], cells[one]
    return True


def swap_columns(hand: Hand, work: Work, step: Step) -> bool:
    columns = work.columns
    if len(columns) < 2 or len(work.at("header")) > 1:
        return False
    one, two = _pick(columns, step.at), _pick(columns, step.to)
    for n in work.at("header", "data", "below"):
        cells = work.rows[n].cells
        cells[one], cells[two] = cells[two], cells[one]
    first = min(work.at("header"))
    work.merged = [m for m in work.merged if m.bottom < first]
    return True


def blank_row(hand: Hand, work: Work, step: Step) -> None:
    work.insert(step.at % (len(work.rows) + 1), [Row("below", [None] * work.width)])


def blank_column(hand: Hand, work: Work, step: Step) -> None:
    at = step.at % (work.width + 1)
    for row in work.rows:
        row.cells.insert(at, None)
    work.merged = [
        replace(m, left=m.left + (m.left >= at), right=m.right + (m.right >= at)) for m in work.merged
    ]


def _line(work: Work, text: str, at: int = 0) -> Row:
    cells: list[Cell] = [None] * max(work.width, 1)
    cells[at % len(cells)] = text
    return Row("below", cells)


def title_row(hand: Hand, work: Work, step: Step) -> None:
    other = hand.pick(step.other)
    text = next((str(c) for row in other.rows for c in row.cells if c is not None), other.name)
    work.insert(step.at % (len(work.rows) + 1), [_line(work, text)])


def repeated_header(hand: Hand, work: Work, step: Step) -> bool:
    header, data = work.at("header"), work.at("data")
    if not header or not data:
        return False
    work.insert(_pick(data, step.at), [replace(work.rows[n], part="below") for n in header])
    return True


LABELS = ("合计", "小计", "总计", "全县合计", "合计：", "共计", "本页合计", "累计")


def totals_row(hand: Hand, work: Work, step: Step) -> bool:
    data = work.at("data")
    if not data or not work.columns:
        return False
    row = Row("below", [None] * work.width)
    for position in work.columns:
        held = [work.rows[n].cells[position] for n in data]
        if all(c is None or type(c) is int for c in held) and any(c is not None for c in held):
            row.cells[position] = sum(c for c in held if isinstance(c, int))
    row.cells[_pick(work.columns, step.to % 2)] = _pick(LABELS, step.other)
    work.insert(data[0] + step.at % (len(data) + 1), [row])
    return True


NOTES = (
    "注：本表一式两份。",
    "本表数据以9月1日为准",
    "此页以下由教育局填写",
    "审核人：甲",
    "以上情况属实",
    "完",
)


def note_row(hand: Hand, work: Work, step: Step) -> bool:
    data = work.at("data")
    if not data or not work.columns:
        return False
    work.insert(max(data) + 1, [_line(work, _pick(NOTES, step.other), step.at)])
    return True


def second_table(hand: Hand, work: Work, step: Step) -> bool:
    other, data = hand.pick(step.other), work.at("data")
    if other is work or not data:
        return False
    rows = [replace(other.rows[n], part="below") for n in (*other.at("header"), *other.at("data")[:5])]
    work.insert(max(data) + 1, rows)
    hand.touched |= other.origins
    return True


def drop_above(hand: Hand, work: Work, step: Step) -> bool:
    work.remove(above := work.at("above"))
    return bool(above)


def drop_header(hand: Hand, work: Work, step: Step) -> bool:
    work.remove(header := work.at("header"))
    return bool(header)


def drop_column(hand: Hand, work: Work, step: Step) -> bool:
    if not work.columns:
        return False
    at = _pick(work.columns, step.at)
    for row in work.rows:
        del row.cells[at]
    first = min(work.at("header"))
    work.merged = [
        replace(m, left=m.left - (m.left > at), right=m.right - (m.right > at))
        for m in work.merged
        if m.bottom < first or not m.left <= at <= m.right
    ]
    return True


def duplicate_rows(hand: Hand, work: Work, step: Step) -> bool:
    data = work.at("data")
    if not data:
        return False
    start = step.at % len(data)
    rows = [work.rows[n] for n in data[start : start + 1 + step.other % 3]]
    work.insert(_pick([*data, max(data) + 1], step.to), rows)
    return True


def _copy(work: Work, file: str, name: str) -> Work:
    rows = [row.copy() for row in work.rows]
    return replace(work, file=file, name=name, rows=rows, merged=list(work.merged))


def duplicate_sheet(hand: Hand, work: Work, step: Step) -> None:
    hand.works.append(_copy(work, work.file, f"{work.name} (2)"))


def duplicate_file(hand: Hand, work: Work, step: Step) -> None:
    for other in [one for one in hand.works if one.file == work.file]:
        hand.works.append(_copy(other, other.file.replace(".xlsx", "(1).xlsx"), other.name))
        hand.touched |= other.origins


NAMES = ("Sheet1", "表1", "学校", "教职工", "重点关注学生", "村居", "2024年", "梁村镇", "样表", "汇总")


def rename_sheet(hand: Hand, work: Work, step: Step) -> bool:
    name = _pick(NAMES, step.other)
    if any(one.file == work.file and one.name == name for one in hand.works):
        return False
    work.name = name
    return True


def rename_file(hand: Hand, work: Work, step: Step) -> bool:
    file = PurePosixPath(work.file).with_name(f"{_pick(NAMES, step.other)}.xlsx").as_posix()
    same = [one for one in hand.works if one.file == work.file]
    if any(one.file == file for one in hand.works):
        return False
    for one in same:
        one.file = file
        hand.touched |= one.origins
    return True


def swap_names(hand: Hand, work: Work, step: Step) -> bool:
    other = hand.pick(step.other)
    taken = {(one.file, one.name) for one in hand.works if one is not work and one is not other}
    if {(work.file, other.name), (other.file, work.name)} & taken:
        return False
    work.name, other.name = other.name, work.name
    hand.touched |= other.origins
    return True


def swap_files(hand: Hand, work: Work, step: Step) -> bool:
    mine, theirs = work.file, hand.pick(step.other).file
    if mine == theirs:
        return False
    for one in hand.works:
        if one.file in (mine, theirs):
            one.file = theirs if one.file == mine else mine
            hand.touched |= one.origins
    return True


def unmerge(hand: Hand, work: Work, step: Step) -> bool:
    had = bool(work.merged)
    work.merged = []
    return had


def merge_over(hand: Hand, work: Work, step: Step) -> bool:
    if not work.rows or not work.columns:
        return False
    top, left = step.at % len(work.rows), _pick(work.columns, step.to)
    bottom = min(top + step.other % 3, len(work.rows) - 1)
    right = min(left + step.other // 3 % 3, work.width - 1)
    if any(m.top <= bottom and top <= m.bottom for m in work.merged) or (top, left) == (bottom, right):
        return False
    for n in range(top, bottom + 1):
        for p in range(left, right + 1):
            if (n, p) != (top, left):
                work.rows[n].cells[p] = None
    work.merged.append(Merged(top, left, bottom, right))
    return True


def mistype_header(hand: Hand, work: Work, step: Step) -> bool:
    header = work.header
    if header is None or not work.columns:
        return False
    cells, position = work.rows[header].cells, _pick(work.columns, step.at)
    text, where = str(cells[position]), step.to % len(str(cells[position]))
    before, after = text[:where], text[where + 1 :]
    kinds = (before + after, f"{before}们{after}", f"{text}数", f"的{text}")
    cells[position] = _pick(kinds, step.other)
    return True


def spaced_header(hand: Hand, work: Work, step: Step) -> bool:
    header = work.header
    if header is None or not work.columns:
        return False
    for position in work.columns:
        text = str(work.rows[header].cells[position])
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
        assert unicodedata.normalize("NFKC", wide) == unicodedata.normalize("NFKC", text)
        kinds = (f"  {text}", " ".join(text), wide, f"{text[:1]}\n{text[1:]}", f"{text}*", f"　{text}　")
        work.rows[header].cells[position] = _pick(kinds, step.at + position * step.to)
    return True


def hide_sheet(hand: Hand, work: Work, step: Step) -> None:
    hand.works.remove(work)
    hand.notes += sheet_notes(work.file, [Listed(work.name, hidden=True)])
    hand.hidden[work.file, work.name] = work.origins


def header_word(hand: Hand, work: Work, step: Step) -> bool:
    header, data = work.header, work.at("data")
    if header is None or not data:
        return False
    word = work.rows[header].cells[_pick(work.columns, step.other)]
    work.rows[_pick(data, step.at)].cells[_pick(work.columns, step.to)] = word
    return True


def split_sheet(hand: Hand, work: Work, step: Step) -> bool:
    data = work.at("data")
    if len(data) < 2:
        return False
    cut = data[1 + step.at % (len(data) - 1)]
    first = [work.rows[n] for n in work.at("above", "header")] if step.to % 2 else []
    rest = work.rows[cut:]
    part = _copy(work, work.file, f"{work.name}（续）")
    part.rows, part.merged = [*(row.copy() for row in (*first, *rest))], []
    work.rows = work.rows[:cut]
    work.merged = [m for m in work.merged if m.bottom < cut]
    hand.works.append(part)
    return True


def join_sheets(hand: Hand, work: Work, step: Step) -> bool:
    other = hand.pick(step.other)
    if other is work:
        return False
    gap = [Row("below", [None])] * (step.at % 3)
    rows = other.rows if step.to % 2 else [other.rows[n] for n in other.at("header", "data", "below")]
    down = len(work.rows) + len(gap)
    skipped = 0 if step.to % 2 else len(other.at("above"))
    for m in other.merged:
        if m.top >= skipped:
            work.merged.append(replace(m, top=m.top + down - skipped, bottom=m.bottom + down - skipped))
    work.rows += [replace(row.copy(), part="below") for row in (*gap, *rows)]
    work.origins |= other.origins
    hand.works.remove(other)
    return True


Operation = Callable[[Hand, Work, Step], "bool | None"]
OPERATIONS: dict[str, Operation] = {
    operation.__name__: operation
    for operation in (
        shuffle_rows,
        sort_rows,
        sort_column,
        shuffle_headers,
        swap_headers,
        swap_columns,
        blank_row,
        blank_column,
        title_row,
        repeated_header,
        totals_row,
        note_row,
        second_table,
        drop_above,
        drop_header,
        drop_column,
        duplicate_rows,
        duplicate_sheet,
        duplicate_file,
        rename_sheet,
        rename_file,
        swap_names,
        swap_files,
        unmerge,
        merge_over,
        mistype_header,
        spaced_header,
        hide_sheet,
        header_word,
        split_sheet,
        join_sheets,
    )
}
