"""Who is one person: the identity number; else a pupil's, researcher's or staff number; else the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ruraledu_cli.census import Codes, Ref, Value
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.columns import Raw


@dataclass(frozen=True, slots=True)
class Numbers:
    """The columns that tell persons apart; `within` is the column inside which `own` is unique."""

    identity: str = "id_number"
    own: str | None = None
    within: str | None = None


PEOPLE = {
    "staff": Numbers(own="staff_id", within="school"),
    "students": Numbers(own="student_id"),
    "researchers": Numbers(own="researcher_id"),
    "guards": Numbers(),
}


@dataclass(frozen=True, slots=True)
class Persons:
    """A number per row, and a key per person: "" for one that no number tells. `told` says which rows have a
    number of their person."""

    numbers: Codes
    keys: tuple[str, ...]
    told: tuple[bool, ...]


def persons_of(table: Assembled) -> Persons | None:
    """The persons of a table of people; None for other tables.

    A row without an identity number is the person whose identity number stands beside the same other number
    in another row, where there is but one such.
    """
    who = PEOPLE.get(table.name)
    if who is None:
        return None
    ids = _texts(table.column(who.identity))
    own = _own_numbers(table, who)
    known = _owners(ids, own)
    index: dict[str | int, int] = {}  # a person of no number is its row
    numbers = np.empty(table.size, dtype=np.int32)
    told = []
    for row, (number, other) in enumerate(zip(ids, own, strict=True)):
        key = number or (None if other is None else known.get(other, other))
        told.append(key is not None)
        numbers[row] = index.setdefault(key or row, len(index))
    keys = tuple(key if isinstance(key, str) else "" for key in index)
    return Persons(numbers, keys, tuple(told))


def _owners(ids: Sequence[str | None], own: Sequence[str | None]) -> dict[str, str]:
    """The identity number of those other numbers that stand beside one identity number only."""
    beside: dict[str, set[str]] = {}
    for number, other in zip(ids, own, strict=True):
        if number is not None and other is not None:
            beside.setdefault(other, set()).add(number)
    return {other: next(iter(numbers)) for other, numbers in beside.items() if len(numbers) == 1}


def _own_numbers(table: Assembled, who: Numbers) -> list[str | None]:
    numbers = _texts(table.column(who.own)) if who.own else list[str | None]([None] * table.size)
    if who.within is None:
        return numbers
    within = table.column(who.within)
    places = [_place(value) for value in within.values]
    return [
        None if number is None or code < 0 or places[code] is None else f"{number}@{places[code]}"
        for number, code in zip(numbers, within.codes.tolist(), strict=True)
    ]


def _place(value: Value) -> str | None:
    """A school as part of a person's key: its code, so that keys of several years can be set side by side."""
    if not isinstance(value, Ref):
        return None
    return value.code or (f"#{value.row}" if value.row >= 0 else value.text)


def _texts(column: Raw) -> list[str | None]:
    values = [value if isinstance(value, str) else None for value in column.values]
    return [None if code < 0 else values[code] for code in column.codes.tolist()]
