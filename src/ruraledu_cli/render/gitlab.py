"""GitLab's code quality report: one entry for each finding in each file."""

from __future__ import annotations

import json

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import (
    message,
    said_lines,
    severity_of,
    wants_answer,
    where,
    worst_first,
)
from ruraledu_cli.model.audit import Audit, by_file
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.rules import RULES
from ruraledu_cli.render.fingerprint import fingerprints

_LEVELS = {"error": "major", "query": "minor", "note": "info"}


def render_audit(audit: Audit, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """Findings that stand in no file are put to the first, since GitLab wants a path."""
    first = audit.files[0].path if audit.files else "."
    told = [(p or first, f) for p, own in by_file(worst_first(audit.findings)).items() for f in own]
    marks = fingerprints((finding for _, finding in told), show_pii=show_pii)
    entries = [
        _entry(path, finding, mark, text, show_pii=show_pii)
        for (path, finding), mark in zip(told, marks, strict=True)
    ]
    content = json.dumps(entries, ensure_ascii=False, sort_keys=True, indent=2)
    return (content + "\n").encode("utf-8", "replace")


def _entry(path: str, finding: Finding, mark: str, text: Catalogue, *, show_pii: bool) -> dict[str, object]:
    rows = [row for place in finding.places for row in place.rows[:1]]
    place = where(finding, text)
    said = message(finding, text, show_pii=show_pii)
    described = text.text("format.labelled", label=place, value=said) if place else said
    return {
        "check_name": f"{finding.code} {RULES[finding.code].name}",
        "description": text.clauses([described, *said_lines(finding, text, show_pii=show_pii)]),
        "fingerprint": mark,
        "severity": _LEVELS[severity_of(finding) if wants_answer(finding) else "note"],
        "location": {"path": path, "lines": {"begin": rows[0] if rows else 1}},
    }
