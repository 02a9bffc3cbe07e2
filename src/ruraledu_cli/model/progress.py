"""Who has sent what by when: units with the tables they owe, and the versions of each submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["school", "township"]
# closed: nothing is owed; beyond: it sent, and nobody expected it.
State = Literal["complete", "partial", "missing", "closed", "beyond"]


@dataclass(frozen=True, slots=True)
class Version:
    """A file as it was when it was recorded. `sent` are the codes of the units with rows, by table."""

    day: date
    sha256: str
    year: int | None
    errors: int
    queries: int
    notes: int
    sent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """One file and all its versions, the oldest first. `late`: days of the first after the due date."""

    path: str
    versions: tuple[Version, ...]
    late: int | None = None

    @property
    def last(self) -> Version:
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Unit:
    """A school or a township. `key` is its code, else its name."""

    kind: Kind
    key: str
    name: str
    township: str = ""


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """A unit's tables: what it owes, what was sent; the findings that wait for it; how late it is or was, in
    days (None where no due date or no day is known). `files` are those with its rows, by table."""

    unit: Unit
    state: State
    owed: tuple[str, ...]
    sent: tuple[str, ...]
    errors: int = 0
    queries: int = 0
    late: int | None = None
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def in_several(self) -> tuple[str, ...]:
        """The tables of which it has rows in more than one file."""
        return tuple(table for table, files in self.files.items() if len(files) > 1)

    @property
    def lacking(self) -> tuple[str, ...]:
        return tuple(table for table in self.owed if table not in self.sent)


@dataclass(frozen=True, slots=True)
class Progress:
    """A year's submissions, in `folder`. `expected`: where the units come from, file, year or last_year.
    `unread` are files that could not be read: what is in them may have been sent."""

    year: int
    folder: str
    expected: str
    units: tuple[UnitProgress, ...]
    submissions: tuple[Submission, ...] = ()
    due: date | None = None
    as_of: date | None = None
    errors: int = 0
    queries: int = 0
    unread: tuple[str, ...] = ()

    def count(self, state: State) -> int:
        return sum(one.state == state for one in self.units)
