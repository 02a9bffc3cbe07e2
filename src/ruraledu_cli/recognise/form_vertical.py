"""Vertical forms: an item and its value beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ruraledu_cli.census import Cell, Field, Said, Sheet
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.definitions.layout import LayoutDef
from ruraledu_cli.recognise.columns import money_above
from ruraledu_cli.recognise.form import CODES, Form, Unfit, is_nothing, plain
from ruraledu_cli.recognise.headers import HeaderIndex, make_field, normalise
from ruraledu_cli.recognise.layout import filled, is_blank
from ruraledu_cli.recognise.tables import identifying

_SEARCHED = 40
_FEWEST = 3  # items of a vertical form, or it is none
_LONG = 40
UNITS = frozenset({"计量单位", "单位"})
_VALUES = frozenset({"内容", "填报内容", "填写内容", "数值", "数量", "指标值", "本年数", "数据"})
_REMARKS = frozenset({"说明", "备注", "填报说明", "填写说明", "备注说明"})
_NUMBERS = ("count", "number")


@dataclass(frozen=True, slots=True)
class Item:
    """A cell that names a column: where it stands, and what it says of its value."""

    row: int
    position: int
    field: Field


@dataclass(frozen=True, slots=True)
class Items:
    """What names the columns of a table in a form: the layout's own words before the table's headers."""

    layout: LayoutDef
    table: TableDef
    index: HeaderIndex
    money: str | None
    units: Mapping[int, str]

    def at(self, row: int, position: int, cell: Cell) -> Item | None:
        if not isinstance(cell, str) or len(cell) > _LONG:
            return None
        text, label = plain(cell.strip().rstrip(":：")), cell.strip()
        for name, texts in self.layout.items.items():
            if text in map(plain, texts):
                return Item(row, position, Field(position, label, name))
        hit = self.index.find(text)
        entry = hit.entry(self.table.name)
        if entry is None or hit.odd is not None:
            return None
        field = make_field(position, label, entry, hit.unit or self.units.get(row), self.money)
        return None if field is None else Item(row, position, field)

    def blank(self, column: str) -> Cell:
        zero = self.layout.blank == "zero" and self.table.columns[column].type in _NUMBERS
        return 0 if zero else None

    def said(self, item: Item, cell: Cell, row: int, position: int) -> Said:
        field = item.field
        return Said(
            field.column,
            cell,
            "form",
            field.part,
            field.header,
            row,
            position,
            "",
            field.reading,
            field.factor,
        )


def items_of(sheet: Sheet, layout: LayoutDef, table: TableDef, index: HeaderIndex, start: int) -> Items:
    """Units of measure may have a column of their own."""
    columns = {p for row in sheet.rows[start : start + _SEARCHED] for p, c in filled(row) if _says(c, UNITS)}
    units = {
        row: normalise(str(cell))
        for row, cells in enumerate(sheet.rows)
        for position, cell in filled(cells)
        if position in columns and not _says(cell, UNITS)
    }
    return Items(layout, table, index, money_above(sheet, len(sheet.rows)), units)


def _says(cell: Cell, names: frozenset[str]) -> bool:
    return isinstance(cell, str) and normalise(cell) in names


def key_rows(
    sheet: Sheet, layout: LayoutDef, table: TableDef, index: HeaderIndex
) -> Iterator[tuple[int, str]]:
    """The rows of a vertical form that say whose it is, and the column that says it."""
    items, own = items_of(sheet, layout, table, index, 0), identifying(table)
    for row, cells in enumerate(sheet.rows):
        for position, cell in filled(cells)[:1]:
            item = items.at(row, position, cell)
            if item is not None and item.field.column in own:
                yield row, item.field.column


def read_vertical(
    sheet: Sheet, layout: LayoutDef, table: TableDef, index: HeaderIndex, start: int
) -> Form | None:
    """Items with their values beside them; an item that is there twice and says two things is refused, and
    so is one whose value stands somewhere else than in the column of values."""
    items = items_of(sheet, layout, table, index, start)
    heads = _Heads.of(sheet, start)
    found: dict[tuple[str, str], list[Said]] = {}
    told: list[Unfit] = []
    for row, cells in enumerate(sheet.rows):
        for item, at, astray in _valued(items, heads, row, filled(cells)):
            cell = items.blank(item.field.column) if at is None else cells[at]
            if astray is not None:
                told.append(Unfit("astray", item.field.header, ((row, astray),)))
            elif cell is not None and not is_nothing(cell):
                said = items.said(item, cell, row, item.position if at is None else at)
                found.setdefault((said.column, said.part), []).append(said)
    kept = [same[0] for same in found.values() if len({_text(one) for one in same}) == 1]
    told += [_twice(same) for same in found.values() if len({_text(one) for one in same}) > 1]
    if sum(1 for one in kept if not is_blank(one.cell)) + len(told) < _FEWEST:
        return None
    top = min((one.row for one in kept if one.row is not None), default=start)
    return Form(layout, table, top, tuple(kept), tuple(told))


@dataclass(frozen=True, slots=True)
class _Heads:
    """The positions that a form's own header gives to codes and units, to values, and to remarks."""

    aside: frozenset[int]
    values: tuple[int, ...]
    remarks: frozenset[int]

    @staticmethod
    def of(sheet: Sheet, start: int) -> _Heads:
        cells = [one for row in sheet.rows[start : start + _SEARCHED] for one in filled(row)]
        return _Heads(
            frozenset(p for p, c in cells if _says(c, CODES) or _says(c, UNITS)),
            tuple(sorted({p for p, c in cells if _says(c, _VALUES)})),
            frozenset(p for p, c in cells if _says(c, _REMARKS)),
        )

    def value_of(self, position: int) -> int | None:
        return next((p for p in self.values if p > position), None)


def _valued(
    items: Items, heads: _Heads, row: int, filled_: Sequence[tuple[int, Cell]]
) -> Iterator[tuple[Item, int | None, int | None]]:
    """The items of a row, each with where its value stands (None: blank), or where it stands astray."""
    cells = [(p, c) for p, c in filled_ if p not in heads.aside and p not in heads.remarks]
    named = [items.at(row, position, cell) for position, cell in cells]
    for number, item in enumerate(named):
        if item is None:
            continue
        free = number + 1 < len(cells) and named[number + 1] is None
        beside = cells[number + 1][0] if free else None
        column = heads.value_of(item.position)
        if beside is None or column is None or beside == column:
            yield item, beside, None
        else:
            yield item, None, beside


def _text(said: Said) -> str:
    return str(said.cell).strip()


def _twice(same: Sequence[Said]) -> Unfit:
    cells = tuple((one.row, one.position) for one in same if one.row is not None)
    return Unfit("twice", same[0].label, cells)
