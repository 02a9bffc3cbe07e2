"""The three shapes data takes on its way: a Sheet of raw cells, a Frame of named columns, a typed Census.

Columns of a census are dictionary-encoded: the distinct values once, and a code per row. A condition is then
asked of each distinct value only, in plain Python with exact types, and spread over the rows by numpy. That
keeps fractions, intervals and lists exact, and start-up free of pandas, which alone costs more than the whole
of a county's computation. `Table.frame()` hands the same table to an analyst as a pandas DataFrame.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that holds an error value, such as #REF!."""

    text: str


@dataclass(frozen=True, slots=True)
class FormulaWithoutValue:
    """A cell that holds a formula whose result was never stored."""

    formula: str = ""


Cell = None | str | bool | int | float | date | datetime | time | timedelta | ErrorCell | FormulaWithoutValue


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range; 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Raw cells as the file holds them. `rows[0][0]` is always A1; rows may differ in length.

    Numbers that are whole are ints, other numbers floats; text is as stored, spaces kept; empty text is "".
    Merged ranges hold their value in the top left cell only.
    """

    file: str
    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[Merged, ...] = ()
    hidden: bool = False
    kind: str = "xlsx"


@dataclass(frozen=True, slots=True)
class Field:
    """One recognised column of a sheet.

    `position` is 0-based; `header` is as written (rows joined); `column` is the codebook's name; `part` is
    "code" for the second header of a two-header column, else "name"; `reading` maps what the alias says
    (`有无录播室: {yes: 1, no: 0}`); `factor` converts the unit written in the header. `adds` as in Said.
    """

    position: int
    header: str
    column: str
    part: str = "name"
    reading: Mapping[str, str | int] | None = None
    factor: Fraction | None = None
    adds: str = ""


@dataclass(frozen=True, slots=True)
class Nearby:
    """A text around a table that may say something of all its rows, as it was found.

    `kind`: label (填报单位：…), opening (开学日期：…), title, sheet, file or folder. A label also says the
    column it stands for.
    `row` and `position` are 0-based, None for names of sheets, files and folders.
    """

    kind: str
    text: str
    column: str = ""
    part: str = "name"
    label: str = ""
    row: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A value that all rows of a sheet share because something beside the rows says it: `kind` as in Nearby,
    or `form` for the cells of a form. `row` and `position` as there; `reading` and `factor` as in Field.
    `adds` names the part that this gives where several forms of one record each give one. A cell that is
    `doubted` (its form contradicts itself) is missing."""

    column: str
    cell: Cell
    kind: str
    part: str = "name"
    label: str = ""
    row: int | None = None
    position: int | None = None
    adds: str = ""
    reading: Mapping[str, str | int] | None = None
    factor: Fraction | None = None
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class PassedRows:
    """Rows of a sheet that are no records: `reason` is title, header, column_numbers, totals, group, blank,
    note, footer, example, other_table. Row indexes are 0-based."""

    reason: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A sheet understood as a table. `records` are the 0-based row indexes of its data rows.

    `nearby` are texts around the table that nobody has asked yet; `said` what was taken from them; `span` the
    years of days written without one (from August on, and before), `opening` the first day of the semester.
    """

    sheet: Sheet
    table: str
    fields: tuple[Field, ...]
    records: tuple[int, ...]
    passed: tuple[PassedRows, ...] = ()
    unknown_headers: tuple[tuple[int, str], ...] = ()
    why: tuple[str, ...] = ()
    nearby: tuple[Nearby, ...] = ()
    said: tuple[Said, ...] = ()
    span: tuple[int, int] | None = None
    opening: int | None = None


class Absent(Enum):
    """A value that is known to be none (as against missing: not known)."""

    NONE = "none"

    def __repr__(self) -> str:
        return "NONE"


NONE = Absent.NONE


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A date known to lie within [first, last], as proleptic ordinals; one day where first == last."""

    first: int
    last: int


# A value: str, bool, int, Fraction, Interval, Ref, NONE, or a tuple of these (a list column, a semester).
Value = Hashable
MISSING = -1
Codes = npt.NDArray[np.int32]
_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Column:
    """A dictionary-encoded column: row i holds `values[codes[i]]`, or is missing where the code is −1.

    `present` is False for a column that no sheet of the year has: all rows are missing.
    """

    values: tuple[Value, ...]
    codes: Codes
    present: bool = True

    def __getitem__(self, row: int) -> Value | None:
        """The value of a row, None where missing."""
        code = self.codes[row]
        return None if code == MISSING else self.values[code]

    def at(self, rows: Sequence[int]) -> list[Value | None]:
        """The values of several rows, None where missing."""
        return [None if code == MISSING else self.values[code] for code in self.codes[rows].tolist()]


def encode(values: Sequence[Value | None], present: bool = True) -> Column:
    """A column from one value per row; None is missing."""
    index: dict[tuple[type, Value], int] = {}
    codes = np.empty(len(values), dtype=np.int32)
    for row, value in enumerate(values):
        codes[row] = MISSING if value is None else index.setdefault((type(value), value), len(index))
    return Column(tuple(value for _, value in index), codes, present)


def combinations(columns: Sequence[Column]) -> tuple[list[int], npt.NDArray[np.intp]]:
    """A row of each combination of cells that occurs, and the number of the combination each row has.

    So that a question of several columns is asked once of what rows share, and its answers spread by number.
    """
    joined, possible = np.zeros(len(columns[0].codes), dtype=np.int64), 1
    for column in columns:
        width = len(column.values) + 1
        if possible * width > _LARGEST:  # number what occurs anew, so that products stay exact
            joined = np.unique(joined, return_inverse=True)[1]
            possible = len(joined)
        joined, possible = joined * width + column.codes + 1, possible * width
    _, first, numbers = np.unique(joined, return_index=True, return_inverse=True)
    return first.tolist(), numbers


def absent_column(rows: int) -> Column:
    """The column that no sheet has."""
    return Column((), np.full(rows, MISSING, dtype=np.int32), present=False)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record stands: the frame's number, and its 1-based row. Merged duplicates have several."""

    frame: int
    row: int


@dataclass(frozen=True, slots=True)
class Ref:
    """A link to a record of another table: `row` of that table, −1 where no record is found.

    `code` is the key it was found by or written as; `text` is what stood in the cell.
    """

    text: str
    row: int = -1
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one table, one per distinct row. `columns` holds every column of the codebook: a column no
    sheet has is there with `present` False. `persons` numbers the persons of a table of people (several rows
    may be one person), `person_keys` is each person's key (its identity number, where known).
    """

    name: str
    size: int
    columns: Mapping[str, Column]
    origins: tuple[tuple[Origin, ...], ...] = ()
    persons: Codes | None = None
    person_keys: tuple[str, ...] = ()
    rows_read: int = 0

    def column(self, name: str) -> Column:
        found = self.columns.get(name)
        return absent_column(self.size) if found is None else found

    def frame(self) -> pd.DataFrame:
        """The table for a notebook: one object column each, the first row of each record as index."""
        import pandas as pd

        data = {name: [column[row] for row in range(self.size)] for name, column in self.columns.items()}
        rows = [origins[0].row if origins else 0 for origins in self.origins] or range(self.size)
        return pd.DataFrame(data, index=pd.Index(rows, name="row"), dtype=object)


@dataclass(frozen=True, slots=True)
class Census:
    """One year's tables, typed. A table that no sheet of the year holds is not in `tables`."""

    year: int
    tables: Mapping[str, Table]
    frames: tuple[Frame, ...] = field(default=())
