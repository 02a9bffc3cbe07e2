"""The cells of a finding, each by what stays the same when rows move: rule, school, key, field and value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from ruraledu_cli.catalogue.findings import mask
from ruraledu_cli.definitions.accepted import Cells
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.validate.cells import shown
from ruraledu_cli.validate.locate import Locator
from ruraledu_cli.validate.register import normal


@dataclass(frozen=True, slots=True)
class CellOf:
    """A cell of a finding: `at` is the number of its place. `names` are what its record may be called by, the
    key first; without a record, the file and the sheet. `record` tells records apart. `row` is None for a
    place without rows."""

    at: int
    place: Place
    row: int | None
    school: str
    names: tuple[str, ...]
    value: str
    record: object


def has_changing_value(rule: str) -> bool:
    """Whether a rule is about the change of a value itself: the finding is the same one next year, or in the
    next submission, whatever the value is then."""
    return rule.startswith("H")


def cells_of(finding: Finding, locator: Locator) -> list[CellOf]:
    """Every cell of every place; a place without rows is one."""
    found = []
    for at, place in enumerate(finding.places):
        found += [_cell(finding, locator, at, row) for row in place.rows or (None,)]
    return found or [CellOf(0, Place(""), None, _only_school(finding), (), finding.value or "", "")]


def _cell(finding: Finding, locator: Locator, at: int, row: int | None) -> CellOf:
    place = finding.places[at]
    record = None if row is None else locator.record(place.file, place.sheet, row, place.position)
    if record is None:
        names = tuple(text for text in (place.file, place.sheet) if text)
        return CellOf(at, place, row, _only_school(finding), names, finding.value or "", (place.file, row))
    value = shown(locator.cell(place, row or 0)) if place.position else finding.value or ""
    told = (record.table, record.key) if record.key else (record.table, record.record)
    return CellOf(at, place, row, record.school, record.names, value, told)


def _only_school(finding: Finding) -> str:
    return finding.schools[0] if len(finding.schools) == 1 else ""


def matches(entry: Cells, cell: CellOf, schools: Mapping[str, str], codebook: Codebook) -> bool:
    """Whether an entry is about a cell; what it leaves blank is any. `schools` are names to codes."""
    return (
        (not entry.school or _school(entry.school, schools) == normal(cell.school))
        and (not entry.key or _among(entry.key, cell.names))
        and (not entry.field or _among(entry.field, _field_names(cell.place, codebook)))
        and (not entry.value or _among(entry.value, (cell.value,)))
    )


def _school(text: str, schools: Mapping[str, str]) -> str:
    return normal(schools.get(normal(text), text))


def _among(text: str, texts: tuple[str, ...]) -> bool:
    """Also as outputs show it: numbers and names of persons are masked there."""
    wanted = normal(text)
    return any(wanted in (normal(one), normal(mask(one)) if one else "") for one in texts)


def _field_names(place: Place, codebook: Codebook) -> tuple[str, ...]:
    """The column's name, its official header, and the header as the sheet has it."""
    table = codebook.tables.get(place.table or "")
    definition = table.columns.get(place.column or "") if table else None
    official = definition.zh if definition else None
    return tuple(text for text in (place.column, place.header, official) if text)


def identity(rule: str, cell: CellOf) -> str:
    """What a cell is known by wherever it stands: a hash of rule, school, key, field and value; "" for a cell
    of which neither school nor key is known."""
    key = cell.names[0] if cell.names and cell.names[0] != cell.place.file else ""
    return _hash(rule, normal(cell.school), normal(key), *_content(cell)) if cell.school or key else ""


def content(cell: CellOf) -> str:
    """A hash of what stands in which column: an answer is about this value and no other."""
    return _hash(*_content(cell))


def tokens(rule: str, cells: Iterable[CellOf]) -> frozenset[str]:
    """What tells the cells of an answer again."""
    found = {token for cell in cells for token in (identity(rule, cell), content(cell))}
    return frozenset(found - {""})


def _content(cell: CellOf) -> tuple[str, str, str]:
    return cell.place.table or "", cell.place.column or "", normal(cell.value)


def _hash(*said: str) -> str:
    return sha256(json.dumps(said).encode()).hexdigest()[:12]
