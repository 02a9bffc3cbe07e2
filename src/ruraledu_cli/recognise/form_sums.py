"""What a matrix form says must add up, checked: totals against their parts, in its rows and its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.definitions.layout import LayoutDef, SumDef
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.recognise.form import cell_at, is_nothing
from ruraledu_cli.recognise.layout import Layout, is_blank
from ruraledu_cli.recognise.totals import number, shown

At = tuple[int, int]
_REASON = "form"
_COUNTED = re.compile(r"[人名个班所位间册台]$")


@dataclass(frozen=True, slots=True)
class Body:
    """A matrix: where its rows and columns are, by section and name, and the positions that hold figures."""

    header: Layout
    columns: Mapping[str, tuple[int, ...]]
    rows: Mapping[tuple[str, str], tuple[int, ...]]
    figures: tuple[int, ...]

    def has(self, section: str) -> bool:
        return any(one == section for one, _ in self.rows)


@dataclass(frozen=True, slots=True)
class _Sum:
    """The cells of one sum: the total's, the parts', and those that may or may not be in it."""

    label: str
    header: str
    total: At
    parts: tuple[At, ...]
    perhaps: tuple[At, ...]


def check_sums(
    sheet: Sheet, layout: LayoutDef, body: Body, columns: Mapping[At, str]
) -> tuple[set[At], list[Finding]]:
    """The cells of sums that do not agree, and S005 for each. `columns` are the columns of cells taken."""
    broken: set[At] = set()
    findings = []
    for one in (*_of_rows(layout, body), *_of_columns(layout, body)):
        cells = (one.total, *one.parts, *one.perhaps)
        if not any(at in columns for at in cells) and not any(
            _figure(cell_at(sheet, *at)) for at in one.parts
        ):
            continue  # parts that nobody filled in, of figures that nobody needs
        computed = _difference(sheet, layout, one)
        if computed is not None:
            broken.update(cells)
            findings.append(_told(sheet, layout, one, cells, computed, columns))
    return broken, findings


def _of_rows(layout: LayoutDef, body: Body) -> Iterator[_Sum]:
    """Totals of rows, in each section and each column of figures."""
    for wanted in layout.sums.rows:
        for section in layout.sections or ("",):
            found = _found(wanted, partial(_row, body, section))
            if found is None:
                continue
            total, parts, perhaps = found
            label = "/".join(filter(None, (section, wanted.total)))
            for position in body.figures:
                yield _Sum(
                    label,
                    body.header.header(position),
                    (total, position),
                    tuple((row, position) for row in parts),
                    tuple((row, position) for row in perhaps),
                )


def _row(body: Body, section: str, name: str) -> tuple[int, ...]:
    return body.rows.get((section, name), ())


def _of_columns(layout: LayoutDef, body: Body) -> Iterator[_Sum]:
    """Totals of columns, in each row."""
    for wanted in layout.sums.columns:
        found = _found(wanted, lambda name: body.columns.get(name, ()))
        if found is None:
            continue
        total, parts, perhaps = found
        for (section, name), rows in body.rows.items():
            label = "/".join(filter(None, (section, name)))
            for row in rows:
                yield _Sum(
                    label,
                    body.header.header(total),
                    (row, total),
                    tuple((row, position) for position in parts),
                    tuple((row, position) for position in perhaps),
                )


Find = Callable[[str], tuple[int, ...]]


def _found(wanted: SumDef, find: Find) -> tuple[int, tuple[int, ...], tuple[int, ...]] | None:
    """Where the total, the parts and the doubtful parts are; None where one that must be there is not, or
    one is there twice."""
    needed = [find(name) for name in (wanted.total, *wanted.parts)]
    further = [found for name in wanted.also if (found := find(name))]
    perhaps = [found for name in wanted.perhaps if (found := find(name))]
    if any(len(found) != 1 for found in (*needed, *further, *perhaps)):
        return None
    parts = (*needed[1:], *further)
    return needed[0][0], tuple(one[0] for one in parts), tuple(one[0] for one in perhaps)


def _difference(sheet: Sheet, layout: LayoutDef, one: _Sum) -> Decimal | None:
    """What the parts come to, where that is not the total; None where they agree or cannot be compared."""
    total = cell_at(sheet, *one.total)
    parts = [cell_at(sheet, *at) for at in one.parts]
    perhaps = [cell_at(sheet, *at) for at in one.perhaps]
    if is_nothing(total) or all(is_blank(cell) or is_nothing(cell) for cell in (total, *parts)):
        return None
    if layout.blank == "missing" and any(map(is_blank, (total, *parts))):
        return None
    stated, sums = _figure(total), [_sum(parts), _sum(perhaps)]
    if stated is None or sums[0] is None or sums[1] is None:
        return None
    low, high = sums[0], sums[0] + sums[1]
    return None if low <= stated <= high else low


def _sum(cells: Sequence[Cell]) -> Decimal | None:
    found = [_figure(cell) for cell in cells]
    return None if None in found else sum((n for n in found if n is not None), Decimal(0))


def _figure(cell: Cell) -> Decimal | None:
    """A number, 0 for nothing, 12 for 12人; None for what is no number."""
    if is_blank(cell) or is_nothing(cell):
        return Decimal(0)
    return number(_COUNTED.sub("", cell.strip()) if isinstance(cell, str) else cell)


def _told(
    sheet: Sheet,
    layout: LayoutDef,
    one: _Sum,
    cells: Sequence[At],
    computed: Decimal,
    columns: Mapping[At, str],
) -> Finding:
    stated = _figure(cell_at(sheet, *one.total)) or Decimal(0)
    places = tuple(
        Place(sheet.file, sheet.name, layout.table, columns.get((row, p)), one.header, (row + 1,), p + 1)
        for row, p in cells
    )
    params: dict[str, str | int] = {
        "reason": _REASON,
        "label": one.label,
        "stated": shown(stated),
        "computed": shown(computed),
    }
    return Finding("S005", places, value=shown(stated), params=params)
