"""What a run found: verdicts, findings and inputs, ready for a screen or a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.measurement import Measurement, Reading

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan


class Status(StrEnum):
    MET = "met"
    MISSED = "missed"
    NOT_DUE = "not_due"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not_applicable"
    NOT_COMPUTABLE = "not_computable"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Judged:
    """The milestone (or reference line) a measurement was set against. `op` is >= or <=."""

    op: str
    value: Fraction
    year: int
    due_date: date
    force: str
    inferred: tuple[str, ...] = ()
    source: str = ""
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """A measurement set against its target.

    `reason` is a code: table_missing, column_missing, empty_scope, incomplete, unread_input, missing_cells.
    `overdue` is true when the due date of a missed milestone has passed at the reference date.
    `gap` is value − target, exact, in the indicator's unit. `groups` carry a verdict each.
    """

    measurement: Measurement
    status: Status
    reason: str | None = None
    target: Judged | None = None
    gap: Fraction | None = None
    pace: str | None = None
    early: bool = False
    overdue: bool = False
    groups: tuple[GroupVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupVerdict:
    """The verdict of one group of a breakdown. `rank`: its place, where it has one."""

    by: str
    key: str
    name: str
    verdict: Verdict
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the year: `status` is ok, passed_over or unreadable; `reason` a code when it is not ok."""

    path: str
    sha256: str
    status: str = "ok"
    reason: str | None = None
    tables: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """One year's census against one plan."""

    plan: Plan
    year: int
    as_of: date
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    inputs: tuple[InputFile, ...]
    failed: int = 0
    by: str | None = None
    beside: tuple[Reading, ...] = ()
    ranked: bool = False  # groups carry places
