"""Conditions as data: what a plan file may ask of a row, as a tree of small frozen nodes.

A mapping holds when all its entries do, a list when any does. What the nodes mean over a census is
`language.condition`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Literal

Literal_ = str | bool | int | Fraction


@dataclass(frozen=True, slots=True)
class Const:
    """The same answer for every row: yes, no or unknown."""

    answer: Literal["always", "never", "unknown"]


@dataclass(frozen=True, slots=True)
class All:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Condition


@dataclass(frozen=True, slots=True)
class FirstKnown:
    """The first item that is not unknown; "flag, else figures" is not *or*."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeastOf:
    """At least `count` of the items hold ("six of seven")."""

    count: int
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class If:
    test: Condition
    then: Condition
    otherwise: Condition


@dataclass(frozen=True, slots=True)
class InScope:
    """The row is in a named scope of its table."""

    table: str
    name: str


@dataclass(frozen=True, slots=True)
class Linked:
    """The linked record (for a list of links: any of them) satisfies a condition of its own table."""

    column: str
    table: str
    item: Condition


@dataclass(frozen=True, slots=True)
class Outside:
    """The link names a school outside the county: a well-formed code not in 学校, or a listed name."""

    column: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The table was sent at all this year."""

    table: str


@dataclass(frozen=True, slots=True)
class HasColumn:
    """Some sheet of the year has the column."""

    column: str


@dataclass(frozen=True, slots=True)
class Exists:
    """Some row of `table` that points at this record by its column `by` satisfies a condition."""

    table: str
    by: str
    where: Condition


@dataclass(frozen=True, slots=True)
class Earlier:
    """In an earlier census the same person (or school) satisfied a condition. `years` is how far back."""

    years: int | None
    where: Condition


@dataclass(frozen=True, slots=True)
class Operand:
    """What a column is compared with: a literal, the census year, the reference date, a setting, a column.

    `least` takes the smallest of several; `column` with `otherwise` is the row's own value, else the other;
    `times` multiplies.
    """

    literal: Literal_ | None = None
    variable: Literal["census_year", "reference_date"] | None = None
    column: str | None = None
    otherwise: Operand | None = None
    least: tuple[Operand, ...] = ()
    times: Fraction = Fraction(1)


def columns_of(operand: Operand | None) -> Iterator[str]:
    """The columns of the row itself that an operand may take its number from."""
    if operand is not None:
        if operand.column is not None:
            yield operand.column
        for part in (operand.otherwise, *operand.least):
            yield from columns_of(part)


Op = Literal[
    "in",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "before",
    "after",
    "within",
    "after_period",
    "known",
    "filled",
    "none",
    "age_at_least",
    "age_at_most",
    "years_at_least",
    "months_after_at_most",
]


@dataclass(frozen=True, slots=True)
class Test:
    """A column against an operand. `per` divides the column by another first (生均); `dates` are the columns
    whose first known value is the date a `months_after` is counted from."""

    column: str
    op: Op
    values: tuple[Literal_, ...] = ()
    operand: Operand | None = None
    period: Literal["school_year", "calendar_year"] | None = None
    dates: tuple[str, ...] = ()
    per: str | None = None


Condition = (
    Const
    | All
    | AnyOf
    | Not
    | FirstKnown
    | AtLeastOf
    | If
    | InScope
    | Linked
    | Outside
    | Sent
    | HasColumn
    | Exists
    | Earlier
    | Test
)


def children(node: object) -> Iterator[object]:
    """The dataclass nodes directly inside a node."""
    if is_dataclass(node):
        for entry in fields(node):
            value = getattr(node, entry.name)
            if isinstance(value, tuple):
                yield from (item for item in value if is_dataclass(item))
            elif is_dataclass(value):
                yield value
