"""Findings put on record: entries of a baseline that let them be, with nobody's number or name in clear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ruraledu_cli.analyse.answers import Accepted, settle
from ruraledu_cli.analyse.cells import CellOf, cells_of, has_changing_value
from ruraledu_cli.catalogue.findings import mask, mask_identities, severity_of, wants_answer
from ruraledu_cli.census import Census, Table
from ruraledu_cli.definitions.accepted import Known
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.locate import KEYS, Located, Locator, located, text_at

Cells = tuple[str, str, str, str, str]  # rule, school, key, field, value


@dataclass(frozen=True, slots=True)
class Record:
    """What a baseline file is to hold; how many entries are new, stay, and go because they have expired; and
    the cells that cannot be put on record: they are of nobody who could be told from others."""

    entries: tuple[Known, ...]
    added: int
    kept: int
    expired: int
    untold: int


def cells_of_entry(entry: Known) -> Cells:
    return entry.rule, entry.school, entry.key, entry.field, entry.value


def put_on_record(
    findings: Iterable[Finding],
    census: Census,
    codebook: Codebook,
    before: Sequence[Known],
    reason: str,
    until: date,
    day: date | None,
) -> Record:
    """The errors and queries that still want an answer, beside what was on record `before` and has not
    expired on the day; sorted, so that the same findings make the same file."""
    kept = {cells_of_entry(one): one for one in before if day is None or one.until >= day}
    naming = _Naming(census, codebook)
    told = [
        naming.entry(finding, cell)
        for finding in _wanting(findings)
        for cell in cells_of(finding, naming.locator)
    ]
    fresh = {
        cells: Known(**dict(zip(_NAMES, cells, strict=True)), reason=reason, until=until)
        for cells in told
        if cells
    }
    entries = kept | {cells: one for cells, one in fresh.items() if cells not in kept}
    return Record(
        tuple(entries[cells] for cells in sorted(entries)),
        added=len(entries) - len(kept),
        kept=len(kept),
        expired=len(before) - len(kept),
        untold=sum(cells is None for cells in told),
    )


_NAMES = ("rule", "school", "key", "field", "value")


def _wanting(findings: Iterable[Finding]) -> Iterable[Finding]:
    return (one for one in findings if wants_answer(one) and severity_of(one) != "note")


def let_be(
    findings: Sequence[Finding],
    census: Census,
    codebook: Codebook,
    entries: Sequence[Known],
    day: date | None,
) -> tuple[Finding, ...]:
    """The findings as they are with the entries on record; those that are settled stay so."""
    accepted = Accepted(baseline=tuple(entries), day=day)
    found: list[Finding] = []
    for one in findings:
        parts = settle([one], census, codebook, accepted) if wants_answer(one) else (one,)
        own = (part for part in parts if part.code == one.code)  # the rest are notes about the answers
        found += [part if part.state == "baseline" else _as_it_was(part, one) for part in own]
    return tuple(found)


def _as_it_was(part: Finding, one: Finding) -> Finding:
    return replace(part, state=one.state, explanation=one.explanation, refusal=one.refusal)


class _Naming:
    """What each cell is called in a baseline."""

    def __init__(self, census: Census, codebook: Codebook) -> None:
        self.census, self.codebook, self.locator = census, codebook, Locator(census)
        self.bearers: dict[str, Mapping[tuple[str, str], set[tuple[str, ...]]]] = {}

    def entry(self, finding: Finding, cell: CellOf) -> Cells | None:
        """None where nothing says whose cell it is."""
        place = cell.place
        field = self._header(place.table, place.column) or place.header or ""
        value = "" if has_changing_value(finding.code) else self._value(finding, cell)
        key = self._key(cell)
        if key is None or not (cell.school or key):
            return None
        return finding.code, cell.school, key, field, value

    def _header(self, table: str | None, column: str | None) -> str:
        definition = self.codebook.tables.get(table or "")
        found = definition.columns.get(column or "") if definition else None
        return found.zh if found else ""

    def _value(self, finding: Finding, cell: CellOf) -> str:
        definition = self.codebook.tables.get(cell.place.table or "")
        column = definition.columns.get(cell.place.column or "") if definition else None
        personal = finding.personal or (column is not None and column.personal)
        hidden = personal or mask_identities(cell.value) != cell.value
        return mask(cell.value) if hidden and cell.value else cell.value.strip()

    def _key(self, cell: CellOf) -> str | None:
        """The first name of its record that no other record of the school has as well, as it is shown."""
        record = (
            None if cell.row is None else self.locator.record(cell.place.file, cell.place.sheet, cell.row)
        )
        if record is None:
            return "" if cell.school else cell.place.file
        if not record.names:
            return ""
        held = self._bearers(record.table)
        for shown in self._shown(self.census.tables[record.table], record.record):
            if len(held[record.school, shown]) == 1:
                return shown
        return None

    def _bearers(self, name: str) -> Mapping[tuple[str, str], set[tuple[str, ...]]]:
        """Who goes by which name as shown at which school: all their names in clear tell them apart."""
        if name not in self.bearers:
            table, found = self.census.tables[name], dict[tuple[str, str], set[tuple[str, ...]]]()
            for row in range(table.size):
                record: Located = located(table, row)
                for shown in self._shown(table, row):
                    found.setdefault((record.school, shown), set()).add(record.names)
            self.bearers[name] = found
        return self.bearers[name]

    def _shown(self, table: Table, row: int) -> list[str]:
        columns = self.codebook.tables[table.name].columns
        named = ((name, text_at(table, name, row)) for name in KEYS.get(table.name, ()))
        return [mask(text) if columns[name].personal else text for name, text in named if text]
