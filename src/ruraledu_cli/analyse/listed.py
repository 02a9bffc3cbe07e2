"""The rows of lists that other departments sent: the person, the category, whether the row is in force."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ruraledu_cli.census import NONE, Cell, Frame, Interval, Sheet, Value
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.list_kind import ListKind
from ruraledu_cli.definitions.list_kinds import codebook_of
from ruraledu_cli.language.days import before, until
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES
from ruraledu_cli.model.matching import ListRead, Where
from ruraledu_cli.recognise import recognise
from ruraledu_cli.recognise.lists import list_kind
from ruraledu_cli.validate.assemble import Assembled, assemble
from ruraledu_cli.validate.columns import BLANK
from ruraledu_cli.validate.context import settle_context
from ruraledu_cli.validate.identity import birth_date
from ruraledu_cli.validate.parsed import Parsed
from ruraledu_cli.validate.plain import whole
from ruraledu_cli.validate.register import normal

_OLD = re.compile(r"[0-9]{15}")
_BORN = re.compile(r"[0-9]{14,18}[Xx]?")
_NO_RECORDS = frozenset({"title", "header", "column_numbers", "blank"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list. `number` is "" where none can be read, and `fault` says why: missing, precision, old
    (15 digits: an old number, or one cut short), invalid. `born` is a day (an ordinal), from the number even
    where its last digits are wrong, else from the column. `categories` is None where the row's cannot be
    read. `in_force` is three-valued."""

    where: Where
    number: str = ""
    fault: str = ""
    name: str = ""
    born: int | None = None
    categories: frozenset[str] | None = frozenset()
    township: str = ""
    school: str = ""
    in_force: int = YES


@dataclass(frozen=True, slots=True)
class Listed:
    """Entries by kind, and what each sheet was read as."""

    entries: Mapping[str, tuple[Entry, ...]]
    sheets: tuple[ListRead, ...]


def read_lists(
    sheets: Sequence[Sheet],
    codebook: Codebook,
    areas: Mapping[str, str],
    period: tuple[int, int],
    stated: str = "",
) -> Listed:
    """The entries of every sheet. `period`: first and last day; `stated`: the kind of all the sheets."""
    kinds = codebook.list_kinds
    by_kind: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by_kind.setdefault(stated or list_kind(sheet, kinds), []).append(sheet)
    read = [ListRead(sheet.file, sheet.name, "") for sheet in by_kind.pop("", []) if _is_filled(sheet)]
    entries: dict[str, tuple[Entry, ...]] = {}
    for name, own in by_kind.items():
        entries[name], told = _entries(own, kinds[name], codebook, areas, period)
        read += told
    order = {(sheet.file, sheet.name): number for number, sheet in enumerate(sheets)}
    read.sort(key=lambda one: order[one.file, one.sheet])
    return Listed(entries, tuple(read))


def among(sheets: Iterable[Sheet], codebook: Codebook) -> list[Sheet]:
    """The lists among sheets of a year."""
    return [sheet for sheet in sheets if list_kind(sheet, codebook.list_kinds)]


def _entries(
    sheets: Sequence[Sheet],
    kind: ListKind,
    codebook: Codebook,
    areas: Mapping[str, str],
    period: tuple[int, int],
) -> tuple[tuple[Entry, ...], list[ListRead]]:
    own = codebook_of(kind, codebook)
    found = recognise(sheets, own)
    frames, _ = settle_context(found.frames, own, areas)
    table, _ = assemble(own.tables[kind.id], list(enumerate(frames)), own, areas)
    told = [_told(frame, kind.id) for frame in frames]
    understood = {(one.file, one.sheet) for one in told}
    rest = [sheet for sheet in sheets if (sheet.file, sheet.name) not in understood and _is_filled(sheet)]
    told += [ListRead(sheet.file, sheet.name, "") for sheet in rest]
    return tuple(_rows(table, kind, period)), told


def _is_filled(sheet: Sheet) -> bool:
    return any(map(any, sheet.rows))


def _told(frame: Frame, kind: str) -> ListRead:
    passed = sum(len(one.rows) for one in frame.passed if one.reason not in _NO_RECORDS)
    numbered = any(one.column == "id_number" for one in frame.fields)
    return ListRead(frame.sheet.file, frame.sheet.name, kind, len(frame.records), passed, numbered)


