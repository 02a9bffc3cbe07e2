"""What an audit of submitted sheets found: each file, every finding, and which rules were run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ruraledu_cli.model.finding import Finding, Severity

FileStatus = Literal["ok", "findings", "unreadable", "passed_over"]
FailOn = Literal["error", "query", "never"]


@dataclass(frozen=True, slots=True)
class AuditedFile:
    """One file: its hash ("" where not even that could be had), the records it gave to each table, and how
    many findings of each severity still want an answer in it. `reason` is a code where it was not read.

    `findings` is a file with errors or queries; notes alone leave it `ok`.
    """

    path: str
    sha256: str
    status: FileStatus = "ok"
    reason: str | None = None
    tables: Mapping[str, int] = field(default_factory=dict)
    errors: int = 0
    queries: int = 0
    notes: int = 0


@dataclass(frozen=True, slots=True)
class Audit:
    """A batch of files against the rules.

    `rules_skipped` are (code, reason): a rule is either there or in `rules_run`, never in both. `register`
    says whose schools links were checked against: "batch", a year, or None. `fail_on` is the severity from
    which on the audit fails. `sent` are the codes of the units each file has rows of, by table, if asked for.
    """

    files: tuple[AuditedFile, ...]
    findings: tuple[Finding, ...]
    rules_run: tuple[str, ...]
    rules_skipped: tuple[tuple[str, str], ...]
    year: int | None = None
    register: str | None = None
    fail_on: FailOn = "error"
    sent: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """Records read from all files together: with none, nothing was audited."""
        return sum(sum(file.tables.values()) for file in self.files)


def fails(severity: Severity, fail_on: FailOn) -> bool:
    """Whether a finding of this severity makes an audit fail."""
    return {"error": severity == "error", "query": severity != "note", "never": False}[fail_on]


def by_file(findings: Iterable[Finding]) -> dict[str | None, list[Finding]]:
    """Findings by file in their order, each with its places in that file alone; None holds those of none."""
    found: dict[str | None, list[Finding]] = {}
    for finding in findings:
        paths = dict.fromkeys(place.file for place in finding.places)
        for path in paths:
            own = tuple(place for place in finding.places if place.file == path)
            found.setdefault(path, []).append(replace(finding, places=own) if len(paths) > 1 else finding)
        if not paths:
            found.setdefault(None, []).append(finding)
    return found
