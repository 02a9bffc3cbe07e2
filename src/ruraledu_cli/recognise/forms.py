"""Forms that hold one record: their cells taken as a layout says, nothing where it does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from ruraledu_cli.census import Cell, Frame, PassedRows, Said, Sheet
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.definitions.layout import CellsDef, LayoutDef
from ruraledu_cli.recognise import words
from ruraledu_cli.recognise.headers import HeaderIndex, normalise
from ruraledu_cli.recognise.layout import Grid, Layout, filled, is_blank, is_figure, layout_at
from ruraledu_cli.recognise.nearby import nearby
from ruraledu_cli.recognise.totals import number

_ABOVE = 8  # rows in which a form says what it is
_SEARCHED = 30
_FEWEST = 3  # items of a vertical form, or it is none
_CODES = frozenset({"代码", "编号", "行次", "序号", "栏次", "指标代码", "项目代码"})
_OF_WHICH = re.compile(
    r"^(?:其中[:、]?|#|[一二三四五六七八九十]、|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、])+"
)
_NOT_APPLICABLE = frozenset({"-", "--", "—", "——", "/", "×", "*"})
_NUMBERS = ("count", "number")


def read_form(sheet: Sheet, index: HeaderIndex) -> Frame | None:
    """The frame of a sheet that is a known form; None for every other sheet."""
    codebook = index.codebook
    for layout in codebook.layouts.values():
        table = codebook.tables.get(layout.table)
        if table is None or not _is_known(sheet, layout):
            continue
        frame = (
            _vertical(sheet, layout, table, index)
            if layout.kind == "vertical"
            else _matrix(sheet, layout, table, index)
        )
        if frame is not None:
            return frame
    return None


def _is_known(sheet: Sheet, layout: LayoutDef) -> bool:
    """By the form's number or title in a name, or in a line above; 教基3112 is not 教基31120."""
    stem = PurePosixPath(sheet.file.replace("\\", "/")).stem
    lines = [str(cell) for row in sheet.rows[:_ABOVE] for _, cell in filled(row) if isinstance(cell, str)]
    texts = [normalise(text) for text in (sheet.name, stem, *lines)]
    pattern = _naming(layout.known_by)
    return any(pattern.search(text) for text in texts)


@cache
def _naming(known_by: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(normalise(one)) + r"(?!\d)" for one in known_by))


def _frame(
    sheet: Sheet, layout: LayoutDef, table: TableDef, top: int, said: Sequence[Said], index: HeaderIndex
) -> Frame:
    records = (min(one.row for one in said if one.row is not None),) if said else ()
    rest = tuple(row for row in range(len(sheet.rows)) if row not in records)
    return Frame(
        sheet,
        table.name,
        (),
        records,
        (PassedRows("form", rest),) if rest else (),
        why=(f"form:{layout.id}",),
        nearby=nearby(sheet, top, table, index),
        said=tuple(said),
    )


def _vertical(sheet: Sheet, layout: LayoutDef, table: TableDef, index: HeaderIndex) -> Frame | None:
    """Items with their values beside them."""
    own = {normalise(text): name for name, texts in layout.items.items() for text in texts}
    codes = {p for row in sheet.rows[:_SEARCHED] for p, c in filled(row) if normalise(str(c)) in _CODES}
    said: dict[tuple[str, str], Said] = {}
    for row, cells in enumerate(sheet.rows):
        items = [(p, c, _item(c, own, table, index)) for p, c in filled(cells) if p not in codes]
        for number_, (_, label, item) in enumerate(items):
            if item is None or item in said:
                continue
            following = items[number_ + 1] if number_ + 1 < len(items) else None
            found = None if following is None or following[2] is not None else following
            value = _blank(layout, table, item[0]) if found is None else found[1]
            if value is not None and str(value).strip() not in _NOT_APPLICABLE:
                position = found[0] if found else items[number_][0]
                said[item] = Said(item[0], value, "form", item[1], str(label).strip(), row, position)
    if sum(1 for one in said.values() if not is_blank(one.cell)) < _FEWEST:
        return None
    top = min(one.row for one in said.values() if one.row is not None)
    return _frame(sheet, layout, table, top, list(said.values()), index)


def _item(cell: Cell, own: Mapping[str, str], table: TableDef, index: HeaderIndex) -> tuple[str, str] | None:
    """The column and part that a cell names."""
    if not isinstance(cell, str) or len(cell) > 40:
        return None
    text = _OF_WHICH.sub("", normalise(cell).rstrip(":"))
    if text in own:
        return own[text], "name"
    entry = index.find(text).entry(table.name)
    return None if entry is None else (entry.header.column, entry.header.part)


def _blank(layout: LayoutDef, table: TableDef, column: str) -> Cell:
    zero = layout.blank == "zero" and table.columns[column].type in _NUMBERS
    return 0 if zero else None


@dataclass(frozen=True, slots=True)
class _Body:
    """A matrix: where its rows and columns are, by section and name."""

    header: Layout
    columns: Mapping[str, int]
    rows: Mapping[tuple[str, str], int]
    sections: frozenset[str]


