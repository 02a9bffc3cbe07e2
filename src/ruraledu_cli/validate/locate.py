"""From the records of a census to the cells they stand in, and from a cell back to its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ruraledu_cli.census import NONE, Cell, Census, Frame, Origin, Ref, Table, Value
from ruraledu_cli.model.finding import Place
from ruraledu_cli.validate.cells import shown
from ruraledu_cli.validate.context import place_of

# What says whose record it is: the first that is known. A name tells a record only where no number does.
KEYS = {
    "schools": ("school_code", "school_name"),
    "staff": ("id_number", "staff_id", "name"),
    "students": ("id_number", "student_id", "student_name"),
    "researchers": ("researcher_id", "id_number", "researcher_name"),
    "guards": ("id_number", "guard_licence", "guard_name"),
    "villages": ("village_code", "village_name"),
    "projects": ("project_name",),
    "facts": ("fact",),
}
_SCHOOL = {"schools": "school_code", "pairs": "rural_school", "projects": "school_code"}


@dataclass(frozen=True, slots=True)
class Located:
    """The record a cell belongs to: `school` and `key` are "" where they are not known; `names` are all the
    texts the record may be called by."""

    table: str
    record: int
    school: str
    key: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Locator:
    """Both ways between the records of a census and the cells of its sheets."""

    census: Census

    def places(self, table: str, columns: Sequence[str], records: Iterable[int]) -> tuple[Place, ...]:
        """The cells of these columns in the rows of these records, sheet by sheet; whole rows where a sheet
        has none of the columns."""
        held = self.census.tables[table]
        rows: dict[int, list[int]] = {}
        for record in records:
            for origin in self._with_cells(held.origins[record], columns):
                rows.setdefault(origin.frame, []).append(origin.row)
        return tuple(place for number in sorted(rows) for place in self._cells(number, columns, rows[number]))

    def _with_cells(self, origins: Sequence[Origin], columns: Sequence[str]) -> Sequence[Origin]:
        """Of a record spread over several sheets the rows that have one of the columns, else all."""
        frames = self.census.frames
        held = [one for one in origins if not set(columns).isdisjoint(_columns(frames[one.frame]))]
        return held or origins

    def _cells(self, number: int, columns: Sequence[str], rows: list[int]) -> Iterator[Place]:
        frame, numbers = self.census.frames[number], tuple(sorted(set(rows)))
        sheet = frame.sheet
        fields = [one for name in columns for one in frame.fields if one.column == name]
        for one in fields:
            yield Place(
                sheet.file, sheet.name, frame.table, one.column, one.header, numbers, one.position + 1
            )
        said = [one for one in frame.said if one.column in columns and one.row is not None]
        yield from (place_of(frame, one) for one in said)
        if not fields and not said:
            yield Place(sheet.file, sheet.name, frame.table, rows=numbers)

    def sheets(self, table: str) -> tuple[Place, ...]:
        """The sheets of a table, without any row: for what stands in none of them."""
        frames = (frame for frame in self.census.frames if frame.table == table and frame.records)
        return tuple(Place(frame.sheet.file, frame.sheet.name, table) for frame in frames)

    def record(self, file: str, sheet: str | None, row: int, position: int | None = None) -> Located | None:
        """Whose row (or whose cell of a form) it is; None for what belongs to no record."""
        found = self._said.get((file, sheet or "", row, position)) or self._records.get(
            (file, sheet or "", row)
        )
        return None if found is None else located(self.census.tables[found[0]], found[1])

    def cell(self, place: Place, row: int) -> Cell:
        """What stands in a cell of a place."""
        frame = self._frames.get((place.file, place.sheet or ""))
        return None if frame is None or place.position is None else raw(frame, row, place.position - 1)

    def beside(self, file: str, sheet: str | None, row: int, column: str) -> str:
        """What a column says in a row, as text; "" where the sheet has no such column."""
        frame = self._frames.get((file, sheet or ""))
        positions = [one.position for one in frame.fields if one.column == column] if frame else []
        texts = (shown(raw(frame, row, position)).strip() for position in positions if frame)
        return next((text for text in texts if text), "")

    @cached_property
    def _frames(self) -> dict[tuple[str, str], Frame]:
        return {(frame.sheet.file, frame.sheet.name): frame for frame in self.census.frames}

    @cached_property
    def _records(self) -> dict[tuple[str, str, int], tuple[str, int]]:
        sheets = [(frame.sheet.file, frame.sheet.name) for frame in self.census.frames]
        return {
            (*sheets[origin.frame], origin.row): (name, record)
            for name, table in self.census.tables.items()
            for record, origins in enumerate(table.origins)
            for origin in origins
        }

    @cached_property
    def _said(self) -> dict[tuple[str, str, int, int | None], tuple[str, int]]:
        """The cells of forms: several records may share a row."""
        frames = self.census.frames
        return {
            (
                frames[origin.frame].sheet.file,
                frames[origin.frame].sheet.name,
                said.row + 1,
                said.position + 1,
            ): (
                name,
                record,
            )
            for name, table in self.census.tables.items()
            for record, origins in enumerate(table.origins)
            for origin in origins
            for said in frames[origin.frame].said
            if said.kind == "form" and said.row is not None and said.position is not None
        }


def _columns(frame: Frame) -> list[str]:
    return [*(field.column for field in frame.fields), *(said.column for said in frame.said)]


def raw(frame: Frame, row: int, position: int) -> Cell:
    """A cell by its 1-based row and 0-based column."""
    cells = frame.sheet.rows[row - 1] if 0 < row <= len(frame.sheet.rows) else ()
    return cells[position] if position < len(cells) else None


def located(table: Table, record: int) -> Located:
    """A record by its own numbers and names."""
    school = table.column(_SCHOOL.get(table.name, "school"))[record]
    names = tuple(text for name in KEYS.get(table.name, ()) if (text := text_at(table, name, record)))
    return Located(table.name, record, school_key(school), names[0] if names else "", names)


def text_at(table: Table, column: str, record: int) -> str:
    """A text, "" where it is missing or known to be none."""
    value = table.column(column)[record]
    return value if isinstance(value, str) else ""


def school_key(value: Value | None) -> str:
    """A school as another year knows it too: its code, else its name as written; "" where there is none."""
    if isinstance(value, Ref):
        return value.code or value.text
    if isinstance(value, tuple):
        return next((key for item in value if (key := school_key(item))), "")
    return "" if value is None or value is NONE else str(value)
