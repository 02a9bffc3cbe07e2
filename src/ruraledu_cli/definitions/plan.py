"""A plan, read and checked: its places, scopes, indicators and dated targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.condition import Condition
from ruraledu_cli.definitions.formula import Formula
from ruraledu_cli.definitions.plan_file import (
    NeedMode,
    OrderDef,
    SentenceDef,
    Settings,
    TaskDef,
    Township,
    Words,
)
from ruraledu_cli.definitions.target import Target


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which units must have sent rows of a table; see CoverageDef, conditions read."""

    townships: bool = False
    township_column: str = "township"
    last_year: bool = False
    schools: Condition | None = None
    none_stated: Condition | None = None
    sent_by: Condition | None = None


@dataclass(frozen=True, slots=True)
class PlanReading:
    id: str
    title: Words
    formula: Formula


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with its formula read."""

    id: str
    title: Words
    task: str
    lead: tuple[str, ...]
    partners: tuple[str, ...]
    clause: str
    note: Words
    unit: str
    formula: Formula
    when_empty: str
    readings: tuple[PlanReading, ...]
    need: tuple[NeedMode, ...] = ()
    sentence: SentenceDef | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """How rows of a table fall into groups: by a column (of the row, or `link`'s record), and, where `groups`
    is given, by which of its values."""

    column: str
    link: str | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, read and checked. `files` are the files it came from, the extended one first."""

    id: str
    title: Words
    source: str
    conjecture: bool
    settings: Settings
    townships: Mapping[str, Township]
    lists: Mapping[str, tuple[str, ...]]
    orders: Mapping[str, OrderDef]
    codebook: Codebook
    counted: Mapping[str, Condition]
    scopes: Mapping[tuple[str, str], Condition]
    coverage: Mapping[str, Coverage]
    breakdowns: Mapping[str, Mapping[str, Breakdown]]
    tasks: Mapping[str, TaskDef]
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    beside: tuple[PlanReading, ...] = ()
    files: tuple[Path, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # further names of schools to their codes

    @property
    def areas(self) -> Mapping[str, str]:
        """Every spelling of a township to its code."""
        return spellings(self.townships)


def spellings(townships: Mapping[str, Township]) -> dict[str, str]:
    """Codes, names and aliases of townships to their codes."""
    found = {code: code for code in townships}
    for code, entry in townships.items():
        for text in (entry.zh, entry.en, *entry.aliases):
            if text:
                found.setdefault(text, code)
    return found