def _rows(table: Assembled, kind: ListKind, period: tuple[int, int]) -> Iterator[Entry]:
    """Column by column to lists of values, then row by row."""
    faults, cut = _faults(table)
    own = None if kind.category is None else frozenset({kind.category})
    columns = zip(
        _wheres(table),
        _values(table, "id_number"),
        faults,
        _values(table, "name"),
        _days(table, cut),
        _categories(table, own),
        _values(table, "township"),
        _values(table, "school"),
        _in_force(table, kind, period),
        strict=True,
    )
    for where, number, fault, name, born, categories, township, school, in_force in columns:
        yield Entry(
            where,
            _text(number),
            "" if number else fault,
            normal(_text(name)),
            born,
            categories,
            _text(township),
            normal(_text(school)),
            in_force,
        )


def _text(value: Value | None) -> str:
    return value if isinstance(value, str) else ""


def _wheres(table: Assembled) -> Iterator[Where]:
    for span in table.spans:
        sheet = span.frame.sheet
        yield from (Where(sheet.file, sheet.name, row + 1) for row in span.frame.records)


def _values(table: Assembled, name: str) -> list[Value | None]:
    column = table.column(name)
    return [None if code < 0 else column.values[code] for code in column.codes.tolist()]


def _faults(table: Assembled) -> tuple[list[str], list[int | None]]:
    """Why a row's number cannot be read, and the birthday that stands in it all the same."""
    faults = ["missing"] * table.size
    born: list[int | None] = [None] * table.size
    for one in table.seen.get("id_number", ()):
        reasons = [_reason(cell, parsed) for cell, parsed in zip(one.cells, one.parsed, strict=True)]
        days = [_day_in(cell, parsed) for cell, parsed in zip(one.cells, one.parsed, strict=True)]
        codes = one.codes.tolist()
        faults[one.span.start : one.span.stop] = [reasons[code] for code in codes]
        born[one.span.start : one.span.stop] = [days[code] for code in codes]
    return faults, born


def _reason(cell: Cell, parsed: Parsed) -> str:
    if parsed.blank:
        return "missing"
    if parsed.fault == "V005":
        return "precision"
    return "old" if _OLD.fullmatch(_digits(cell)) else "invalid"


def _day_in(cell: Cell, parsed: Parsed) -> int | None:
    """The birthday in a number, good or not; of 15 digits nobody knows how they are to be read."""
    text = parsed.value if isinstance(parsed.value, str) else _digits(cell)
    if len(text) < 16 or not _BORN.fullmatch(text):
        return None
    day = birth_date(text)
    return None if day is None else day.first


def _digits(cell: Cell) -> str:
    return normal(cell) if isinstance(cell, str) else whole(cell) or ""


def _days(table: Assembled, cut: Sequence[int | None]) -> Iterator[int | None]:
    """The birthday: of the number, else of the column where it says a day."""
    for day, stated in zip(cut, _values(table, "birth_date"), strict=True):
        known = isinstance(stated, Interval) and stated.first == stated.last
        yield day if day is not None else stated.first if known and isinstance(stated, Interval) else None


def _categories(table: Assembled, own: frozenset[str] | None) -> Iterator[frozenset[str] | None]:
    """What the row says, else the kind's; None where what it says cannot be read, or nobody says any."""
    column = table.column("category")
    for code in column.codes.tolist():
        if code >= 0:
            value = column.values[code]
            yield frozenset(map(str, value)) if isinstance(value, tuple) else own
        else:
            yield own if code == BLANK else None


def _in_force(table: Assembled, kind: ListKind, period: tuple[int, int]) -> Iterator[int]:
    """Whether a row is of the period: by its dates and its state, each of which may be unknown. A blank is
    no limit."""
    first, last = period
    began = _spread(table, "from", lambda value: _of_day(value, lambda day: until(day, last)))
    goes_on = _spread(table, "until", lambda value: _of_day(value, lambda day: YES - before(day, first)))
    ended, standing = (frozenset(map(normal, words)) for words in (kind.ended, kind.in_force))

    def state(value: Value) -> int:
        word = "否" if value is NONE else normal(_text(value))  # a bare 否 is a known none in a text column
        return NO if word in ended else YES if word in standing else UNKNOWN

    return map(min, began, goes_on, _spread(table, "state", state))


def _spread(table: Assembled, name: str, ask: Callable[[Value], int]) -> list[int]:
    """A question asked of each distinct value; blanks are a yes, cells that cannot be read unknown."""
    column = table.column(name)
    answers = [*map(ask, column.values), YES, UNKNOWN]  # blank is -2, missing -1
    return [answers[code] for code in column.codes.tolist()]


def _of_day(value: Value, ask: Callable[[Interval], int]) -> int:
    return YES if value is NONE else ask(value) if isinstance(value, Interval) else UNKNOWN
