"""Schools that stand inside a post: 梁村镇中心小学党支部书记、校长 says where as well as what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Mask, Rows, Seen, shown
from ruraledu_cli.validate.columns import BLANK
from ruraledu_cli.validate.context import find_name
from ruraledu_cli.validate.lists import split_posts
from ruraledu_cli.validate.places import places_of, taken
from ruraledu_cli.validate.posts import POST
from ruraledu_cli.validate.register import Register, normal

_POINT = "教学点"
_SCHOOLS = ("teaches_at", "school_code", "school_name", "establishment_at")


@dataclass(frozen=True, slots=True)
class _Split:
    """A post's cell: the school that stands in it, None where several do, and the posts without it."""

    school: str | None
    posts: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A school that only its own words tell."""

    name: str


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


class _Reader:
    """Takes the cells of posts apart. `marks` end the name of a school that the register does not have."""

    def __init__(self, table: Assembled, register: Register, marks: Sequence[str]) -> None:
        self._table, self._marks = table, marks
        self._names = {name: tuple(map(str, bearers)) for name, bearers in register.bearers.items()}

    def split(self, seen: Seen, cell: str) -> _Split | None:
        """The school in a cell and the posts without it; None where none stands there."""
        schools: dict[object, str] = {}
        posts: list[str] = []
        for part in split_posts(cell):
            found = find_name(part, self._names, bounded=True) or self._unknown(seen, part)
            rest = part if found is None else _behind(part, found[0])
            if found is not None:
                schools.setdefault(found[1], found[0])
            posts += [rest] if rest else []
        if not schools or not posts:
            return None
        school = next(iter(schools.values())) if len(schools) == 1 else None
        return _Split(school, "、".join(posts), any(isinstance(who, _Unknown) for who in schools))

    def _unknown(self, seen: Seen, part: str) -> tuple[str, object] | None:
        """What stands before a post that is known behind 小学 or 中学: the name of a school, as written."""
        ends = [at + len(mark) for mark in self._marks if (at := part.rfind(mark)) > 0]
        parsed = self._table.parsers.get(seen.field)(part)
        if not ends or parsed.fault != "V010" or parsed.value is None or max(ends) == len(part):
            return None
        school = part[: max(ends)]
        return school, _Unknown(normal(school))


def schools_in_posts(table: Assembled, register: Register | None, marks: Sequence[str]) -> InPosts:
    """The school of a row that has no other, from its post: S012 (and K002 where nobody knows it); two
    schools in one cell are asked (V009), and none is taken. What the posts are is read anew without it."""
    if register is None or table.name != "staff":
        return InPosts()
    reader = _Reader(table, register, marks)
    schools: dict[int, str] = {}
    asked: dict[str, list[int]] = {}
    plain: set[str] = set()
    for seen, number, cell in _texts(table):
        found = reader.split(seen, cell)
        if found is None:
            continue
        rows = seen.rows([number])
        if not found.unknown and _read_again(table, seen, rows, found.posts):
            plain.add(shown(cell))
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


def _texts(table: Assembled) -> Iterator[tuple[Seen, int, str]]:
    for seen in table.seen.get(POST, ()):
        yield from ((seen, n, cell) for n, cell in enumerate(seen.cells) if isinstance(cell, str))


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
