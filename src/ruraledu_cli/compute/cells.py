"""Cells due: each person with each linked school in each semester, and whether a visit fills the cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ruraledu_cli.census import MISSING, Interval, Ref, Table, Value
from ruraledu_cli.compute.groups import Group
from ruraledu_cli.compute.outcome import Outcome
from ruraledu_cli.compute.selection import select
from ruraledu_cli.definitions.formula import CellsFormula
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES, Mask
from ruraledu_cli.model.measurement import Share

Cell = tuple[int, int, str, int]  # person, school row (−1 unknown), school as written, semester


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: by whom (−1 is someone not known), at which school, and when."""

    persons: frozenset[int]
    school: Ref | None
    semester: tuple[int, int] | None
    day: Interval | None
    counted: int


def measure_cells(evaluator: Evaluator, formula: CellsFormula, group: Group | None) -> Outcome:
    """Cells filled, of the cells due. A link that is not known makes its two cells undecided."""
    share = Share()
    undecided = {}
    for number, (_, scope, filled) in enumerate(cells_due(evaluator, formula, group)):
        share += _classify(scope, filled)
        if filled == UNKNOWN or scope == UNKNOWN:
            undecided["cells", number] = 1
    return Outcome(share, None, formula.rows.scope, undecided=undecided)


def cells_due(
    evaluator: Evaluator, formula: CellsFormula, group: Group | None
) -> Iterator[tuple[Cell, int, int]]:
    """Each cell in order, whether it is due, and whether a visit fills it."""
    due = _due(evaluator, formula, select(evaluator, formula.rows, group))
    visits = list(_visits(evaluator, formula))
    for cell, scope in sorted(due.items()):
        yield cell, scope, max((_fills(evaluator, visit, cell) for visit in visits), default=NO)


def _classify(scope: int, filled: int) -> Share:
    if scope == YES:
        return {YES: Share(yes=1), NO: Share(no=1), UNKNOWN: Share(open=1)}[filled]
    return {YES: Share(maybe_in_yes=1), NO: Share(maybe_in_no=1), UNKNOWN: Share(open=1)}[filled]


def _due(evaluator: Evaluator, formula: CellsFormula, scope: Mask) -> dict[Cell, int]:
    table = evaluator.table(formula.rows.table)
    linked = None if formula.linked is None else evaluator.mask(formula.linked, "schools")
    due: dict[Cell, int] = {}
    for row in range(table.size):
        if scope[row] == NO:
            continue
        person = int(table.persons[row]) if table.persons is not None else row
        for school, text, answer in _links(table.column(formula.link)[row], linked):
            inside = min(int(scope[row]), answer)
            for semester in (1, 2):
                cell = (person, school, text, semester)
                due[cell] = max(due.get(cell, NO), inside)
    return {cell: answer for cell, answer in due.items() if answer != NO}


def _links(value: Value | None, linked: Mask | None) -> Iterator[tuple[int, str, int]]:
    """A row's linked schools: row, text, and whether the school is one of those meant."""
    if value is None:
        yield -1, "", UNKNOWN
        return
    for ref in value if isinstance(value, tuple) else (value,):
        if isinstance(ref, Ref):
            known = linked is None or ref.row >= 0
            answer = YES if linked is None else int(linked[ref.row]) if ref.row >= 0 else UNKNOWN
            yield ref.row, "" if known and ref.row >= 0 else ref.text, answer


def _visits(evaluator: Evaluator, formula: CellsFormula) -> Iterator[Visit]:
    table = evaluator.table(formula.visits)
    people = evaluator.table(formula.rows.table)
    counted = evaluator.counted(formula.visits)
    columns = [table.column(n) for n in (formula.person, formula.school, formula.semester, formula.date)]
    for row in range(table.size):
        person, school, semester, day = (column[row] for column in columns)
        yield Visit(
            _persons(person, people),
            school if isinstance(school, Ref) else None,
            semester if isinstance(semester, tuple) else None,
            day if isinstance(day, Interval) else None,
            int(counted[row]),
        )


def _persons(value: Value | None, people: Table) -> frozenset[int]:
    members = value if isinstance(value, tuple) else (value,)
    return frozenset(_person(member, people) for member in members)


def _person(value: Value | None, people: Table) -> int:
    if not isinstance(value, Ref) or value.row < 0:
        return MISSING
    return int(people.persons[value.row]) if people.persons is not None else value.row


def _fills(evaluator: Evaluator, visit: Visit, cell: Cell) -> int:
    person, school, text, semester = cell
    by = YES if person in visit.persons else UNKNOWN if MISSING in visit.persons else NO
    answer = min(visit.counted, by)
    if answer == NO:
        return NO
    answer = min(answer, _same_school(visit.school, school, text))
    return min(answer, evaluator.calendar.in_semester(semester, visit.semester, visit.day))


def _same_school(visited: Ref | None, school: int, text: str) -> int:
    if visited is None:
        return UNKNOWN
    if visited.row >= 0 and school >= 0:
        return YES if visited.row == school else NO
    return YES if visited.row < 0 and school < 0 and text and visited.text == text else UNKNOWN
