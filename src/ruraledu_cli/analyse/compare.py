"""Two censuses and their findings side by side: cells by key, records come and gone, causes new and fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ruraledu_cli.analyse.cells import cells_of
from ruraledu_cli.analyse.keyed import Key, comparable, key_words, keyed, tells_persons
from ruraledu_cli.catalogue.findings import severity_of, wants_answer
from ruraledu_cli.census import Census, Field, Origin, Table
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.comparison import CellAt, CellChange, FindingChange, RowChange
from ruraledu_cli.model.finding import Finding, column_letter
from ruraledu_cli.validate.cells import shown
from ruraledu_cli.validate.locate import Locator, raw


@dataclass(slots=True)
class _Side:
    """One census and where its cells stand."""

    census: Census
    fields: dict[tuple[int, str], tuple[Field, ...]] = field(default_factory=dict)

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
    before: Census, after: Census, codebook: Codebook
) -> tuple[list[CellChange], list[RowChange]]:
    """Every table that either side has. Spelt otherwise and meant alike is no change."""
    old, new = _Side(before), _Side(after)
    cells: list[CellChange] = []
    rows: list[RowChange] = []
    for name in codebook.tables:
        if name in before.tables or name in after.tables:
            was, now = (side.census.tables.get(name) or Table(name, 0, {}) for side in (old, new))
            of_was, of_now = keyed(was), keyed(now)
            for key, row in of_was.items():
                if key in of_now:
                    cells += _cells(old, new, was, now, (row, of_now[key]), key, codebook)
                else:
                    rows.append(_row(old, was, row, key, codebook, is_added=False))
            rows += [
                _row(new, now, row, key, codebook, is_added=True)
                for key, row in of_now.items()
                if key not in of_was
            ]
    return cells, rows


def _row(side: _Side, table: Table, row: int, key: Key, codebook: Codebook, *, is_added: bool) -> RowChange:
    people = tells_persons(codebook.tables[table.name])
    return RowChange(table.name, key_words(key), is_added, side.at(table, row), people)


def _cells(
    old: _Side, new: _Side, was: Table, now: Table, rows: tuple[int, int], key: Key, codebook: Codebook
) -> Iterator[CellChange]:
    """The cells of one record that say something else."""
    for name, definition in codebook.tables[was.name].columns.items():
        first, second = was.column(name), now.column(name)
        if not first.present and not second.present:
            continue
        values = comparable(first[rows[0]]), comparable(second[rows[1]])
        if values[0] == values[1] and values[0] is not None:
            continue
        before, after = old.cell(was, rows[0], name), new.cell(now, rows[1], name)
        if before.text != after.text:
            people = tells_persons(codebook.tables[was.name])
            yield CellChange(
                was.name, key_words(key), name, before, after, definition.personal, is_person=people
            )


@dataclass(frozen=True, slots=True)
class _Cause:
    """What the cells of a finding have in common."""

    code: str
    table: str | None
    column: str | None
    value: str | None


def compare_findings(
    before: Sequence[Finding], after: Sequence[Finding], censuses: tuple[Census, Census]
) -> list[FindingChange]:
    """Findings that want an answer, cell by cell: each by rule, table, column, value and the record's key."""
    meant: dict[_Cause, Finding] = {}
    old, new = (
        _atoms(findings, Locator(census), meant)
        for findings, census in zip((before, after), censuses, strict=True)
    )
    changes = []
    for cause, finding in sorted(meant.items(), key=lambda item: _order(*item)):
        was, now = old.get(cause, Counter()), new.get(cause, Counter())
        still = sum((was & now).values())
        fixed, added = sum(was.values()) - still, sum(now.values()) - still
        severity = severity_of(finding)
        changes.append(
            FindingChange(
                cause.code,
                severity,
                cause.table,
                cause.column,
                cause.value,
                fixed,
                still,
                added,
                finding.personal,
            )
        )
    return changes


def _atoms(
    findings: Iterable[Finding], locator: Locator, meant: dict[_Cause, Finding]
) -> dict[_Cause, Counter[Hashable]]:
    """The cells of each cause, by the key of their record: sheets without records by their table alone."""
    found: dict[_Cause, Counter[Hashable]] = {}
    for finding in findings:
        if not wants_answer(finding):
            continue
        for cell in cells_of(finding, locator):
            place = cell.place
            cause = _Cause(finding.code, place.table, place.column or place.header, finding.value)
            meant.setdefault(cause, finding)
            known = cell.row is not None and cell.names
            record: Hashable = (cell.school, cell.names[0]) if known else ()
            found.setdefault(cause, Counter())[record] += 1
    return found


def _order(cause: _Cause, finding: Finding) -> tuple[str, ...]:
    return (cause.code, cause.table or "", cause.column or "", cause.value or "", severity_of(finding))
