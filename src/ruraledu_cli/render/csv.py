"""CSV for Excel: a row per indicator and group, or per place of a finding. Text is never a formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from fractions import Fraction

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import decimals_for, force_word, reason_word, status_word
from ruraledu_cli.catalogue.findings import (
    explanation_words,
    header_of,
    hint,
    message,
    severity_of,
    shown_value,
    state_words,
    worst_first,
)
from ruraledu_cli.catalogue.words import rounded
from ruraledu_cli.model.audit import Audit
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.model.report import Report
from ruraledu_cli.render.rows import Row, rows, task_words

# No column of fractions: Excel would take 17/20 for a day in January. Numerator and denominator say it.
COLUMNS = (
    *("by", "key", "name", "id", "indicator", "task", "value", "unit", "numerator", "denominator"),
    *("low", "high", "op", "target", "target_year", "due", "gap", "status", "reason", "force"),
    *("missing", "absent", "basis", "lead", "partners", "clause", "source"),
)
Cell = str | int | Decimal | None


def render_check(report: Report, text: Catalogue) -> bytes:
    """UTF-8 with the mark by which Excel knows it; rows end as RFC 4180 says."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    names = (*COLUMNS, "rank") if report.ranked else COLUMNS
    writer.writerow(text.text(f"columns.{name}") for name in names)
    for row in rows(report):
        record = _record(row, report, text)
        writer.writerow(cell(record[name]) for name in names)
    return stream.getvalue().encode("utf-8-sig", "replace")


def cell(value: Cell) -> str:
    """A cell's text. What Excel would run as a formula gets an apostrophe; a number stays a number."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _record(row: Row, report: Report, text: Catalogue) -> dict[str, Cell]:
    indicator = report.plan.indicators[row.indicator]
    group, figure = row.group, row.figure
    line = row.verdict.target.value if row.verdict.target else None
    units = row.verdict.measurement.units
    return {
        "by": text.word("by", group.by) if group else None,
        "key": group.key if group else None,
        "name": group.name if group else None,
        "rank": group.rank if group else None,
        "id": row.indicator,
        "indicator": text.title(indicator.title),
        "task": task_words(indicator.task, text),
        "value": number(figure.value, line),
        "unit": text.text(f"unit.{indicator.unit}") if indicator.unit != "percent" else None,
        "low": number(figure.low, line),
        "high": number(figure.high, line),
        "missing": figure.missing,
        "absent": text.join(units.absent) if units else None,
        "basis": text.word("basis", row.verdict.measurement.basis),
        "lead": text.join(indicator.lead),
        "partners": text.join(indicator.partners),
        "clause": indicator.clause,
        **_counts(row),
        **_judged(row, report, text),
    }


def _counts(row: Row) -> dict[str, Cell]:
    counted = row.verdict.measurement.counted
    found = counted.estimate() if counted is not None else None
    return {
        "numerator": number(found.numerator) if found else None,
        "denominator": number(found.denominator) if found else None,
    }


def _judged(row: Row, report: Report, text: Catalogue) -> dict[str, Cell]:
    verdict, target = row.verdict, row.verdict.target
    record: dict[str, Cell] = {
        "status": status_word(verdict, text),
        "reason": reason_word(verdict, text, report.plan),
        "gap": number(verdict.gap, Fraction(0)),
    }
    if target is None:
        return record | dict.fromkeys(("op", "target", "target_year", "due", "force", "source"))
    return record | {
        "op": {">=": "≥", "<=": "≤"}[target.op],
        "target": number(target.value),
        "target_year": target.year,
        "due": target.due_date.isoformat(),
        "force": force_word(target.force, target.inferred, text),
        "source": target.source,
    }


def number(value: Fraction | None, line: Fraction | None = None) -> int | Decimal | None:
    """A plain decimal (0.85 for 85%): six places, or as many as it takes to stand on its side of the line."""
    if value is None:
        return None
    if value.denominator == 1:
        return value.numerator
    places = decimals_for(value, line, range(6, 13))
    return Decimal(format(rounded(value, 12 if places is None else places).normalize(), "f"))


AUDIT_COLUMNS = (
    *("severity", "code", "title", "file", "sheet", "table", "column", "cells", "count", "value"),
    *("message", "hint", "schools", "state", "explanation"),
)


def render_audit(audit: Audit, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """A row per place; a finding of several places has as many rows, one of none has one."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(text.text(f"audit_columns.{name}") for name in AUDIT_COLUMNS)
    for finding in worst_first(audit.findings):
        common = _finding_record(finding, text, show_pii=show_pii)
        for place in finding.places or (Place(""),):
            record = common | _place_record(place, text)
            writer.writerow(cell(record[name]) for name in AUDIT_COLUMNS)
    return stream.getvalue().encode("utf-8-sig", "replace")


def _finding_record(finding: Finding, text: Catalogue, *, show_pii: bool) -> dict[str, Cell]:
    return {
        "severity": text.text(f"severity.{severity_of(finding)}"),
        "code": finding.code,
        "title": text.text(f"rules.{finding.code}.title"),
        "value": shown_value(finding, show_pii=show_pii),
        "message": message(finding, text, show_pii=show_pii),
        "hint": hint(finding, text, show_pii=show_pii),
        "schools": text.join(sorted(finding.schools)),
        "state": state_words(finding, text),
        "explanation": explanation_words(finding, show_pii=show_pii) or None,
    }


def _place_record(place: Place, text: Catalogue) -> dict[str, Cell]:
    return {
        "file": place.file,
        "sheet": place.sheet,
        "table": text.word("tables", place.table) if place.table else None,
        "column": header_of(place),
        "cells": " ".join(place.cells),
        "count": place.count or None,
    }
