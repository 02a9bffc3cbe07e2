"""The registers that links lead to: schools by code or by a name one alone bears, researchers likewise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from ruraledu_cli.census import NONE, Ref, Table, Value
from ruraledu_cli.validate.columns import Raw

SCHOOL_NAMES = ("school_name", "former_name", "short_name")
CODE = re.compile(r"[0-9]{10}")


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school of a register outside this census (the year's, or last year's): its code and all its names."""

    code: str
    names: tuple[str, ...] = ()


def known_schools(table: Table) -> tuple[KnownSchool, ...]:
    """The schools of a census as a register for sheets that come without one."""
    columns = [table.column(name) for name in SCHOOL_NAMES]
    codes = table.column("school_code")
    return tuple(
        KnownSchool(code, tuple(name for column in columns for name in texts_of(column[row])))
        for row in range(table.size)
        if isinstance(code := codes[row], str)
    )


def normal(text: str) -> str:
    """A name without what typing adds: full width, spaces, case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(slots=True)
class Register:
    """What links can lead to. `rows` gives a record's row and code by code; `bearers` the records by name."""

    rows: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    bearers: dict[str, dict[object, tuple[int, str | None]]] = field(default_factory=dict)
    numbered: re.Pattern[str] | None = None  # what a well-formed code looks like; None: any text may be one
    written: dict[str, str] = field(default_factory=dict)  # names as they are written

    def enter(self, row: int, code: str | None, names: Iterable[str], whole: object = None) -> None:
        """One record: `whole` is what it is a part of (the school of a campus), by default its code."""
        if code is not None:
            self.rows.setdefault(normal(code), (row, code))
        for name in names:
            self.written.setdefault(normal(name), name)
            self.bearers.setdefault(normal(name), {}).setdefault(whole or code or row, (row, code))

    def call_also(self, names: Mapping[str, str]) -> None:
        """Further names of records by their codes, as somebody confirmed them: they beat all others."""
        for name, code in names.items():
            if normal(code) in self.rows:
                self.bearers[normal(name)] = {code: self.rows[normal(code)]}

    def find(self, text: str) -> tuple[Ref, bool]:
        """The record meant, and whether there is one: by code, else by a name that one alone bears."""
        plain = normal(text)
        if plain in self.rows:
            row, code = self.rows[plain]
            return Ref(text, row, code), True
        if self.numbered is not None and self.numbered.fullmatch(plain):
            return Ref(text, -1, plain), False
        bearers = self.bearers.get(plain, {})
        if len(bearers) != 1:
            return Ref(text), False
        row, code = next(iter(bearers.values()))
        return Ref(text, row, code), True

    def near(self, text: str) -> str | None:
        """The one name that a text looks like: short for it (一实小 for 第一实验小学), or nearly it."""
        plain = normal(text)
        if plain.isdecimal() or len(plain) < 2:
            return None
        names = [name for name in self.written if _within(plain, name)]
        names = names or sorted((name for name in self.written if name in plain), key=len)[-1:]
        names = names or _closest(plain, self.written)
        bearers = {bearer for name in names for bearer in self.bearers[name]}
        return self.written[names[0]] if len(bearers) == 1 else None


def _within(short: str, name: str) -> bool:
    """Whether a name holds all the characters of a shorter one, in their order."""
    rest = iter(name)
    return len(short) < len(name) and all(char in rest for char in short)


def _closest(plain: str, names: Iterable[str]) -> list[str]:
    """The name that is nearest, where it is near and nearer than any other."""
    near = get_close_matches(plain, list(names), n=2, cutoff=0.8)
    alike = {SequenceMatcher(None, name, plain).ratio() for name in near}
    return near[:1] if len(alike) == len(near) else []


def school_register(columns: Mapping[str, Raw], size: int) -> Register:
    """The schools of this census, their rows merged. Of several campuses the main one comes first."""
    register = Register(numbered=CODE)
    campus, codes = columns.get("campus"), columns["school_code"]
    names = [columns[name] for name in SCHOOL_NAMES if name in columns]
    branch = [campus is not None and campus.value(row) not in (None, NONE) for row in range(size)]
    for row in sorted(range(size), key=lambda row: branch[row]):
        own = [name for column in names for name in _texts(column, row)]
        part = "" if campus is None or not branch[row] else str(campus.value(row))
        register.enter(row, _text(codes, row), [*own, *(f"{n}{p}" for n in own for p in _written(part))])
    return register


def _written(campus: str) -> tuple[str, ...]:
    """How a campus is written behind its school's name; nothing where there is none."""
    return (campus, f"({campus})") if campus else ()


def foreign_register(schools: Sequence[KnownSchool]) -> Register:
    """Schools known from elsewhere: links get a code, and no row."""
    register = Register(numbered=CODE)
    for school in schools:
        register.enter(-1, school.code, school.names)
    return register


def researcher_register(columns: Mapping[str, Raw], persons: Sequence[int]) -> Register:
    """The researchers of this census; a person of several rows is its first row."""
    register = Register()
    first: dict[int, int] = {}
    for row, person in enumerate(persons):
        number, name = _text(columns["researcher_id"], row), _text(columns["researcher_name"], row)
        lead = first.setdefault(person, row)
        register.enter(lead, number, [name] if name else [], whole=("person", person))
    return register


def _texts(column: Raw, row: int) -> tuple[str, ...]:
    return texts_of(column.value(row))


def texts_of(value: Value | None) -> tuple[str, ...]:
    """A text, or the texts of a list; nothing for what is missing or none."""
    items = value if isinstance(value, tuple) else (value,)
    return tuple(item for item in items if isinstance(item, str))


def _text(column: Raw, row: int) -> str | None:
    value = column.value(row)
    return value if isinstance(value, str) else None
