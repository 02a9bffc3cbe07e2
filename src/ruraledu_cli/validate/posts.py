"""One person's post in several sheets: a roster that says nothing of it beside a register of heads."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

import numpy as np

from ruraledu_cli.census import NONE, Codes, Value
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.columns import BLANK, Raw, identity
from ruraledu_cli.validate.persons import Persons
from ruraledu_cli.validate.places import taken

POST = "post"
# What a roster of teachers says of everybody: it adds nothing to another post, and denies none.
_TEACHING = frozenset({"teacher", "head_teacher"})

Core = frozenset[Hashable]


def join_posts(table: Assembled, persons: Persons | None) -> list[Finding]:
    """One person at one school in several sheets: a row without a post, with a teacher's, or with some of
    the posts that another sheet gives, is the row of that sheet. S012 says how many. Posts that are not part
    of each other stay two, as the key says."""
    if table.name != "staff" or persons is None or len(table.spans) < 2:
        return []
    changed: dict[int, Value] = {}
    sheets = table.sheets
    for rows in _several_sheets(table, persons):
        changed |= dict(_completed(table, rows, sheets))
    if changed:
        table.columns[POST] = table.column(POST).put(changed)
    return taken(table, POST, "other_post", changed, at=POST)


def _completed(table: Assembled, rows: Sequence[int], sheets: Codes) -> Iterator[tuple[int, Value]]:
    """The rows of one person at one school whose posts another sheet's row holds all, with that row's."""
    posts = table.column(POST)
    cores = {row: core for row in rows if (core := _core(table, row)) is not None}
    said = {row: _length(posts, row) for row in cores}
    for row, own in cores.items():
        wider = [
            other
            for other, core in cores.items()
            if sheets[other] != sheets[row] and (core > own or (core == own and said[other] > said[row]))
        ]
        widest = {cores[one] for one in wider if not any(cores[one] < cores[other] for other in wider)}
        host = max((one for one in wider if cores[one] in widest), key=said.__getitem__, default=row)
        value = posts.value(host)
        if len(widest) == 1 and value is not None and value != posts.value(row):
            yield row, value


def _length(posts: Raw, row: int) -> tuple[int, int]:
    """How much a row says, the first row before the others: of equal posts one spelling stands."""
    value = posts.value(row)
    return len(value) if isinstance(value, tuple) else 0, -row


def _core(table: Assembled, row: int) -> Core | None:
    """A row's posts beside teaching; None where its cell has a fault."""
    column = table.column(POST)
    if column.codes[row] == BLANK:
        return frozenset()
    value = column.value(row)
    if value is None:
        return None
    return frozenset(value if isinstance(value, tuple) else () if value is NONE else (value,)) - _TEACHING


def _several_sheets(table: Assembled, persons: Persons) -> Iterator[list[int]]:
    """The rows of each person at each school, of those who stand in several sheets."""
    pairs = np.unique(np.stack([persons.numbers, table.sheets]), axis=1)
    many = np.flatnonzero(np.bincount(pairs[0]) > 1)
    schools = table.column("school")
    places = [identity(value) for value in schools.values]
    found: dict[tuple[int, Hashable], list[int]] = {}
    for row in np.flatnonzero(np.isin(persons.numbers, many)).tolist():
        if schools.codes[row] >= 0:
            found.setdefault((int(persons.numbers[row]), places[schools.codes[row]]), []).append(row)
    yield from (rows for rows in found.values() if len(rows) > 1)
