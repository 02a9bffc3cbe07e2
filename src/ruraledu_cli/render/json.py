"""JSON for programs: exact figures as fractions in text, keys sorted, the same bytes on every machine."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING, Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import beside_title, reading_title, reading_unit
from ruraledu_cli.catalogue.findings import (
    count_open,
    explanation_words,
    header_of,
    hint,
    message,
    severity_of,
    shown_value,
    worst_first,
)
from ruraledu_cli.model.audit import Audit, AuditedFile
from ruraledu_cli.model.estimate import Estimate
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.model.measurement import Counted, Measurement, Ratio, Reading, Units
from ruraledu_cli.model.report import GroupVerdict, Judged, Report, Status, Verdict
from ruraledu_cli.model.rules import RULES

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan

SCHEMA_VERSION = 1
Record = dict[str, Any]


def to_bytes(document: Record) -> bytes:
    """A document as UTF-8, unescaped, keys sorted, one line break at its end."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return (text + "\n").encode("utf-8", "replace")  # half a surrogate pair in a cell is no reason to fail


def render_check(report: Report, text: Catalogue) -> bytes:
    """The document of `check --format json`."""
    return to_bytes(check_record(report, text))


def render_error(code: int, message: str) -> bytes:
    """The document where there is no result at all."""
    return to_bytes({"schema_version": SCHEMA_VERSION, "error": {"code": code, "message": message}})


def check_record(report: Report, text: Catalogue) -> Record:
    """A report as plain data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "year": report.year,
        "as_of": report.as_of.isoformat(),
        "plan": report.plan.id,
        "results": [result_record(verdict, report.plan, text) for verdict in report.verdicts],
        "summary": summary_record(report),
        "findings": count_open(report.findings),
        "inputs": [
            {"path": file.path, "sha256": file.sha256, "status": file.status}
            for file in sorted(report.inputs, key=lambda file: file.path)
        ],
        "beside": [
            {"id": reading.id, "title": beside_title(reading, report.plan, text)} | _measured_record(reading)
            for reading in report.beside
        ],
        "errors": [],
    }


def summary_record(report: Report) -> dict[str, int]:
    """How many indicators have each status, and how many of them fail the run."""
    counts = Counter(verdict.status for verdict in report.verdicts)
    return {str(status): counts[status] for status in Status} | {"failed": report.failed}


def result_record(verdict: Verdict, plan: Plan, text: Catalogue) -> Record:
    """One indicator's figures and verdict."""
    measurement = verdict.measurement
    record = indicator_record(measurement.indicator, plan, text) | _measured_record(measurement)
    return record | {
        "target": _target_record(verdict.target),
        "gap": _exact(verdict.gap),
        "status": str(verdict.status),
        "reason": verdict.reason,
        "pace": verdict.pace,
        "readings": [_reading_record(reading, measurement, plan, text) for reading in measurement.readings],
        "groups": [_group_record(group, plan, text) for group in verdict.groups],
    }


def indicator_record(name: str, plan: Plan, text: Catalogue) -> Record:
    """What an indicator is, whatever it came to."""
    indicator = plan.indicators[name]
    target = plan.targets.get(name)
    milestones = sorted(target.milestones.items()) if target else []
    return {
        "id": name,
        "title": text.title(indicator.title),
        "task": indicator.task,
        "lead": list(indicator.lead),
        "unit": indicator.unit,
        "milestones": [{"year": year, "value": _exact(stone.value)} for year, stone in milestones],
    }


def _measured_record(measured: Measurement | Reading) -> Record:
    """What was counted. All of it is null where nothing was."""
    scope = measured.scope
    common = {
        "scope": list(scope) if isinstance(scope, tuple) else scope,
        "units": _units_record(measured.units),
        "basis": measured.basis,
    }
    if measured.counted is None:
        common |= {"lacking": list(measured.problem.names)} if measured.problem else {}
        nothing = ("value", "exact", "numerator", "denominator", "missing", "bounds")
        return common | dict.fromkeys(nothing)
    return common | counted_record(measured.counted)


