"""Lists turned round: the items down the side, and a record in each column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ruraledu_cli.census import Said, Sheet
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.definitions.layout import LayoutDef
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.recognise import words
from ruraledu_cli.recognise.form import CODES, Form, Unfit, cell_at, is_nothing
from ruraledu_cli.recognise.form_vertical import UNITS, Item, Items, items_of
from ruraledu_cli.recognise.headers import HeaderIndex, normalise
from ruraledu_cli.recognise.layout import filled, is_blank
from ruraledu_cli.recognise.tables import identifying

_LABELS = 3  # items stand in one of the first cells of a row


def read_across(
    sheet: Sheet, layout: LayoutDef, table: TableDef, index: HeaderIndex, start: int
) -> tuple[list[Form], list[Finding]] | Unfit:
    """A form for each column that a key says something in; a total's column is none."""
    items = items_of(sheet, layout, table, index, start)
    labels, held = _side(sheet, items)
    own = identifying(table)
    keys = [item for item in held if item.field.column in own]
    if not keys:
        return Unfit("row_missing", "、".join(c.zh for name, c in table.columns.items() if name in own))
    double = _double(held)
    if double:
        return Unfit("twice", double[0].field.header, tuple((item.row, labels) for item in double))
    top = min(item.row for item in held)
    records = _records(sheet, [item.row for item in keys], labels)
    forms = [Form(layout, table, top, tuple(_said(sheet, items, held, p))) for p in records]
    told = [_unknown(sheet, table, row, labels, label) for row, label in _unnamed(sheet, held, labels)]
    return forms, told


def _side(sheet: Sheet, items: Items) -> tuple[int, list[Item]]:
    """The position that most items stand in, and these items."""
    found: dict[int, list[Item]] = {}
    for row, cells in enumerate(sheet.rows):
        for position, cell in filled(cells)[:_LABELS]:
            if (item := items.at(row, position, cell)) is not None:
                found.setdefault(position, []).append(item)
    labels = max(found, key=lambda position: (len(found[position]), -position), default=-1)
    return labels, found.get(labels, [])


def _double(held: Sequence[Item]) -> list[Item]:
    """The items of the first column that several rows name."""
    by_column: dict[tuple[str, str], list[Item]] = {}
    for item in held:
        by_column.setdefault((item.field.column, item.field.part), []).append(item)
    return next((same for same in by_column.values() if len(same) > 1), [])


def _records(sheet: Sheet, keys: Sequence[int], labels: int) -> Iterator[int]:
    """The positions right of the items that a key says something in."""
    heads = [dict(filled(sheet.rows[row])) for row in keys]
    for position in sorted({p for head in heads for p in head if p > labels}):
        texts = [normalise(str(head[position])) for head in heads if position in head]
        if not any(words.total_kind(text) or text in CODES or text in UNITS for text in texts):
            yield position


def _said(sheet: Sheet, items: Items, held: Sequence[Item], position: int) -> Iterator[Said]:
    for item in held:
        cell = cell_at(sheet, item.row, position)
        value = items.blank(item.field.column) if is_blank(cell) else cell
        if value is not None and not is_nothing(value):
            yield items.said(item, value, item.row, position)


def _unnamed(sheet: Sheet, held: Sequence[Item], labels: int) -> Iterator[tuple[int, str]]:
    """Rows from the first item on that hold something under a name nobody knows."""
    known = {item.row for item in held}
    for row in range(min(known), len(sheet.rows)):
        cells = dict(filled(sheet.rows[row]))
        label = cells.get(labels)
        if row in known or not isinstance(label, str) or max(cells) <= labels:
            continue
        if not words.is_note(normalise(label)):
            yield row, label.strip()


def _unknown(sheet: Sheet, table: TableDef, row: int, position: int, label: str) -> Finding:
    """S004: the name of a row that is no column."""
    place = Place(sheet.file, sheet.name, table.name, None, label, (row + 1,), position + 1)
    return Finding("S004", (place,), params={"header": label, "suggestion": ""})
