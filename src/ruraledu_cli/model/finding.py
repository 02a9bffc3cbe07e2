"""A finding: what is wrong (or worth saying), and every cell it is wrong in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "query", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "query", "note")
Param = str | int


def column_letter(number: int) -> str:
    """The letters Excel shows for a 1-based column number: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Place:
    """Cells of one column of one sheet (or whole rows, or a whole sheet, or a whole file).

    `rows` are 1-based row numbers as Excel shows them; `position` is the 1-based column number, None for
    whole rows. `file` is relative to the workspace, with `/`.
    """

    file: str
    sheet: str | None = None
    table: str | None = None
    column: str | None = None
    header: str | None = None
    rows: tuple[int, ...] = ()
    position: int | None = None

    @property
    def cells(self) -> list[str]:
        """Addresses in A1 form, runs of rows joined: E4:E5, E9; rows alone as 4:5."""
        letter = column_letter(self.position) if self.position else ""
        if not self.rows:
            return [f"{letter}:{letter}"] if letter else []
        return [_run(letter, first, last) for first, last in _runs(self.rows)]

    @property
    def count(self) -> int:
        return len(self.rows)


def _run(letter: str, first: int, last: int) -> str:
    if first == last and letter:
        return f"{letter}{first}"
    return f"{letter}{first}:{letter}{last}"


def _runs(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    first = last = None
    for row in sorted(set(rows)):
        if last is not None and row == last + 1:
            last = row
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = row
    if first is not None and last is not None:
        yield first, last


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause with all its places.

    `value` is what was seen, as text, where one value is the cause; `params` fill the message of the
    catalogue; `schools` are the school codes concerned. `personal` says that `value` and the params are
    personal data, to be masked at the edges.
    """

    code: str
    places: tuple[Place, ...] = ()
    value: str | None = None
    params: Mapping[str, Param] = field(default_factory=dict)  # a dict: findings are pickled
    schools: tuple[str, ...] = ()
    severity: Severity | None = None  # set only where it differs from the rule's own
    state: str = "open"
    personal: bool = False
    explanation: str = ""  # what the submitter, or the baseline, says of it
    refusal: str = ""  # why an explanation does not do: the code of a reason

    @property
    def count(self) -> int:
        """Number of cells (or rows, or at least one)."""
        return sum(place.count for place in self.places) or 1