def counted_record(counted: Counted) -> Record:
    """What was counted, exact."""
    found = counted.estimate()
    record = {
        "value": _float(found),
        "exact": _exact(found.exact),
        "numerator": _number(found.numerator),
        "denominator": _number(found.denominator),
        "missing": found.missing,
        "bounds": {"low": _exact(found.low), "high": _exact(found.high)},
    }
    if found.squared:
        record |= {"exact_squared": _exact(found.value), "bounds_squared": record["bounds"]}
        record["bounds"] = {"low": None, "high": None}  # a root has no fraction to stand for it
    if isinstance(counted, Ratio):
        record |= {"of": _half_record(counted.of), "to": _half_record(counted.to)}
    return record


def _half_record(half: Counted) -> Record:
    found = half.estimate()
    return {
        "numerator": _number(found.numerator),
        "denominator": _number(found.denominator),
        "missing": found.missing,
        "exact": _exact(found.exact),
    }


def _reading_record(reading: Reading, first: Measurement, plan: Plan, text: Catalogue) -> Record:
    indicator = plan.indicators[first.indicator]
    own = {
        "id": reading.id,
        "title": reading_title(reading, indicator, text),
        "unit": reading_unit(reading, indicator),
        "reason": reading.problem.reason if reading.problem else None,
    }
    return indicator_record(first.indicator, plan, text) | _measured_record(reading) | own


def _group_record(group: GroupVerdict, plan: Plan, text: Catalogue) -> Record:
    own = {"by": group.by, "key": group.key, "name": group.name, "rank": group.rank}
    return own | result_record(group.verdict, plan, text)


def _target_record(target: Judged | None) -> Record | None:
    if target is None:
        return None
    return {
        "op": target.op,
        "value": _exact(target.value),
        "year": target.year,
        "due_date": target.due_date.isoformat(),
        "force": target.force,
        "inferred": list(target.inferred),
        "source": target.source,
    }


def _units_record(units: Units | None) -> Record | None:
    if units is None:
        return None
    return {"expected": units.expected, "present": units.present, "absent": sorted(units.absent)}


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _number(value: Fraction | None) -> int | str | None:
    """A whole number as one; a sum that is none stays exact, in text."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else str(value)


def _float(found: Estimate) -> float | None:
    if found.value is None:
        return None
    try:
        return sqrt(found.value) if found.squared else float(found.value)
    except OverflowError:
        return None  # no float is so large; the exact text says it


def finding_record(finding: Finding, text: Catalogue, *, show_pii: bool = False) -> Record:
    """A finding with all its places; personal data masked unless asked for."""
    return {
        "code": finding.code,
        "name": RULES[finding.code].name,
        "severity": severity_of(finding),
        "count": finding.count,
        "value": shown_value(finding, show_pii=show_pii),
        "message": message(finding, text, show_pii=show_pii),
        "hint": hint(finding, text, show_pii=show_pii),
        "places": [_place_record(place) for place in finding.places],
        "schools": sorted(finding.schools),
        "state": finding.state,
        "explanation": explanation_words(finding, show_pii=show_pii) or None,
        "refusal": finding.refusal or None,
    }


def _place_record(place: Place) -> Record:
    return {
        "file": place.file,
        "sheet": place.sheet,
        "table": place.table,
        "column": place.column,
        "header": place.header and header_of(place),
        "cells": place.cells,
        "count": place.count,
    }


def render_audit(audit: Audit, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """The document of `validate --format json`."""
    return to_bytes(audit_record(audit, text, show_pii=show_pii))


def audit_record(audit: Audit, text: Catalogue, *, show_pii: bool = False) -> Record:
    """An audit as plain data."""
    skipped = [
        {"code": code, "reason": text.word("reason", reason), "reason_code": reason}
        for code, reason in audit.rules_skipped
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "year": audit.year,
        "register": audit.register,
        "files": [_file_record(file) for file in audit.files],
        "findings": [finding_record(f, text, show_pii=show_pii) for f in worst_first(audit.findings)],
        "summary": {
            **count_open(audit.findings),
            "rules_run": len(audit.rules_run),
            "rules_skipped": skipped,
        },
        "errors": [],
    }


def _file_record(file: AuditedFile) -> Record:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "status": file.status,
        "reason": file.reason,
        "tables": dict(file.tables),
        "errors": file.errors,
        "queries": file.queries,
        "notes": file.notes,
    }
