"""What is certain because birth dates are known: who retires, who grows out of a condition, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ruraledu_cli.model.measurement import Counted

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan


@dataclass(frozen=True, slots=True)
class Retiring:
    """Those who reach the age of retirement after the reference day of the year before, up to this year's.
    `kinds` counts them by men, women, women_workers; `possible`: whose birth date (or sex) leaves it open."""

    year: int
    day: date
    kinds: Mapping[str, int]
    possible: int

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Mover:
    """Somebody who counts no more (`retires`), or counts and no longer has it (`ages`), from a year on."""

    year: int
    what: str
    name: str
    school: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """An indicator in one year, nobody replaced. Of those counted so far: `retired` with it and without it,
    `aged` (had it, and has it no more), `settled` (undecided before, known to lack it now)."""

    year: int
    day: date
    counted: Counted
    retired_with: int = 0
    retired_without: int = 0
    aged: int = 0
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """One indicator: now, and in each coming year."""

    indicator: str
    now: Counted
    years: tuple[Coming, ...]
    movers: tuple[Mover, ...]


@dataclass(frozen=True, slots=True)
class Outlooks:
    """`staff` are those in office now; `past` of them have reached the age already and are left in; `unknown`
    have no birth date."""

    plan: Plan
    year: int
    day: date
    source: str
    staff: int
    past: int
    unknown: int
    retiring: tuple[Retiring, ...]
    outlooks: tuple[Outlook, ...]
