"""Lines of a copy's sheet of results when it is given back again: answered, mended, or changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ruraledu_cli.analyse.cells import CellOf
from ruraledu_cli.analyse.lines_answered import lines_about, stands_there
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.read.returned import Line

CellsOf = Callable[[Finding], Sequence[CellOf]]


class Before:
    """The lines of the last time, and which of them a finding of now is about."""

    def __init__(self, lines: Sequence[Line], cells_of: CellsOf) -> None:
        self._lines, self._cells_of = lines, cells_of
        self._spoke: set[int] = set()
        self._stood: set[int] = set()

    def answer(self, finding: Finding) -> Line | None:
        """What was answered of this finding and still is about it: of all its cells, and their values."""
        own = [line for line in self._lines if line.rule == finding.code]
        if not own:
            return None
        cells = self._cells_of(finding)
        spoken = [lines_about(finding.code, cell, own) for cell in cells]
        same = [line for lines in spoken for line in lines]
        self._stood |= {line.number for line in same}
        self._stood |= {line.number for line in own if any(stands_there(line, cell) for cell in cells)}
        if not all(spoken):
            return None
        self._spoke |= {line.number for line in same}
        return next((line for line in same if line.is_answered), None)

    def left(self) -> Iterator[tuple[str, Line]]:
        """Lines that no finding took over, each with its state: nothing is found any more, or what was
        answered is about another value than stands there now."""
        for line in self._lines:
            if line.number not in self._stood:
                yield "fixed", line
            elif line.number not in self._spoke and line.is_answered:
                yield "changed", line
