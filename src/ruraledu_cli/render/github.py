"""Annotations of GitHub Actions: workflow commands on stdout, one for each finding in each file."""

from __future__ import annotations

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import (
    hint,
    message,
    said_lines,
    severity_of,
    wants_answer,
    where,
    worst_first,
)
from ruraledu_cli.model.audit import Audit, by_file
from ruraledu_cli.model.finding import Finding

_LEVELS = {"error": "error", "query": "warning", "note": "notice"}
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


def render_audit(audit: Audit, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """The cells stand in the message: an annotation knows lines only, and a workbook has none."""
    lines = [
        _command(finding, path, text, show_pii=show_pii)
        for path, own in by_file(worst_first(audit.findings)).items()
        for finding in own
    ]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _command(finding: Finding, path: str | None, text: Catalogue, *, show_pii: bool) -> str:
    properties = {"file": path} if path else {}
    properties["title"] = f"{finding.code} {text.text(f'rules.{finding.code}.title')}"
    told = ",".join(f"{name}={escape(value, _IN_PROPERTY)}" for name, value in properties.items())
    place = where(finding, text)
    said = f"{message(finding, text, show_pii=show_pii)}\n{hint(finding, text, show_pii=show_pii)}"
    said = "\n".join((*([place] if place else []), said, *said_lines(finding, text, show_pii=show_pii)))
    level = _LEVELS[severity_of(finding) if wants_answer(finding) else "note"]
    return f"::{level} {told}::{escape(said, _IN_MESSAGE)}"


def escape(value: str, signs: dict[str, str]) -> str:
    """As the runner unescapes it; other signs that some readers take for line ends become spaces."""
    value = "".join(signs.get(char, char) for char in value)
    return " ".join(value.splitlines())
