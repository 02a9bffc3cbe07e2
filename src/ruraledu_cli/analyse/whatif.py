"""Changes tried on a census: each is done in turn, and every indicator is measured before and after."""

from __future__ import annotations

from collections.abc import Sequence

from ruraledu_cli.analyse.edit import set_cells
from ruraledu_cli.analyse.lines import label_of, school_line
from ruraledu_cli.analyse.merger import merge_schools
from ruraledu_cli.analyse.wishes import Found, cell_text, find
from ruraledu_cli.census import Census
from ruraledu_cli.definitions.changes import Merger, Wish
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.report import Verdict
from ruraledu_cli.model.whatif import Changed, Difference


def try_out(wishes: Sequence[Wish], evaluator: Evaluator) -> tuple[Census, tuple[Changed, ...]]:
    """The census with every wish done in turn, and what changed. Raises WrongWish."""
    census, plan = evaluator.census, evaluator.plan
    changed: list[Changed] = []
    for wish in wishes:
        if isinstance(wish, Merger):
            census, told = merge_schools(wish, census, plan)
            changed += told
        else:
            found = find(wish, census, plan)
            changed += _told(found, census, evaluator)
            census = set_cells(census, found.table, found.column.name, found.rows, found.value)
    return census, tuple(changed)


def _told(found: Found, census: Census, evaluator: Evaluator) -> list[Changed]:
    """A line for every value that is replaced."""
    plan, table = evaluator.plan, census.tables[found.table]
    after = cell_text(found.value, found.column, plan)
    cells: dict[str, list[int]] = {}
    for row in found.rows:
        before = cell_text(table.column(found.column.name)[row], found.column, plan)
        cells.setdefault(before, []).append(row)
    told = []
    for before, rows in cells.items():
        label, personal = _label(rows, found.table, census, evaluator)
        told.append(
            Changed(
                found.table,
                label,
                found.column.name,
                before,
                after,
                len(rows),
                personal,
                found.column.personal,
            )
        )
    return told


def _label(rows: list[int], table: str, census: Census, evaluator: Evaluator) -> tuple[str, bool]:
    """What a single row is called; nothing for several."""
    if len(rows) > 1:
        return "", False
    if table == "schools":
        return school_line(census.tables[table], rows[0]).name, False
    return label_of(evaluator, census.tables[table], rows[0])


def differences(before: Sequence[Verdict], after: Sequence[Verdict]) -> tuple[Difference, ...]:
    """The indicators whose counts, absent units or status are not what they were."""
    return tuple(
        Difference(old, new) for old, new in zip(before, after, strict=True) if _came_to(old) != _came_to(new)
    )


def _came_to(verdict: Verdict) -> tuple[object, ...]:
    measured = verdict.measurement
    absent = measured.units.absent if measured.units else ()
    return (measured.counted, measured.problem, absent, verdict.status, verdict.reason)
