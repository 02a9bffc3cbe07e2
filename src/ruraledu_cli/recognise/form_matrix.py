"""Matrix forms: cells where rows and columns meet, as a layout says, and nothing where it does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ruraledu_cli.census import Cell, Said, Sheet
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.definitions.layout import CellsDef, LayoutDef
from ruraledu_cli.recognise import words
from ruraledu_cli.recognise.columns import money_above
from ruraledu_cli.recognise.form import CODES, Form, Unfit, canonical, cell_at, is_nothing, plain
from ruraledu_cli.recognise.form_blocks import is_body
from ruraledu_cli.recognise.form_sums import Body, check_sums
from ruraledu_cli.recognise.headers import HeaderIndex, normalise
from ruraledu_cli.recognise.layout import Grid, Layout, filled, is_blank, is_figure, layout_at
from ruraledu_cli.recognise.tables import identifying
from ruraledu_cli.recognise.totals import number
from ruraledu_cli.recognise.units import factor, is_money

TOTAL = "合计"
_SEARCHED = 40


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a cell of the layout says, and the cells of the sheet that say it."""

    said: Said
    at: tuple[tuple[int, int], ...]


def header_rows(sheet: Sheet, layout: LayoutDef) -> list[int]:
    """The rows that name at least half of the columns a layout takes."""
    wanted = {cells.column for cells in layout.cells.values()}
    names = canonical(layout, wanted)
    return [row for row, named in _named(sheet, names) if named and 2 * len(named & wanted) >= len(wanted)]


def _named(sheet: Sheet, names: Mapping[str, str]) -> Iterator[tuple[int, set[str]]]:
    """The columns that each row of words names; a row of figures is named by its own words."""
    for row, cells in enumerate(sheet.rows):
        if is_body(cells):
            continue
        texts = [c for _, c in filled(cells) if isinstance(c, str)]
        if len(texts) > 1:
            yield row, {names[plain(c)] for c in texts if plain(c) in names}


def read_matrix(
    sheet: Sheet, layout: LayoutDef, table: TableDef, index: HeaderIndex, start: int
) -> Form | Unfit | None:
    """None where the sheet is a plain table under the form's title: schools as rows."""
    header = find_header(sheet, layout, start)
    if header is None:
        return Unfit("column_missing", "、".join(_unnamed(sheet, layout)))
    if names_records(header, table, index):
        return None
    body = _body(sheet, layout, header)
    outside = tuple(_outside(sheet, body))
    if outside:
        return Unfit("outside", "", outside)
    found = _cells(sheet, layout, table, body)
    if isinstance(found, Unfit):
        return found
    taken, told = found
    columns = {at: one.said.column for one in taken for at in one.at}
    broken, findings = check_sums(sheet, layout, body, columns)
    said = tuple(replace(one.said, doubted=not broken.isdisjoint(one.at)) for one in taken)
    return Form(layout, table, header.top, said, tuple(told), tuple(findings))


def _cells(
    sheet: Sheet, layout: LayoutDef, table: TableDef, body: Body
) -> tuple[list[_Taken], list[Unfit]] | Unfit:
    """All that the layout takes; of a form whose every cell is - nothing, and that is well."""
    money = money_above(sheet, body.header.top)
    taken: list[_Taken] = []
    told: list[Unfit] = []
    there = False
    for name, cells in layout.cells.items():
        if cells.section is not None and not body.has(cells.section):
            continue
        at = _where(body, cells)
        if isinstance(at, Unfit):
            if at.reason == "row_missing" and cells.section and not _holds(sheet, body, cells.section):
                continue
            return at
        there = True
        blank = _blank_total(sheet, layout, body, cells, at)
        if blank is not None:
            told += [blank] if blank not in told else []
        elif (found := _take(sheet, layout, table, name, at, money)) is not None:
            taken.append(found)
    return (taken, told) if there else Unfit("row_missing", "、".join(layout.sections))


def find_header(sheet: Sheet, layout: LayoutDef, start: int) -> Layout | None:
    """The header around the row that names most of the columns."""
    wanted = {cells.column for cells in layout.cells.values()}
    names = canonical(layout, wanted)
    scores = [(len(found & wanted), -row) for row, found in _named(sheet, names) if row < start + _SEARCHED]
    best, row = max(scores, default=(0, 0))
    return layout_at(Grid(sheet), -row) if best and 2 * best >= len(wanted) else None


def _unnamed(sheet: Sheet, layout: LayoutDef) -> list[str]:
    """The columns that no row of words names."""
    wanted = dict.fromkeys(cells.column for cells in layout.cells.values())
    there = {name for _, found in _named(sheet, canonical(layout, wanted)) for name in found}
    return [name for name in wanted if name not in there] or list(wanted)


def names_records(header: Layout, table: TableDef, index: HeaderIndex) -> bool:
    """Whether a header has a column that says whose a row is: then rows are records, and no matrix."""
    own = identifying(table)
    hits = (index.find_levels(levels).entry(table.name) for levels in header.levels.values())
    return any(entry is not None and entry.header.column in own for entry in hits)


def _body(sheet: Sheet, layout: LayoutDef, header: Layout) -> Body:
    columns = _columns(layout, header)
    wanted = {at for cells in layout.cells.values() for at in columns.get(cells.column, ())[:1]}
    codes = [p for p, levels in header.levels.items() if normalise(levels[-1]) in CODES]
    labels = range(min((*wanted, *(p for p in codes if p > 0)), default=1))
    own = {row for cells in layout.cells.values() for row in cells.rows} | set(layout.sections)
    own |= {name for one in layout.sums.rows for name in one.names()}
    rows = _rows(sheet, layout, header.bottom + 1, labels, canonical(layout, own))
    figures = tuple(p for p in header.levels if p not in labels and p not in codes)
    return Body(header, columns, rows, figures)


