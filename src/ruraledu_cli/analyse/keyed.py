"""The records of a table by keys that another census knows too: never by row numbers."""

from __future__ import annotations

from collections.abc import Hashable

from ruraledu_cli.census import NONE, Interval, Ref, Table, Value
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.validate.keys import KEYS, PERSON
from ruraledu_cli.validate.locate import located, school_key

Key = tuple[Hashable, ...]


def keyed(table: Table) -> dict[Key, int]:
    """Each record's row by its key: the table's, else its own name and school, else all it says. Records that
    are alike even so are numbered as they come."""
    found: dict[Key, int] = {}
    for row in range(table.size):
        plain = _key(table, row)
        key, number = plain, 2
        while key in found:
            key, number = (*plain, number), number + 1
        found[key] = row
    return found


def tells_persons(table: TableDef) -> bool:
    """Whether the first part of the table's keys is a person."""
    first = next((key.needed[0] for key in KEYS.get(table.name, ()) if key.needed), "")
    column = table.columns.get(first)
    return first == PERSON or (column is not None and column.personal)


def _key(table: Table, row: int) -> Key:
    for number, key in enumerate(KEYS.get(table.name, ())):
        needed = [_part(table, row, name) for name in key.needed]
        if needed and None not in needed:
            return (number, *needed, *(_part(table, row, name) for name in key.further))
    own = located(table, row)
    if own.key:
        return ("named", own.key, own.school)
    return ("all", *(comparable(column[row]) for column in table.columns.values()))


def _part(table: Table, row: int, name: str) -> Hashable | None:
    if name != PERSON:
        return comparable(table.column(name)[row])
    if table.persons is None:
        return None
    return table.person_keys[int(table.persons[row])] or None


def comparable(value: Value | None) -> Hashable | None:
    """A value as another census has it too: a link by code or name, not by row. None where there is none."""
    if value is None or value is NONE:
        return None
    if isinstance(value, Ref):
        return school_key(value)
    if isinstance(value, tuple):
        return tuple(comparable(item) for item in value)
    return (value.first, value.last) if isinstance(value, Interval) else value


def key_words(key: Key) -> tuple[str, ...]:
    """The parts of a key that a person reads, who it is first. Dates, which are intervals here, are left out;
    a record without any key has none, for all it says may be personal."""
    parts = () if key[0] == "all" else key[1:]
    texts = (
        "、".join(map(str, part)) if isinstance(part, tuple) and part and isinstance(part[0], str) else part
        for part in parts
    )
    return tuple(str(part) for part in texts if part is not None and not isinstance(part, tuple))[:4]
