"""The pupils of concern of a year, one by one: their numbers, their schools, whether they are aided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ruraledu_cli.analyse.lines import text_of
from ruraledu_cli.census import Census, Interval, Ref, Table, Value
from ruraledu_cli.definitions.condition import InScope
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES, Mask, constant
from ruraledu_cli.model.matching import Where
from ruraledu_cli.validate.identity import birth_date, parse_identity
from ruraledu_cli.validate.register import normal

TABLE = "students"
_NUMBERED = re.compile(r"[GJL]?([0-9]{17}[0-9X])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pupil:
    """One person of the table. `number` is the identity number, "" where there is none, else that within the
    pupil number. `rows` are those that count; `aid` is three-valued over them: of the period, and aided.
    `open` says whether a row is left where closed schools are taken out."""

    number: str
    rows: tuple[int, ...]
    names: tuple[str, ...] = ()
    born: int | None = None
    schools: tuple[str, ...] = ()
    township: str = ""
    aid: int = UNKNOWN
    open: bool = True
    dropout: bool = False
    not_poor: bool = False
    categories: frozenset[str] = frozenset()
    places: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class Pupils:
    """The persons of the table, those with a number by it, and what every row says of aid in the period."""

    table: Table
    persons: tuple[Pupil, ...]
    aid: tuple[int, ...]
    term_sent: bool = True

    def by_number(self) -> dict[str, Pupil]:
        return {one.number: one for one in self.persons if one.number}


def pupils_of(evaluator: Evaluator, term: tuple[int, int] | None) -> Pupils:
    """Every person of 重点关注学生. `term`: aid of this semester alone, else of the school year."""
    table = evaluator.table(TABLE)
    aid, sent = _aid(evaluator, table, term)
    counted = evaluator.counted(TABLE).tolist()
    reader = _Reader(evaluator.census, table, evaluator.table("schools"), aid.tolist(), counted)
    persons = tuple(reader.pupil(number, rows) for number, rows in _rows(table))
    return Pupils(table, persons, tuple(aid.tolist()), sent)


def _aid(evaluator: Evaluator, table: Table, term: tuple[int, int] | None) -> tuple[Mask, bool]:
    """Whether a row is aid of the period. Of a semester that no row names nobody has said anything."""
    aided = evaluator.mask(InScope(TABLE, "aided"), TABLE)
    if term is None:
        return np.minimum(aided, evaluator.mask(InScope(TABLE, "of_school_year"), TABLE)), True
    column = table.column("aid_term")
    if term not in column.values:
        return constant(UNKNOWN, table.size), False
    answers = [_of_term(value, term) for value in column.values]
    return np.minimum(aided, np.array([*answers, UNKNOWN], dtype=np.int8)[column.codes]), True


def _of_term(value: Value, term: tuple[int, int]) -> int:
    """A semester without a year may be this one, if it is the same half."""
    if not isinstance(value, tuple) or value[1] != term[1]:
        return NO
    return UNKNOWN if value[0] == 0 else YES if value == term else NO


def _rows(table: Table) -> Iterator[tuple[str, list[int]]]:
    """Numbers and rows of persons; two persons of one number are one."""
    persons = [] if table.persons is None else table.persons.tolist()
    by_number: dict[str, list[int]] = {}
    alone: dict[int, list[int]] = {}
    numbers = list(map(number_in, table.person_keys))
    for row, person in enumerate(persons):
        number = numbers[person]
        (by_number.setdefault(number, []) if number else alone.setdefault(person, [])).append(row)
    yield from by_number.items()
    yield from (("", rows) for rows in alone.values())


def number_in(key: str) -> str:
    """The identity number that a person's key is, or holds behind the letter of a pupil number."""
    found = _NUMBERED.fullmatch(key)
    if found is None:
        return ""
    value = parse_identity(found[1]).value
    return value if isinstance(value, str) else ""


class _Reader:
    """Puts persons together. Columns as plain lists: a county has a hundred thousand rows."""

    def __init__(
        self, census: Census, table: Table, schools: Table, aid: Sequence[int], counted: Sequence[int]
    ) -> None:
        self.census, self.table, self.schools, self.aid, self.counted = census, table, schools, aid, counted
        names = ("student_name", "birth_date", "school", "dropout", "returned", "is_poor", "aid_category")
        self.columns = {name: table.column(name) for name in names}
        self.codes: dict[str, set[str]] = {}
        for name, code in map(self._named, range(schools.size)):
            self.codes.setdefault(name, set()).add(code)

    def _values(self, name: str, rows: Sequence[int]) -> list[Value]:
        """What is known in these rows, each once."""
        column = self.columns[name]
        codes = dict.fromkeys(column.codes[row] for row in rows)
        return [column.values[code] for code in codes if code >= 0]

    def pupil(self, number: str, rows: list[int]) -> Pupil:
        kept = [row for row in rows if self.counted[row] != NO]
        read = kept or rows
        links = [value for value in self._values("school", read) if isinstance(value, Ref)]
        left = any(value is True for value in self._values("dropout", read))
        back = any(value is True for value in self._values("returned", read))
        categories = self._values("aid_category", read)
        poor = self._values("is_poor", read)
        return Pupil(
            number,
            tuple(kept),
            tuple(dict.fromkeys(normal(str(name)) for name in self._values("student_name", read))),
            self._born(number, read),
            tuple(dict.fromkeys(map(self._school, links))),
            next(filter(None, map(self._township, links)), ""),
            max((self.aid[row] for row in kept), default=UNKNOWN),
            bool(kept),
            left and not back,
            bool(poor) and all(value is False for value in poor),
            frozenset(str(one) for value in categories if isinstance(value, tuple) for one in value),
            tuple(place for row in read for place in places(self.census, self.table, row)),
        )

    def _born(self, number: str, rows: Sequence[int]) -> int | None:
        own = birth_date(number) if number else None
        stated = self._values("birth_date", rows)
        days = [own] if own else [day for day in stated if isinstance(day, Interval)]
        return days[0].first if len(days) == 1 and days[0].first == days[0].last else None

    def _school(self, link: Ref) -> str:
        """The school's name, with its code where another school has the same."""
        if link.row < 0:
            return link.text
        name, code = self._named(link.row)
        return f"{name}（{code}）" if len(self.codes[name]) > 1 else name

    def _named(self, row: int) -> tuple[str, str]:
        name, code = (text_of(self.schools.column(column)[row]) for column in ("school_name", "school_code"))
        return name, code

    def _township(self, link: Ref) -> str:
        return text_of(self.schools.column("township")[link.row]) if link.row >= 0 else ""


def places(census: Census, table: Table, row: int) -> Iterator[Where]:
    """Where a record stands; several rows where equal ones became one."""
    for origin in table.origins[row]:
        sheet = census.frames[origin.frame].sheet
        yield Where(sheet.file, sheet.name, origin.row)
