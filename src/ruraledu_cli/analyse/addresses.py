"""From records back to the cells of the sheets: file, sheet, address, and what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ruraledu_cli.analyse.asked import SOURCES, Asked
from ruraledu_cli.census import Field, Ref, Table
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.finding import column_letter
from ruraledu_cli.model.trace import CellAt, Part, Unit
from ruraledu_cli.validate.cells import shown


class Addresses:
    """The cells of records, by the columns they are asked for."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._fields: dict[tuple[int, tuple[str, ...]], list[Field]] = {}

    def cells(self, table: str, row: int, columns: Sequence[str]) -> Iterator[CellAt]:
        """The cells of a record under these columns; of merged records all of them."""
        wanted = tuple(dict.fromkeys(n for name in columns for n in SOURCES.get((table, name), (name,))))
        origins = self.evaluator.table(table).origins
        for origin in origins[row] if row < len(origins) else ():
            sheet = self.evaluator.census.frames[origin.frame].sheet
            held = sheet.rows[origin.row - 1]
            for field in self._in(origin.frame, wanted):
                value = shown(held[field.position]) if field.position < len(held) else ""
                cell = f"{column_letter(field.position + 1)}{origin.row}"
                personal = self._personal(table, field.column)
                yield CellAt(sheet.file, sheet.name, cell, table, field.column, field.header, value, personal)
            yield from self._beside(origin.frame, table, wanted)

    def _beside(self, number: int, table: str, wanted: tuple[str, ...]) -> Iterator[CellAt]:
        """The cells of a form, or of a line above the rows, that say a column for the whole sheet."""
        frame = self.evaluator.census.frames[number]
        for said in frame.said:
            if said.column in wanted and said.row is not None and said.position is not None:
                cell = f"{column_letter(said.position + 1)}{said.row + 1}"
                file, sheet, value = frame.sheet.file, frame.sheet.name, shown(said.cell)
                personal = self._personal(table, said.column)
                yield CellAt(file, sheet, cell, table, said.column, said.label, value, personal)

    def _in(self, frame: int, columns: tuple[str, ...]) -> list[Field]:
        key = (frame, columns)
        if key not in self._fields:
            fields = self.evaluator.census.frames[frame].fields
            self._fields[key] = [field for name in columns for field in fields if field.column == name]
        return self._fields[key]

    def _personal(self, table: str, column: str) -> bool:
        definition = self.evaluator.plan.codebook.tables[table].columns.get(column)
        return definition is not None and definition.personal


def with_cells(evaluator: Evaluator, part: Part, asked: Asked, school: str | None) -> Part:
    """A part whose units carry their cells; those of one school alone where it is asked for."""
    addresses = Addresses(evaluator)
    pointing = _pointing(evaluator, asked)
    units = []
    for unit in part.units:
        line = part.lines[unit.line]
        if school is None or school in (line.key, line.name):
            unit = replace(unit, cells=tuple(_of_unit(addresses, unit, asked, pointing)))
        units.append(unit)
    lines = [
        replace(line, cells=tuple(addresses.cells("schools", line.row, asked.of("schools"))))
        if line.row is not None and _beside(part) and (school is None or school in (line.key, line.name))
        else line
        for line in part.lines
    ]
    return replace(part, units=tuple(units), lines=tuple(lines))


def _beside(part: Part) -> bool:
    """Whether the schools are not themselves what is counted."""
    return any(unit.table != "schools" for unit in part.units)


_Pointing = dict[str, dict[int, list[int]]]


def _pointing(evaluator: Evaluator, asked: Asked) -> _Pointing:
    """For each table that is searched by a link: which of its rows point at which school."""
    found: _Pointing = {}
    for table, column in asked.reverse:
        links = evaluator.table(table).column(column)
        rows = found.setdefault(table, {})
        for row in range(evaluator.table(table).size):
            for school in _schools(links[row]):
                rows.setdefault(school, []).append(row)
    return found


def _schools(value: object) -> Iterable[int]:
    members = value if isinstance(value, tuple) else (value,)
    return {member.row for member in members if isinstance(member, Ref) and member.row >= 0}


def _of_unit(addresses: Addresses, unit: Unit, asked: Asked, pointing: _Pointing) -> Iterator[CellAt]:
    for row in unit.rows:
        yield from addresses.cells(unit.table, row, asked.of(unit.table))
        if unit.table == "schools":
            for table, rows in pointing.items():
                for other in rows.get(row, ()):
                    yield from addresses.cells(table, other, asked.of(table))


def columns_without_cells(table: Table, evaluator: Evaluator, row: int, columns: Iterable[str]) -> list[str]:
    """Those of the columns that none of the record's sheets has."""
    frames = [evaluator.census.frames[origin.frame] for origin in table.origins[row]]
    there = {field.column for frame in frames for field in frame.fields}
    return [name for name in columns if not there.intersection(SOURCES.get((table.name, name), (name,)))]
