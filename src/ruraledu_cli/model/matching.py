"""Lists of other departments set against the pupils of the year: every child's case, with where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ruraledu_cli.definitions.list_kind import ListKind, Titles

State = Literal[
    "not_aided",  # on a list, a pupil of the year's table, not aided
    "undecided",  # on a list, and what is not known decides; `reason` says what
    "dropout",  # on a list, a pupil who has left school and is not aided
    "unlisted",  # in the register of pupils, not in the year's table: nobody has asked what aid there is
    "to_visit",  # found nowhere, at an age at which a child must be at school
    "absent",  # found nowhere, at another age at which aid is given
    "elsewhere",  # found nowhere; the list names a school that is none of the county's
    "no_number",  # no identity number that can be read: nothing can be said
    "aided",
    "ended",  # no longer (or not yet) on the list in the period
    "not_of_age",  # found nowhere, and no child
]
# The state of a child that several lists name is the first of these.
STATES: tuple[State, ...] = (
    "not_aided",
    "undecided",
    "dropout",
    "unlisted",
    "to_visit",
    "absent",
    "elsewhere",
    "no_number",
    "aided",
    "ended",
    "not_of_age",
)
SETTLED: frozenset[State] = frozenset({"aided", "ended", "not_of_age"})


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A row as a person sees it in Excel."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Case:
    """One child of the lists; a row without a readable identity number is a case of its own.

    `kinds` are the lists it stands on, each with its state there. `reason` says why nothing is decided, or
    what is wrong with the number. `marks`: name_differs, not_recognised (the pupil is said not to be in
    hardship), category_missing (the pupil's row has none of the list's categories), two_schools.
    `suggested` are rows of pupils of the same name and birthday: never a match.
    """

    state: State
    kinds: tuple[tuple[str, State], ...]
    number: str = ""
    name: str = ""
    age: int | None = None
    reason: str = ""
    categories: tuple[str, ...] = ()
    township: str = ""
    schools: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    listed: tuple[Where, ...] = ()
    pupils: tuple[Where, ...] = ()
    suggested: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class Double:
    """Something counted twice. `what`: twice_in_list, several_lists, two_schools, aided_twice (one item in
    one semester). `sure` is False where what is not known decides."""

    what: str
    number: str
    name: str
    kinds: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    township: str = ""
    item: str = ""
    term: tuple[int, int] | None = None
    sure: bool = True
    places: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A pupil who is aided under a category and does not stand on the list of it. `reason`: not_listed, ended
    (stood there, not in the period); and undecided: no_number (of the pupil), aid_unknown, unread_list,
    list_unclear (a row of the list may be this child, or does not say its category or its period)."""

    category: str
    reason: str
    sure: bool
    number: str = ""
    name: str = ""
    township: str = ""
    schools: tuple[str, ...] = ()
    pupils: tuple[Where, ...] = ()
    listed: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRead:
    """A sheet of the lists. `kind` is "" where nobody knows which it is, or it was not read, for a `reason`;
    `passed` rows are no records; `numbered`: there is a column of identity numbers."""

    file: str
    sheet: str
    kind: str
    rows: int = 0
    passed: int = 0
    numbered: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many children of a list, township or school are in each state; and of schools what else is told."""

    key: str
    name: str
    states: Mapping[State, int]
    rows: int = 0
    claims: int = 0
    doubles: int = 0

    @property
    def children(self) -> int:
        return sum(self.states.values())

    @property
    def to_do(self) -> int:
        """Everything that somebody must look at."""
        asking = sum(count for state, count in self.states.items() if state not in SETTLED)
        return asking + self.claims + self.doubles


@dataclass(frozen=True, slots=True)
class Matching:
    """All that comes out. `towns` are the names of townships by code. `pupils` and `without_number` count
    persons of the year's table; `unchecked` are categories under which pupils are aided and of which no list
    was given, with how many."""

    year: int
    as_of: date
    plan: str
    first: date
    last: date
    term: tuple[int, int] | None
    kinds: Mapping[str, ListKind]
    categories: Mapping[str, Titles]
    items: Mapping[str, Titles]
    towns: Mapping[str, str]
    sheets: tuple[ListRead, ...]
    cases: tuple[Case, ...]
    doubles: tuple[Double, ...] = ()
    claims: tuple[Claim, ...] = ()
    lists: tuple[Tally, ...] = ()
    townships: tuple[Tally, ...] = ()
    schools: tuple[Tally, ...] = ()
    pupils: int = 0
    without_number: int = 0
    with_register: bool = False
    term_sent: bool = True
    unread: tuple[str, ...] = ()
    unchecked: Mapping[str, int] = field(default_factory=dict)

    def count(self, state: State) -> int:
        return sum(1 for case in self.cases if case.state == state)