def _columns(layout: LayoutDef, header: Layout) -> dict[str, tuple[int, ...]]:
    """The positions of each column. A word of its own comes before a spelling of it."""
    own = {cells.column for cells in layout.cells.values()}
    own |= {name for one in layout.sums.columns for name in one.names()}
    names = canonical(layout, own)
    exact: dict[str, list[int]] = {}
    spelt: dict[str, list[int]] = {}
    for position, levels in header.levels.items():
        text = plain(levels[-1])
        if text in names:
            found = exact if text == plain(names[text]) else spelt
            found.setdefault(names[text], []).append(position)
    return {word: tuple(exact.get(word) or spelt[word]) for word in (*exact, *spelt)}


def _rows(
    sheet: Sheet, layout: LayoutDef, first: int, labels: Sequence[int], names: Mapping[str, str]
) -> dict[tuple[str, str], tuple[int, ...]]:
    """Rows by section and name; a section's own line is its total."""
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    section = ""
    for row in range(first, len(sheet.rows)):
        texts = list(_labels(sheet, row, labels, names))
        if not texts or words.are_column_numbers([c for _, c in filled(sheet.rows[row])]):
            continue
        section = next((text for text in texts if text in layout.sections), section)
        rest = [text for text in texts if text not in layout.sections]
        key = (section, rest[-1] if rest else TOTAL)
        found[key] = (*found.get(key, ()), row)
    return found


def _labels(sheet: Sheet, row: int, labels: Sequence[int], names: Mapping[str, str]) -> Iterator[str]:
    for position in labels:
        cell = cell_at(sheet, row, position)
        if isinstance(cell, str) and cell.strip() and not is_figure(cell):
            text = plain(cell)
            yield names.get(text, text)


def _outside(sheet: Sheet, body: Body) -> Iterator[tuple[int, int]]:
    """Figures in the form's rows that stand under no header: the row, or the header, is shifted."""
    for row in sorted(row for rows in body.rows.values() for row in rows):
        for position, cell in filled(sheet.rows[row]):
            if (
                position > min(body.figures, default=0)
                and position not in body.header.levels
                and is_figure(cell)
            ):
                yield row, position


def _where(body: Body, cells: CellsDef) -> list[tuple[int, int]] | Unfit:
    """The one cell of each row and the column; what is not there, or there twice, is refused."""
    columns = body.columns.get(cells.column, ())
    if len(columns) != 1:
        at = tuple((body.header.bottom, position) for position in columns)
        return Unfit("twice" if columns else "column_missing", cells.column, at)
    held = {name: body.rows.get((cells.section or "", name), ()) for name in cells.rows}
    for name, rows in held.items():
        if len(rows) > 1:
            return Unfit("twice", _label(cells, name), tuple((row, None) for row in rows))
    absent = [_label(cells, name) for name, rows in held.items() if not rows]
    if absent:
        return Unfit("row_missing", "、".join(absent))
    return [(rows[0], columns[0]) for rows in held.values()]


def _holds(sheet: Sheet, body: Body, section: str) -> bool:
    """Whether a section has a figure at all; one of which a single line of - is printed says nothing."""
    rows = [row for (one, _), rows in body.rows.items() if one == section for row in rows]
    return any(number(cell_at(sheet, row, position)) for row in rows for position in body.figures)


def _label(cells: CellsDef, *names: str) -> str:
    return "/".join(filter(None, (cells.section, *names)))


def _blank_total(
    sheet: Sheet, layout: LayoutDef, body: Body, cells: CellsDef, at: Sequence[tuple[int, int]]
) -> Unfit | None:
    """A blank total in a row that has figures is no zero."""
    leading = {min(body.figures, default=-1)}
    leading |= {p for one in layout.sums.columns for p in body.columns.get(one.total, ())}
    for row, position in at:
        if position in leading and is_blank(cell_at(sheet, row, position)) and layout.blank == "zero":
            others = [number(cell_at(sheet, row, other)) for other in body.figures if other != position]
            if any(others):
                return Unfit("total_blank", cells.column, ((row, position),))
    return None


def _take(
    sheet: Sheet,
    layout: LayoutDef,
    table: TableDef,
    name: str,
    at: Sequence[tuple[int, int]],
    money: str | None,
) -> _Taken | None:
    """The sum of some cells; where one is no number, all of them as text, so that it is told as a fault."""
    cells = layout.cells[name]
    held = [cell_at(sheet, row, position) for row, position in at]
    known = [c for c in held if not is_blank(c) and not is_nothing(c)]
    blank = [c for c in held if is_blank(c)]
    if not known and (not blank or layout.blank == "missing"):
        return None
    if blank and len(held) > 1 and layout.blank == "missing":
        return None
    value = _sum(known)
    label = _label(cells, "+".join(cells.rows), cells.column)
    column = table.columns[name]
    own = None if column.unit is None else normalise(column.unit)
    rate = factor(column, money, own) if money is not None and is_money(own) else None
    return _Taken(Said(name, value, "form", "name", label, *at[0], cells.adds, None, rate), tuple(at))


def _sum(cells: Sequence[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    numbers = [number(c) for c in cells]
    if any(n is None for n in numbers):
        return "+".join(str(c) for c in cells)
    total = sum(n for n in numbers if n is not None)
    return int(total) if total == int(total) else float(total)
