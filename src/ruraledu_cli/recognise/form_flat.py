"""A form's columns as a plain table: many schools as rows under the headers of an official form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ruraledu_cli.census import Field, Sheet
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.definitions.layout import CellsDef, LayoutDef
from ruraledu_cli.recognise.columns import Columns, Unmatched
from ruraledu_cli.recognise.form import canonical, plain
from ruraledu_cli.recognise.form_matrix import TOTAL, find_header, names_records
from ruraledu_cli.recognise.headers import HeaderIndex, make_field, normalise
from ruraledu_cli.recognise.layout import Layout, filled

_NUMBERS = ("count", "number")
_ABOVE = 8


@dataclass(frozen=True, slots=True)
class Flat:
    """A list under a form's headers: where its header is, and which column is which."""

    layout: LayoutDef
    table: TableDef
    header: Layout
    columns: Columns


def read_flat(sheet: Sheet, layout: LayoutDef, table: TableDef, index: HeaderIndex) -> Flat | None:
    """None where no column is one of the form's, or only a word of its title is there: a list of many things
    that bears such a title is read by its headers alone."""
    header = find_header(sheet, layout, 0)
    if header is None or not names_records(header, table, index) or not _is_named(sheet, layout):
        return None
    claimed: list[Field] = []
    unmatched: list[Unmatched] = []
    for position, levels in header.levels.items():
        own = list(_own(layout, position, levels, header.header(position)))
        hit = index.find_levels(levels)
        entry = hit.entry(table.name)
        if not own and entry is not None and hit.odd is None and entry.definition.type not in _NUMBERS:
            field = make_field(position, header.header(position), entry, hit.unit, None)
            own = [] if field is None else [field]
        claimed += own
        if not own:
            unmatched.append(Unmatched(position, header.header(position)))
    filled_ = {field.column for field in claimed} & set(layout.cells)
    return Flat(layout, table, header, Columns(tuple(claimed), tuple(unmatched))) if filled_ else None


def _is_named(sheet: Sheet, layout: LayoutDef) -> bool:
    """The form's number in a name or above, or its whole title."""
    number, titles = normalise(layout.id), {normalise(text) for text in (layout.title, *layout.known_by)}
    lines = [str(c) for row in sheet.rows[:_ABOVE] for _, c in filled(row) if isinstance(c, str)]
    texts = [normalise(text) for text in (sheet.name, sheet.file, *lines)]
    return any(number in text or text in titles for text in texts)


def _own(layout: LayoutDef, position: int, levels: tuple[str, ...], header: str) -> Iterator[Field]:
    """The columns of the layout that a header names: its section, row and column, the total left out."""
    words = {one for cells in layout.cells.values() for one in (*cells.rows, cells.column)}
    names = canonical(layout, {*words, *layout.sections})
    said = {names.get(plain(level), plain(level)) for level in levels}
    for name, cells in layout.cells.items():
        if len(cells.rows) == 1 and said - {TOTAL} == _named(cells) and (_named(cells) or TOTAL in said):
            yield Field(position, header, name, adds=cells.adds)


def _named(cells: CellsDef) -> set[str]:
    return {one for one in (cells.section, cells.rows[0], cells.column) if one and one != TOTAL}
