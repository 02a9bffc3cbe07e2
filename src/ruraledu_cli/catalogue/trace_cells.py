"""Cells on a trace's page: those of every unit, and those that would decide what is undecided."""

from __future__ import annotations

from collections.abc import Iterator

from ruraledu_cli.catalogue.figures import lacking_name
from ruraledu_cli.catalogue.findings import mask
from ruraledu_cli.catalogue.pages import Block, Grid, Heading, Lines
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.model.trace import CellAt, Part, Trace, Unit, Waiting

_SHOWN = 20


def cell_blocks(trace: Trace, text: Catalogue, *, show_pii: bool) -> Iterator[Block]:
    """Every unit with its cells."""
    rows = []
    for who, state, cells in cell_lists(trace, text, show_pii=show_pii):
        rows += [(who, state, address(c, text), cell_value(c, text, show_pii=show_pii)) for c in cells]
    yield Heading(text.text("trace.cells_section"))
    yield Grid(tuple(text.text(f"grid.{n}") for n in ("unit", "state", "cell", "content")), tuple(rows))


def cell_lists(
    trace: Trace, text: Catalogue, *, show_pii: bool
) -> Iterator[tuple[str, str, tuple[CellAt, ...]]]:
    """Every unit's name, state and cells; before the people of a school the school's own."""
    for part in trace.parts:
        told: set[int] = set()
        for unit in part.units:
            line = part.lines[unit.line]
            if trace.school is not None and trace.school not in (line.key, line.name):
                continue
            if line.cells and unit.line not in told:
                yield line.name, "", line.cells
            told.add(unit.line)
            who = line.name if unit.table == "schools" else unit_name(unit, text, show_pii=show_pii)
            yield who, text.text(f"state.{unit.state}"), unit.cells


def unit_name(unit: Unit, text: Catalogue, *, show_pii: bool) -> str:
    """Who it is: a person masked, a cell of visits with its semester."""
    label, _, semester = unit.label.partition("#")
    label = label if show_pii or not unit.personal else mask(label)
    return text.text("trace.semester", name=label, number=semester) if semester else label


def address(cell: CellAt, text: Catalogue) -> str:
    return text.text("trace.cell", file=cell.file, sheet=cell.sheet, cell=cell.cell)


def cell_value(cell: CellAt, text: Catalogue, *, show_pii: bool) -> str:
    """What stands in a cell under which header; personal data masked."""
    value = content(cell, show_pii=show_pii) or text.text("trace.blank")
    return text.text("trace.cell_value", header=cell.header, value=value)


def content(cell: CellAt, *, show_pii: bool) -> str:
    return cell.value if show_pii or not cell.personal else mask(cell.value)


def waiting_blocks(trace: Trace, text: Catalogue, *, verbose: bool, show_pii: bool) -> Iterator[Block]:
    """What waits, with the cells that would decide it."""
    rows = [
        (part, one)
        for part in trace.parts
        for one in part.waiting
        if trace.school is None or trace.school in _names(part, one)
    ]
    if not rows:
        return
    yield Heading(text.text("trace.waiting_section", count=len(rows)))
    yield Lines(tuple(_decides(trace, text)))
    shown = rows if verbose else rows[:_SHOWN]
    headers = tuple(text.text(f"grid.{name}") for name in ("name", "unit", "needed", "cell"))
    yield Grid(
        headers,
        tuple(_waiting_row(part, one, text, trace.plan, show_pii=show_pii) for part, one in shown),
        frozenset({2}),
    )
    if len(shown) < len(rows):
        yield Lines((text.text("trace.waiting_more", count=len(rows) - len(shown)),), "dim")


def _names(part: Part, one: Waiting) -> tuple[str, str]:
    line = part.lines[one.unit.line]
    return line.key, line.name


def _decides(trace: Trace, text: Catalogue) -> Iterator[str]:
    decides = trace.decides
    if decides is None:
        return
    if decides.met is not None:
        yield text.text("trace.decides_met", count=decides.met)
    if decides.missed is not None:
        yield text.text("trace.decides_missed", count=decides.missed)
    if decides.met is None and decides.missed is None:
        yield text.text("trace.decides_none")


def _waiting_row(part: Part, one: Waiting, text: Catalogue, plan: Plan, *, show_pii: bool) -> tuple[str, ...]:
    line = part.lines[one.unit.line]
    name = line.name if show_pii or not line.personal else mask(line.name)
    cells = text.clauses(
        f"{address(cell, text)} {cell_value(cell, text, show_pii=show_pii)}" for cell in one.cells
    )
    if one.columns:
        lacking = text.text(
            "trace.waiting_columns", columns=text.join(lacking_name(name, text, plan) for name in one.columns)
        )
        cells = text.clauses([cells, lacking]) if cells else lacking
    if one.needed is None:
        cells = text.text("trace.waiting_none")
    who = "" if one.unit.table == "schools" else unit_name(one.unit, text, show_pii=show_pii)
    return name, who, str(one.needed or ""), cells
