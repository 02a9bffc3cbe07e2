"""Which record of one census is which of another: by keys that both know, never by row numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from ruraledu_cli.census import NONE, Interval, Ref, Table, Value
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.validate.keys import KEYS, PERSON
from ruraledu_cli.validate.keys import Key as Columns
from ruraledu_cli.validate.locate import located, school_key

# The columns a key is made of (none where a record has no key of its own), and what they say.
Key = tuple[tuple[str, ...], tuple[Hashable, ...]]
_Rows = dict[Key, list[int]]
_MOVES = frozenset({"school", "post", "linked_schools"})  # what a person may change and remain the same
_TIMES = frozenset({"semester", "year"})


@dataclass(slots=True)
class Matching:
    """Rows of one record on both sides; rows of one side alone; and keys of several rows between years, of
    which no row can be said to be another's: how many there were, and how many there are."""

    pairs: list[tuple[Key, int, int]] = field(default_factory=list)
    gone: list[tuple[Key, int]] = field(default_factory=list)
    added: list[tuple[Key, int]] = field(default_factory=list)
    counted: list[tuple[Key, int, int]] = field(default_factory=list)


def match(was: Table, now: Table, table: TableDef, years: tuple[int, int] | None = None) -> Matching:
    """The records of a table on both sides. `years` are those of the two sides where they are of different
    years: then keys are without the year, the date, and of a semester only its half."""
    keys = _alternatives(table)
    old, new = (
        _grouped(side, table, keys, year) for side, year in zip((was, now), years or (0, 0), strict=True)
    )
    found = Matching()
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key, []), new.get(key, [])
        if years and (max(len(before), len(after)) > 1 or _is_event(key, table)):
            found.counted.append((key, len(before), len(after)))
        else:
            found.pairs += [(key, *rows) for rows in zip(before, after, strict=False)]
            found.gone += [(key, row) for row in before[len(after) :]]
            found.added += [(key, row) for row in after[len(before) :]]
    for columns in _second(keys):
        _match_rest(
            found,
            _told(was, table, columns, years and years[0]),
            _told(now, table, columns, years and years[1]),
        )
    return found


def times_of(table: TableDef) -> frozenset[str]:
    """The columns that say the time of a record's key: between years these differ in every record."""
    names = {name for key in _alternatives(table) for name in (*key.needed, *key.further)}
    return frozenset(name for name in names if _type(table, name) in _TIMES)


def tells_persons(table: TableDef) -> bool:
    """Whether the first part of the table's keys is a person."""
    first = next((key.needed[0] for key in _alternatives(table) if key.needed), "")
    column = table.columns.get(first)
    return first == PERSON or (column is not None and column.personal)


def comparable(value: Value | None) -> Hashable | None:
    """A value as another census has it too: a link by code or name, not by row. None where there is none."""
    if value is None or value is NONE:
        return None
    if isinstance(value, Ref):
        return school_key(value)
    if isinstance(value, tuple):
        return tuple(comparable(item) for item in value)
    return (value.first, value.last) if isinstance(value, Interval) else value


def _alternatives(table: TableDef) -> tuple[Columns, ...]:
    return KEYS.get(table.name) or (Columns(table.key),)


def _type(table: TableDef, name: str) -> str:
    column = table.columns.get(name)
    return column.type if column else ""


def _is_event(key: Key, table: TableDef) -> bool:
    """Whether a record is what happened on a day: in another year it is another one, and only counted."""
    alternatives = (one for one in _alternatives(table) if (*one.needed, *one.further) == key[0])
    return any(_type(table, name) == "date" for one in alternatives for name in one.needed)


def _grouped(side: Table, table: TableDef, keys: Sequence[Columns], year: int) -> _Rows:
    """Rows by the first key they can form, else by their own name and school, else by all they say."""
    tellers = [_told(side, table, columns, year) for columns in keys]
    found: _Rows = {}
    for row in range(side.size):
        known = (key for teller in tellers if (key := teller(row)) is not None)
        found.setdefault(next(known, None) or _own(side, row), []).append(row)
    return found


def _own(side: Table, row: int) -> Key:
    own = located(side, row)
    if own.key:
        return ("", "school"), (own.key, own.school)
    return (), tuple(comparable(column[row]) for column in side.columns.values())


def _told(side: Table, table: TableDef, columns: Columns, year: int | None) -> Callable[[int], Key | None]:
    """What gives a row its key, None for rows that can form none."""
    names = (*columns.needed, *columns.further)

    def key(row: int) -> Key | None:
        parts = tuple(_part(side, table, row, name, year) for name in names)
        return None if not columns.needed or None in parts[: len(columns.needed)] else (names, parts)

    return key


def _part(side: Table, table: TableDef, row: int, name: str, year: int | None) -> Hashable | None:
    if name == PERSON:
        known = side.persons is not None
        return side.person_keys[int(side.persons[row])] or None if known else None  # type: ignore[index]  # known
    value = comparable(side.column(name)[row])
    return _timeless(value, _type(table, name), year) if year and value is not None else value


def _timeless(value: Hashable, kind: str, year: int) -> Hashable:
    """A time as seen from its year: of a semester the half, a year as years from it, of a date that it is."""
    match kind:
        case "semester" if isinstance(value, tuple):
            return value[-1:]
        case "year" if isinstance(value, int):
            return value - year
        case "date":
            return ()
        case _:
            return value


def _second(keys: Sequence[Columns]) -> Iterator[Columns]:
    """By what else a record may be known: a person who moved, a school that has got its code."""
    for columns in keys[:1]:
        if PERSON in columns.needed:
            yield Columns(columns.needed, tuple(n for n in columns.further if n not in _MOVES))
    yield from keys[1:]


def _match_rest(found: Matching, old: Callable[[int], Key | None], new: Callable[[int], Key | None]) -> None:
    """Of the rows that only one side has those that are alone with their second key on either side."""
    rest: dict[Key, tuple[list[int], list[int]]] = {}
    for side, (rows, told) in enumerate(((found.gone, old), (found.added, new))):
        for number, (_, row) in enumerate(rows):
            key = told(row)
            if key is not None:
                rest.setdefault(key, ([], []))[side].append(number)
    both = [(a[0], b[0]) for a, b in rest.values() if len(a) == len(b) == 1]
    found.pairs += [(found.added[b][0], found.gone[a][1], found.added[b][1]) for a, b in both]
    gone, added = ({pair[side] for pair in both} for side in (0, 1))
    found.gone = [one for number, one in enumerate(found.gone) if number not in gone]
    found.added = [one for number, one in enumerate(found.added) if number not in added]
