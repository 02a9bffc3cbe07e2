"""Answers in copies that were given back: which line of the sheet of results speaks for a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ruraledu_cli.analyse.cells import CellOf, content, identity
from ruraledu_cli.model.finding import Finding, column_letter
from ruraledu_cli.read.returned import Line, Returned

_RANGE = re.compile(r"([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?")


class LinesAnswered:
    """The answered lines of each copy, by the name outputs show it under."""

    def __init__(self, returned: Mapping[str, Returned]) -> None:
        self._lines = {
            (file, rule): [line for line in one.answers if line.rule == rule]
            for file, one in returned.items()
            for rule in {line.rule for line in one.answers}
        }

    def about(self, finding: Finding) -> bool:
        """Whether a line may speak of this finding."""
        return any((place.file, finding.code) in self._lines for place in finding.places)

    def of(self, rule: str, cells: Sequence[CellOf]) -> list[tuple[str, Line]]:
        """Lines that speak of these cells, with the file they stand in: all the cells of that file, for where
        one of them has another value than was explained, nothing is."""
        found: list[tuple[str, Line]] = []
        for file in dict.fromkeys(cell.place.file for cell in cells):
            lines = self._lines.get((file, rule), ())
            spoken = [lines_about(rule, cell, lines) for cell in cells if cell.place.file == file]
            if all(spoken):
                found += [(file, line) for about in spoken for line in about]
        return list({(file, line.number): (file, line) for file, line in found}.values())


def lines_about(rule: str, cell: CellOf, lines: Sequence[Line]) -> list[Line]:
    """The lines that speak of a cell: its rule, school, key, field and value are those of the line; or it is
    the cell that the line's comment went with, or that stands where it stood, and its value is the same."""
    told = identity(rule, cell)
    same = [line for line in lines if told and told in line.known]
    return same or [line for line in lines if _is_there(line, cell, is_known=bool(told))]


def _is_there(line: Line, cell: CellOf, *, is_known: bool) -> bool:
    if line.known and content(cell) not in line.known:
        return False
    if line.known and is_known and not line.followed and cell.row is not None:
        return False  # no comment says where the line's cells are now, and this is not known as one of them
    return stands_there(line, cell)


def stands_there(line: Line, cell: CellOf) -> bool:
    """Whether a cell is where the line's cells are, or were."""
    ranges = line.cells.get(cell.place.sheet or "")
    if ranges is None:
        return cell.place.sheet is None and not line.cells
    if cell.row is None and cell.place.position is None:
        return not ranges
    return any(_holds(one, cell.row, cell.place.position) for one in ranges)


def _holds(cells: str, row: int | None, position: int | None) -> bool:
    """Whether E4, E4:E9, 4:5 or E:E holds a cell; a row without a column is marked at its beginning."""
    found = _RANGE.fullmatch(cells)
    if found is None:
        return False
    letter, first, _, last = found.groups()
    if letter and letter != column_letter(position or 1):
        return False
    if row is None:
        return not first
    return not first or int(first) <= row <= int(last or first)
