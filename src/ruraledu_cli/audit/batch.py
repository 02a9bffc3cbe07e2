"""The stage of the whole batch: all frames through the rules, against a register of schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ruraledu_cli.audit.codes import Selection, audited, skipped_rules
from ruraledu_cli.audit.gather import Wanted
from ruraledu_cli.audit.reading import Each, FileFrames, frames_of, in_turn, read_all
from ruraledu_cli.audit.register import Register, find_register
from ruraledu_cli.audit.years import year_of
from ruraledu_cli.catalogue.findings import count_open
from ruraledu_cli.census import Frame
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.model.audit import Audit, AuditedFile, FailOn, FileStatus
from ruraledu_cli.model.finding import SEVERITIES, Finding
from ruraledu_cli.validate import BlankMeans, Validated, validate


@dataclass(frozen=True)
class Definitions:
    """What sheets are held against. Without a plan the package's own codebook, and townships as free text."""

    plan: Plan | None = None
    blank_means: Sequence[BlankMeans] = ()

    @cached_property
    def codebook(self) -> Codebook:
        return self.plan.codebook if self.plan else load_codebook()

    @property
    def areas(self) -> Mapping[str, str]:
        return self.plan.areas if self.plan else {}

    @property
    def outside(self) -> frozenset[str]:
        return frozenset(self.plan.lists.get("outside_schools", ())) if self.plan else frozenset()

    def validate(self, frames: Sequence[Frame], year: int | None, register: Register) -> Validated:
        return validate(
            frames,
            self.codebook,
            year,
            self.areas,
            self.outside,
            self.blank_means,
            register.schools,
        )


def audit(
    files: Sequence[Wanted],
    definitions: Definitions,
    *,
    year: int | None = None,
    data: Path | None = None,
    selection: Selection | None = None,
    fail_on: FailOn = "error",
    each: Each = in_turn,
) -> Audit:
    """Every file by itself, `each` saying in which processes, then the rules over all of them together.

    Where the batch holds no schools, the register is that of the year's folder below `data`, else of the
    year before; the files themselves need not lie there.
    """
    selection = selection or Selection()
    read = read_all(files, definitions.codebook, each)
    frames = frames_of(read)
    records = sum(len(frame.records) for frame in frames)
    why: str | None = None
    if year is None:
        year, why = year_of([one.file.path for one in read], frames)
    register = find_register(frames, definitions.codebook, data, year, each)
    validated = definitions.validate(frames, year, register)
    of_files = [finding for one in read for finding in one.findings]
    findings = selection.of((*of_files, *validated.findings))
    skipped = skipped_rules(selection, dict(validated.skipped), why, records)
    return Audit(
        files=tuple(_audited(one, findings) for one in read),
        findings=findings,
        rules_run=tuple(code for code in audited() if code not in skipped),
        rules_skipped=tuple(sorted(skipped.items())),
        year=year,
        register=register.source,
        fail_on=fail_on,
    )


def _audited(one: FileFrames, findings: Iterable[Finding]) -> AuditedFile:
    """The file with the number of causes that touch it."""
    own = [f for f in findings if any(place.file == one.file.path for place in f.places)]
    counts = count_open(own)
    errors, queries, notes = (counts[severity] for severity in SEVERITIES)
    tables: Counter[str] = Counter()
    for frame in one.frames:
        tables[frame.table] += len(frame.records)
    file = one.file
    return AuditedFile(
        file.path,
        file.sha256,
        _status(file.status, errors + queries),
        file.reason,
        dict(tables),
        errors,
        queries,
        notes,
    )


def _status(read: str, wanting: int) -> FileStatus:
    if read == "unreadable":
        return "unreadable"
    if read == "passed_over":
        return "passed_over"
    return "findings" if wanting else "ok"
