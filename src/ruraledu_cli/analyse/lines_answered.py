"""Answers in copies that were given back: which line of the sheet of results speaks for a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ruraledu_cli.analyse.cells import CellOf
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
        """Lines about any of these cells, with the file they stand in."""
        found = [
            (cell.place.file, line)
            for cell in cells
            for line in self._lines.get((cell.place.file, rule), ())
            if _speaks_of(line, cell)
        ]
        return list({(file, line.number): (file, line) for file, line in found}.values())


def _speaks_of(line: Line, cell: CellOf) -> bool:
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