def _matrix(sheet: Sheet, layout: LayoutDef, table: TableDef, index: HeaderIndex) -> Frame | None:
    """Cells where the rows and columns meet; none of a form that the census does not need. A row that is
    missing from a section that is there means another form than the layout's: nothing is taken."""
    if not layout.cells:
        return _frame(sheet, layout, table, 0, (), index)
    body = _body(sheet, layout)
    if body is None:
        return None
    said: list[Said] = []
    for name, cells in layout.cells.items():
        if cells.section is not None and cells.section not in body.sections:
            continue
        at = [
            (body.rows.get((cells.section or "", row)), body.columns.get(cells.column)) for row in cells.rows
        ]
        if any(row is None or column is None for row, column in at):
            return None
        found = _taken(sheet, layout, name, cells, [(r, c) for r, c in at if r is not None and c is not None])
        said += [] if found is None else [found]
    return _frame(sheet, layout, table, body.header.top, said, index) if said else None


def _taken(
    sheet: Sheet, layout: LayoutDef, name: str, cells: CellsDef, at: Sequence[tuple[int, int]]
) -> Said | None:
    """The sum of some cells; the first that is no number stands for all, so that it is told as a fault."""
    held = [_cell(sheet, row, position) for row, position in at]
    filled_ = [c for c in held if not is_blank(c) and str(c).strip() not in _NOT_APPLICABLE]
    blank = [c for c in held if is_blank(c)]
    if not filled_ and (not blank or layout.blank == "missing"):
        return None
    value: Cell = next((c for c in filled_ if number(c) is None), None)
    if value is None:
        total = sum(n for c in filled_ if (n := number(c)) is not None)
        value = int(total) if total == int(total) else float(total)
    label = "/".join(filter(None, (cells.section, "+".join(cells.rows), cells.column)))
    return Said(name, value, "form", "name", label, *at[0], cells.adds)


def _cell(sheet: Sheet, row: int, position: int) -> Cell:
    cells = sheet.rows[row]
    return cells[position] if position < len(cells) else None


def _body(sheet: Sheet, layout: LayoutDef) -> _Body | None:
    wanted = {cells.column for cells in layout.cells.values()}
    canonical = _canonical(layout, wanted)
    header = _header(sheet, wanted, canonical)
    if header is None:
        return None
    columns = _columns(header, wanted, canonical)
    codes = [p for p, levels in header.levels.items() if normalise(levels[-1]) in _CODES]
    labels = range(min((*columns.values(), *(p for p in codes if p > 0))))
    named = {row for cells in layout.cells.values() for row in cells.rows} | set(layout.sections)
    rows = _rows(sheet, layout, header.bottom + 1, labels, _canonical(layout, named))
    return _Body(header, columns, rows, frozenset(section for section, _ in rows))


def _canonical(layout: LayoutDef, own: set[str]) -> dict[str, str]:
    """Every spelling of these words to the layout's own; an own word is itself."""
    found = {_plain(text): word for word, texts in layout.spellings.items() for text in texts}
    return found | {_plain(word): word for word in own}


def _plain(text: str) -> str:
    return _OF_WHICH.sub("", normalise(text))


def _header(sheet: Sheet, wanted: set[str], canonical: Mapping[str, str]) -> Layout | None:
    """The header around the row that names most of the columns."""
    grid = Grid(sheet)
    scores = []
    for row in range(min(len(sheet.rows), _SEARCHED)):
        named = {canonical.get(_plain(c)) for _, c in filled(sheet.rows[row]) if isinstance(c, str)} & wanted
        scores.append((len(named), -row))
    best, row = max(scores, default=(0, 0))
    return layout_at(grid, -row) if best and 2 * best >= len(wanted) else None


def _columns(header: Layout, wanted: set[str], canonical: Mapping[str, str]) -> dict[str, int]:
    """The first position of each column. A word of its own comes before a spelling of it."""
    found: dict[str, int] = {}
    for exact in (True, False):
        for position, levels in header.levels.items():
            text = _plain(levels[-1])
            word = canonical.get(text)
            if word in wanted and word not in found and (not exact or text == _plain(word)):
                found[word] = position
    return found


def _rows(
    sheet: Sheet, layout: LayoutDef, first: int, labels: Sequence[int], canonical: Mapping[str, str]
) -> dict[tuple[str, str], int]:
    """Rows by section and name; a section's own line is its 合计."""
    found: dict[tuple[str, str], int] = {}
    section = ""
    for row in range(first, len(sheet.rows)):
        texts = list(_labels(sheet, row, labels, canonical))
        if not texts or words.are_column_numbers([c for _, c in filled(sheet.rows[row])]):
            continue
        section = next((text for text in texts if text in layout.sections), section)
        rest = [text for text in texts if text not in layout.sections]
        found.setdefault((section, rest[-1] if rest else "合计"), row)
    return found


def _labels(sheet: Sheet, row: int, labels: Sequence[int], canonical: Mapping[str, str]) -> Iterator[str]:
    for position in labels:
        cell = _cell(sheet, row, position)
        if isinstance(cell, str) and cell.strip() and not is_figure(cell):
            text = _plain(cell)
            yield canonical.get(text, text)
