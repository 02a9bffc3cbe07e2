"""A school merged into another (撤并测算): its people move, and the figures that can be added are added."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ruraledu_cli.analyse.edit import replaced, set_cells, sources, with_column, with_values
from ruraledu_cli.analyse.lines import school_line
from ruraledu_cli.analyse.wishes import WrongWish, cell_text, school
from ruraledu_cli.census import NONE, Census, Ref, Value
from ruraledu_cli.definitions.changes import Merger
from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.model.whatif import Changed

MERGED = "merged"
_GONE = frozenset({MERGED, "suspended"})
_PEOPLE = ("staff", "students", "guards")


def merge_schools(wish: Merger, census: Census, plan: Plan) -> tuple[Census, list[Changed]]:
    """The census after the merger, and what changed in it. Raises WrongWish."""
    gone, into = school(wish.gone, census), school(wish.into, census)
    if gone.row == into.row:
        raise WrongWish("whatif_merge_itself", value=wish.gone)
    status = census.tables["schools"].column("school_status")
    for one in (gone, into):
        if status[one.row] in _GONE:
            raise WrongWish("whatif_merge_closed", value=one.text)
    census, changed = _add_figures(gone, into, census, plan)
    before = cell_text(status[gone.row], _definition(plan, "school_status"), plan)
    census = set_cells(census, "schools", "school_status", [gone.row], MERGED)
    after = cell_text(MERGED, _definition(plan, "school_status"), plan)
    told = [Changed("schools", _name(census, gone), "school_status", before, after)]
    for table in _PEOPLE:
        census, moved = _move(census, table, gone, into)
        if moved:
            told.append(Changed(table, "", "school", _name(census, gone), _name(census, into), rows=moved))
    census, branches = _move_links(census, "schools", "parent_school_code", gone, into)
    if branches:
        parent = census.tables["schools"].column("parent_school_code")[into.row]
        if parent is not None and _leads(parent, into):  # it was a branch of the school that goes
            census = set_cells(census, "schools", "parent_school_code", [into.row], NONE)
        names = (_name(census, gone), _name(census, into))
        told.append(Changed("schools", "", "parent_school_code", *names, rows=branches))
    return census, [*told, *changed]


def _definition(plan: Plan, column: str) -> ColumnDef:
    return plan.codebook.tables["schools"].columns[column]


def _name(census: Census, ref: Ref) -> str:
    return school_line(census.tables["schools"], ref.row).name


def _add_figures(gone: Ref, into: Ref, census: Census, plan: Plan) -> tuple[Census, list[Changed]]:
    """Every figure that the codebook says can be added; a sum of which a part is not known is not known."""
    changed = []
    definition = plan.codebook.tables["schools"]
    for name in definition.adds:
        column = census.tables["schools"].column(name)
        mine, theirs = column[into.row], column[gone.row]
        if mine is None and theirs is None:
            continue
        total = _sum(mine, theirs)
        if total == mine and type(total) is type(mine):
            continue
        census = with_column(census, "schools", name, with_values(column, [into.row], [total]))
        before, after = (cell_text(value, definition.columns[name], plan) for value in (mine, total))
        label = _name(census, into)
        changed.append(Changed("schools", label, name, before, after, unknown=total is None))
    return census, changed


def _sum(mine: Value | None, theirs: Value | None) -> Value | None:
    """A known none counts as nothing."""
    parts = [0 if value is NONE else value for value in (mine, theirs)]
    numbers = [value for value in parts if isinstance(value, int | Fraction)]
    return sum(numbers) if len(numbers) == len(parts) else None


def _move(census: Census, table: str, gone: Ref, into: Ref) -> tuple[Census, int]:
    """The rows of a table that belong to the school that goes."""
    held = census.tables.get(table)
    if held is None or "school" not in held.columns:
        return census, 0
    moved = _rows(census, table, "school", gone)
    for name in ("school", *sources(table)):
        if name in held.columns:
            census, _ = _move_links(census, table, name, gone, into)
    return census, moved


def _rows(census: Census, table: str, name: str, gone: Ref) -> int:
    column = census.tables[table].column(name)
    codes = [code for code, value in enumerate(column.values) if _leads(value, gone)]
    return sum(int((column.codes == code).sum()) for code in codes)


def _leads(value: Value, gone: Ref) -> bool:
    return isinstance(value, Ref) and value.row == gone.row


def _move_links(census: Census, table: str, name: str, gone: Ref, into: Ref) -> tuple[Census, int]:
    """Every link to the school that goes leads to the other."""
    held = census.tables[table]
    if name not in held.columns:
        return census, 0
    number, column = _rows(census, table, name, gone), held.columns[name]
    target = replace(into, text=_name(census, into))
    change = {value: target for value in column.values if _leads(value, gone)}
    if change:
        census = with_column(census, table, name, replaced(column, change))
    return census, number
