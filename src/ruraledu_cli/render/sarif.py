"""SARIF 2.1.0 for code scanning: one result a cause, its places as sheet!cells, fingerprints that last."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import (
    header_of,
    hint,
    message,
    said_lines,
    severity_of,
    shown_value,
    worst_first,
)
from ruraledu_cli.model.audit import Audit, AuditedFile
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.model.rules import RULES
from ruraledu_cli.render.fingerprint import fingerprints
from ruraledu_cli.render.json import to_bytes
from ruraledu_cli.render.rulebook import rule_words

Record = dict[str, Any]
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "ruraledu/v1"
_LEVELS = {"error": "error", "query": "warning", "note": "note"}
# An explanation that was refused suppresses nothing, and is told.
_STATUSES = {"explained": "accepted", "baseline": "accepted", "refused": "rejected"}


def render_audit(audit: Audit, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """One run. Rules are described whether they found something or not."""
    findings = worst_first(audit.findings)
    codes = sorted({*audit.rules_run, *(finding.code for finding in findings)})
    index = {code: number for number, code in enumerate(codes)}
    prints = fingerprints(findings, show_pii=show_pii)
    run = {
        "tool": {"driver": _driver(codes, text)},
        "language": "zh-CN" if text.language == "zh" else "en",
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(file) for file in audit.files],
        "invocations": [_invocation(audit, text)],
        "results": [
            _result(finding, mark, index[finding.code], text, show_pii=show_pii)
            for finding, mark in zip(findings, prints, strict=True)
        ],
    }
    return to_bytes({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver(codes: list[str], text: Catalogue) -> Record:
    return {
        "name": "ruraledu",
        "version": version("ruraledu"),
        "rules": [_rule(code, text) for code in codes],
    }


def _rule(code: str, text: Catalogue) -> Record:
    rule = RULES[code]
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": text.text(f"rules.{code}.title")},
        "fullDescription": {"text": text.text(f"rules.{code}.why")},
        "help": {"text": rule_words(code, "mend", text)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"severity": rule.severity},
    }


def _artifact(file: AuditedFile) -> Record:
    record: Record = {"location": {"uri": uri(file.path)}, "properties": {"status": file.status}}
    return record | ({"hashes": {"sha-256": file.sha256}} if file.sha256 else {})


def _invocation(audit: Audit, text: Catalogue) -> Record:
    """Rules that were not run, and files that were not read: a log without results is no proof of health."""
    skipped = [
        {
            "level": "note",
            "message": {"text": text.word("reason", reason)},
            "associatedRule": {"id": code},
        }
        for code, reason in audit.rules_skipped
    ]
    unread = [
        {
            "level": "error",
            "message": {"text": text.word("reason", file.reason or "unknown")},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(file.path)}}}],
        }
        for file in audit.files
        if file.status == "unreadable"
    ]
    return {
        "executionSuccessful": not unread and audit.records > 0,
        "toolConfigurationNotifications": skipped,
        "toolExecutionNotifications": unread,
    }


def _result(finding: Finding, mark: str, index: int, text: Catalogue, *, show_pii: bool) -> Record:
    said = f"{message(finding, text, show_pii=show_pii)}\n{hint(finding, text, show_pii=show_pii)}"
    record: Record = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[severity_of(finding)],
        "message": {"text": said},
        "locations": [_location(place) for place in finding.places],
        "partialFingerprints": {FINGERPRINT: mark},
        "properties": {
            "severity": severity_of(finding),
            "value": shown_value(finding, show_pii=show_pii),
            "count": finding.count,
            "schools": sorted(finding.schools),
            "state": finding.state,
        },
    }
    if finding.state in _STATUSES:
        suppression = {"kind": "external", "status": _STATUSES[finding.state]}
        why = "\n".join(said_lines(finding, text, show_pii=show_pii))
        record["suppressions"] = [suppression | ({"justification": why} if why else {})]
    return record


def _location(place: Place) -> Record:
    """A workbook has no lines; viewers that want one get the row, which in a CSV file is the line."""
    line = place.rows[0] if place.rows else 1
    record: Record = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(place.file)},
            "region": {"startLine": line},
        }
    }
    cells = ",".join(place.cells)
    if place.sheet or cells:
        name = f"{place.sheet or ''}!{cells}" if cells else place.sheet
        logical = {"name": cells or place.sheet, "fullyQualifiedName": name, "kind": "element"}
        record["logicalLocations"] = [logical]
    if header := header_of(place):
        record["message"] = {"text": header}
    return record


def uri(path: str) -> str:
    """A path as a URI reference: relative as it is, absolute ones with the scheme of files."""
    quoted = quote(path, safe="/", errors="replace")
    if path.startswith("/"):
        return f"file://{quoted}"
    return f"file:///{quoted.replace('%3A', ':', 1)}" if path[1:3] == ":/" else quoted
