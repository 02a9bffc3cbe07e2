"""Schools that stand inside a post (梁村镇中心小学校长), and one person's post in several sheets."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ruraledu_cli.census import NONE, Codes, Value
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Mask, Rows, Seen, shown
from ruraledu_cli.validate.columns import BLANK, Raw, identity
from ruraledu_cli.validate.context import find_name
from ruraledu_cli.validate.lists import split_posts
from ruraledu_cli.validate.persons import Persons
from ruraledu_cli.validate.places import places_of, taken
from ruraledu_cli.validate.register import Register, normal

POST = "post"
_POINT = "教学点"
_SCHOOLS = ("teaches_at", "school_code", "school_name", "establishment_at")
# What a roster of teachers says of everybody: it adds nothing to another post, and denies none.
_TEACHING = frozenset({"teacher", "head_teacher"})

Core = frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class _Split:
    """A post's cell: the school that stands in it, None where several do, and the posts without it."""

    school: str | None
    posts: str


@dataclass(frozen=True, slots=True)
class InPosts:
    """What there is to say of schools inside posts, and the cells that are plain with the schools known."""

    findings: tuple[Finding, ...] = ()
    plain: frozenset[str] = frozenset()
    whole: frozenset[tuple[str, str | None]] = (
        frozenset()
    )  # sheets whose every row has its school in the post

    def settles(self, finding: Finding) -> bool:
        """Whether something was asked about, or told, before the schools inside posts were known."""
        if finding.code == "S002" and finding.params.get("table") == "staff":
            return {(place.file, place.sheet) for place in finding.places} <= self.whole
        about = finding.code in ("V009", "V010") and finding.params.get("column") == POST
        return about and finding.value in self.plain


def schools_in_posts(table: Assembled, register: Register | None) -> InPosts:
    """The school of a row that has no other, from its post: S012; two schools in one cell are asked (V009),
    and none is taken. What the posts are is read anew without the school's name."""
    if register is None or table.name != "staff":
        return InPosts()
    names = {name: tuple(map(str, bearers)) for name, bearers in register.bearers.items()}
    schools: dict[int, str] = {}
    asked: dict[str, list[int]] = {}
    plain: set[str] = set()
    for seen in table.seen.get(POST, ()):
        for number, cell in enumerate(seen.cells):
            found = _split(cell, names) if isinstance(cell, str) else None
            if found is None:
                continue
            rows = seen.rows([number])
            plain |= {shown(cell)} if _read_again(table, seen, rows, found.posts) else set()
            for row in rows[_without_school(table, rows)].tolist():
                if found.school is None:
                    asked.setdefault(shown(cell), []).append(row)
                else:
                    schools[row] = found.school
    if schools:
        table.columns["school_name"] = table.column("school_name").put(schools)
    told = taken(table, "school_name", "post", schools, at=POST)
    sheets = [span for span in table.spans if all(row in schools for row in range(span.start, span.stop))]
    whole = frozenset((span.frame.sheet.file, span.frame.sheet.name) for span in sheets)
    return InPosts((*told, *_asked(table, asked)), frozenset(plain - asked.keys()), whole)


def _split(cell: str, names: Mapping[str, tuple[str, ...]]) -> _Split | None:
    """The school in a cell and the posts without it; None where no school's whole name stands there."""
    schools: dict[object, str] = {}
    posts: list[str] = []
    for part in split_posts(cell):
        found = find_name(part, names, bounded=True)
        rest = part if found is None else _behind(part, found[0])
        if found is not None:
            schools.setdefault(found[1], found[0])
        posts += [rest] if rest else []
    if not schools or not posts:
        return None
    return _Split(next(iter(schools.values())) if len(schools) == 1 else None, "、".join(posts))


def _behind(part: str, school: str) -> str:
    """What stands behind a school's name; a teaching point's head has a post of its own."""
    rest = normal(part).rpartition(normal(school))[2]
    return _POINT + rest if rest and normal(school).endswith(_POINT) else rest


def _without_school(table: Assembled, rows: Rows) -> Mask:
    found: Mask = np.ones(len(rows), dtype=np.bool_)
    for name in _SCHOOLS:
        found &= table.column(name).codes[rows] == BLANK
    return found


def _read_again(table: Assembled, seen: Seen, rows: Rows, posts: str) -> bool:
    """A short name of a school is no part of a post: 一实小校长 is 校长. Whether nothing is left to say."""
    parsed = table.parsers.get(seen.field)(posts)
    if parsed.value is not None:
        table.columns[POST] = table.column(POST).put(dict.fromkeys(rows.tolist(), parsed.value))
    return parsed.fault is None


def _asked(table: Assembled, cells: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    for cell, rows in cells.items():
        yield Finding("V009", places_of(table, (POST,), rows), value=cell, params={"column": POST})


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
