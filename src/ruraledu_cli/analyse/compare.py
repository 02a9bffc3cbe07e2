"""The records of two censuses side by side: cells by key, records come and gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ruraledu_cli.analyse.key_words import KeyWords
from ruraledu_cli.analyse.keyed import Key, comparable, match, tells_persons, times_of
from ruraledu_cli.census import Census, Field, Origin, Table
from ruraledu_cli.definitions.codebook import Codebook, TableDef
from ruraledu_cli.model.comparison import CellAt, CellChange, CountChange, RowChange, TableChanges
from ruraledu_cli.model.finding import column_letter
from ruraledu_cli.validate.cells import shown
from ruraledu_cli.validate.locate import raw


@dataclass(slots=True)
class _Side:
    """One census and where its cells stand."""

    census: Census
    fields: dict[tuple[int, str], tuple[Field, ...]] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        return self.census.tables.get(name) or Table(name, 0, {})

    def cell(self, table: Table, row: int, column: str) -> CellAt:
        """The first of a record's cells under a column that says something, else the first."""
        found = [cell for origin in table.origins[row] for cell in self._cells(origin, column)]
        filled = (cell for cell in found if cell.text)
        return next(filled, found[0] if found else self._nowhere(table, row))

    def _cells(self, origin: Origin, column: str) -> Iterator[CellAt]:
        frame = self.census.frames[origin.frame]
        key = (origin.frame, column)
        if key not in self.fields:
            self.fields[key] = tuple(one for one in frame.fields if one.column == column)
        for one in self.fields[key]:
            text = shown(raw(frame, origin.row, one.position)).strip()
            at = f"{column_letter(one.position + 1)}{origin.row}"
            yield CellAt(frame.sheet.file, frame.sheet.name, at, text)

    def _nowhere(self, table: Table, row: int) -> CellAt:
        file, sheet, _ = self.at(table, row)
        return CellAt(file, sheet, "", "")

    def at(self, table: Table, row: int) -> tuple[str, str, int]:
        origin = table.origins[row][0]
        sheet = self.census.frames[origin.frame].sheet
        return sheet.file, sheet.name, origin.row


def compare_records(
    before: Census, after: Census, codebook: Codebook, years: tuple[int, int] | None = None
) -> tuple[TableChanges, ...]:
    """Every table that either side has. Spelt otherwise and meant alike is no change. `years`: those of the
    two sides, where they are of different years."""
    compared = _Compared(_Side(before), _Side(after), KeyWords(codebook, before, after), years)
    names = [name for name in codebook.tables if name in before.tables or name in after.tables]
    return tuple(compared.table(codebook.tables[name]) for name in names)


@dataclass(frozen=True, slots=True)
class _Compared:
    """Both sides, table by table."""

    old: _Side
    new: _Side
    words: KeyWords
    years: tuple[int, int] | None

    def table(self, definition: TableDef) -> TableChanges:
        was, now = self.old.table(definition.name), self.new.table(definition.name)
        found = match(was, now, definition, self.years)
        times = times_of(definition) if self.years else frozenset()
        cells = [
            tuple(self._cells(definition, (was, now), (row, other), key, times))
            for key, row, other in found.pairs
        ]
        rows = [self._row(self.old, was, row, key, is_added=False) for key, row in found.gone]
        rows += [self._row(self.new, now, row, key, is_added=True) for key, row in found.added]
        people = tells_persons(definition)
        return TableChanges(
            definition.name,
            was.size,
            now.size,
            matched=len(found.pairs) + sum(min(n, m) for _, n, m in found.counted),
            changed=sum(map(bool, cells)),
            cells=tuple(cell for own in cells for cell in own),
            rows=tuple(rows),
            counts=tuple(
                CountChange(definition.name, self.words.of(definition.name, key), n, m, people)
                for key, n, m in found.counted
                if n != m
            ),
            is_counted=bool(found.counted),
            is_person=people,
        )

    def _row(self, side: _Side, table: Table, row: int, key: Key, *, is_added: bool) -> RowChange:
        people = tells_persons(self.words.codebook.tables[table.name])
        return RowChange(table.name, self.words.of(table.name, key), is_added, side.at(table, row), people)

    def _cells(
        self,
        definition: TableDef,
        tables: tuple[Table, Table],
        rows: tuple[int, int],
        key: Key,
        times: frozenset[str],
    ) -> Iterator[CellChange]:
        """The cells of one record that say something else."""
        was, now = tables
        words, people = self.words.of(was.name, key), tells_persons(definition)
        for name, column in definition.columns.items():
            first, second = was.column(name), now.column(name)
            if name in times or not (first.present or second.present):
                continue
            values = comparable(first[rows[0]]), comparable(second[rows[1]])
            if values[0] == values[1] and values[0] is not None:
                continue
            before, after = self.old.cell(was, rows[0], name), self.new.cell(now, rows[1], name)
            if before.text != after.text:
                yield CellChange(was.name, words, name, before, after, column.personal, is_person=people)
