"""What is wrong within one record: the checks run over a table's records, one finding per cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ruraledu_cli.census import MISSING, Column, Interval, Value, combinations, encode
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.check import Break, RecordCheck, When
from ruraledu_cli.validate.checks import IDENTITY, OTHERS
from ruraledu_cli.validate.checks.identity import BIRTH, BORN, SEX
from ruraledu_cli.validate.columns import Raw
from ruraledu_cli.validate.identity import birth_date, sex
from ruraledu_cli.validate.keys import Groups
from ruraledu_cli.validate.places import marked_rows, places_of, places_of_first, sorted_by

CHECKS: tuple[RecordCheck, ...] = (*IDENTITY, *OTHERS)


@dataclass(slots=True)
class Ran:
    """Which rules had what they read, and which of the others lacked no more than the year."""

    codes: set[str] = field(default_factory=set)
    undated: set[str] = field(default_factory=set)


def check_records(
    table: Assembled, groups: Groups, columns: dict[str, Column], when: When | None, ran: Ran
) -> tuple[dict[str, Column], list[Finding]]:
    """The checks of a table over its records. What a check clears is missing in the columns given back."""
    told = columns | _told_by_identity(table, columns)
    first = _Run(table, groups, when, ran)
    first.run(IDENTITY, told)
    columns = columns | _births(table, told)
    columns = {name: _cleared(column, first.cleared.get(name)) for name, column in columns.items()}
    second = _Run(table, groups, when, ran)
    second.run(OTHERS, columns)
    columns = {name: _cleared(column, second.cleared.get(name)) for name, column in columns.items()}
    return columns, first.findings + second.findings


@dataclass(slots=True)
class _Run:
    """One pass of checks over one table."""

    table: Assembled
    groups: Groups
    when: When | None
    ran: Ran
    findings: list[Finding] = field(default_factory=list)
    cleared: dict[str, list[int]] = field(default_factory=dict)

    def run(self, checks: Sequence[RecordCheck], columns: Mapping[str, Column]) -> None:
        for check in checks:
            if check.table != self.table.name or not check.can_run(columns):
                continue
            if check.dated and self.when is None:
                self.ran.undated.add(check.code)
                continue
            self.ran.codes.add(check.code)
            broken = check.broken(columns, self.when)
            faulty = self._faulty(check) if broken else set()
            self._tell(check, [one for one in broken if one.record not in faulty])

    def _faulty(self, check: RecordCheck) -> set[int]:
        """The records in which a cell that should be blank is not, but was taken out for another fault."""
        found: set[int] = set()
        for name in check.blank:
            taken = np.flatnonzero(self.table.column(name).codes == MISSING)
            found.update(self.groups.of[taken].tolist())
        return found

    def _tell(self, check: RecordCheck, broken: Sequence[Break]) -> None:
        causes: dict[object, list[Break]] = {}
        for one in broken:
            cause = tuple(sorted(one.params.items())) if check.together else one.record
            causes.setdefault((cause, one.columns), []).append(one)
            for name in check.clears:
                self.cleared.setdefault(name, []).append(one.record)
        self.findings.extend(self._finding(check, same) for same in causes.values())

    def _finding(self, check: RecordCheck, same: Sequence[Break]) -> Finding:
        columns = same[0].columns or check.columns
        rows = marked_rows(self.table, self.groups.of, columns, (one.record for one in same))
        definitions = self.table.definition.columns
        places = places_of_first if check.either else places_of
        return Finding(
            check.code,
            sorted_by(places(self.table, columns, rows), columns),
            params={**same[0].params, "columns": "、".join(columns)},
            severity=check.severity,
            personal=any(definitions[name].personal for name in columns if name in definitions),
        )


def _cleared(column: Column, records: list[int] | None) -> Column:
    if not records:
        return column
    codes = column.codes.copy()
    codes[records] = MISSING
    return Column(column.values, codes, column.present)


def _told_by_identity(table: Assembled, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The day of birth and the sex that the identity numbers say, as columns beside the table's own."""
    numbers = columns.get("id_number")
    if table.name not in BIRTH or numbers is None or not numbers.present:
        return {}
    raw = Raw(numbers.values, numbers.codes)
    told = {
        BORN: raw.mapped(lambda number: birth_date(number) if isinstance(number, str) else None),
        SEX: raw.mapped(lambda number: sex(number) if isinstance(number, str) else None),
    }
    return {name: Column(column.values, column.codes) for name, column in told.items()}


def _births(table: Assembled, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The date of birth from the identity number, where the sheet has none or gives the month alone."""
    name = BIRTH.get(table.name, "")
    written, born = columns.get(name), columns.get(BORN)
    if written is None or born is None:
        return {}
    first, inverse = combinations([written, born])
    values = list(map(_birth, written.at(first), born.at(first)))
    return {name: encode([values[n] for n in inverse.tolist()])}


def _birth(written: Value | None, born: Value | None) -> Value | None:
    if not isinstance(born, Interval):
        return written
    if isinstance(written, Interval) and not written.first <= born.first <= written.last:
        return written
    return born
