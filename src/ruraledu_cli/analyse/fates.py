"""The findings of two audits side by side: causes that are new, still open, or fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from ruraledu_cli.analyse.cells import CellOf, cells_of, has_changing_value
from ruraledu_cli.catalogue.findings import severity_of, wants_answer
from ruraledu_cli.census import Census
from ruraledu_cli.model.comparison import FindingChange
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.locate import Locator

_ROSTERS = ("H001", "H007")  # a finding about a school stands in every row of its staff


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
    """Findings that want an answer, cell by cell: each by rule, table, column, value and the record's key; a
    finding about a change of the value without it."""
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
        of = (cause.code, severity_of(finding), cause.table, cause.column, cause.value)
        changes.append(FindingChange(*of, fixed, still, added, finding.personal))
    return changes


def _atoms(
    findings: Iterable[Finding], locator: Locator, meant: dict[_Cause, Finding]
) -> dict[_Cause, Counter[Hashable]]:
    """The cells of each cause, by the key of their record: sheets without records by their table alone."""
    found: dict[_Cause, Counter[Hashable]] = {}
    for finding in findings:
        if not wants_answer(finding):
            continue
        told: set[tuple[_Cause, Hashable]] = set()
        changing = has_changing_value(finding.code)
        for cell in cells_of(finding, locator):
            place = cell.place
            value = None if changing else finding.value
            cause = _Cause(finding.code, place.table, place.column or place.header, value)
            meant.setdefault(cause, finding)
            record = _record(finding, cell)
            if not (
                changing and (cause, record) in told
            ):  # the many rows of one school's roster are one fact
                told.add((cause, record))
                found.setdefault(cause, Counter())[record] += 1
    return found


def _record(finding: Finding, cell: CellOf) -> Hashable:
    """Whose cell it is; of a whole roster, and of what stands in no row, the schools."""
    roster = finding.code in _ROSTERS and cell.place.table == "staff"
    return finding.schools if roster or cell.row is None or not cell.names else (cell.school, cell.names[0])


def _order(cause: _Cause, finding: Finding) -> tuple[str, ...]:
    return (cause.code, cause.table or "", cause.column or "", cause.value or "", severity_of(finding))
