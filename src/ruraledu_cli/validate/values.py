"""One cell of one column: from what stands in it to a typed value, or to the rule it breaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from ruraledu_cli.census import NONE, Cell, ErrorCell, FormulaWithoutValue
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef
from ruraledu_cli.validate.codes import CodeReader
from ruraledu_cli.validate.dates import parse_date, parse_year
from ruraledu_cli.validate.lists import gather, split, split_named, split_posts
from ruraledu_cli.validate.numbers import NumberReader
from ruraledu_cli.validate.parsed import ASKED, BLANK, Parsed, failed, wrong_type
from ruraledu_cli.validate.plain import (
    AreaReader,
    parse_coded_school,
    parse_flag,
    parse_identifier,
    parse_identity_cell,
    parse_name,
    parse_researcher,
    parse_school,
    parse_school_code,
    parse_text,
    plain_identity,
    plain_name,
    plain_number,
    whole,
)
from ruraledu_cli.validate.semesters import parse_semester
from ruraledu_cli.validate.spelling import (
    fold,
    is_blank,
    is_odd,
    narrow,
    says_no,
    says_no_link,
    says_none,
    tidy,
    yes_or_no,
)

__all__ = ["ColumnParser", "Parsed", "parse_cell"]

Reading = Mapping[str, str | int]
_FREE = frozenset(("text", "name", "identifier", "id_number", "school_code"))  # 无 is none of these
_SPELT = frozenset(("name", "identifier", "id_number", "school_code", "school", "researcher"))
_READERS: Mapping[str, Callable[[Cell], Parsed]] = {
    "text": parse_text,
    "name": parse_name,
    "identifier": parse_identifier,
    "id_number": parse_identity_cell,
    "school_code": parse_school_code,
    "flag": parse_flag,
    "date": parse_date,
    "year": parse_year,
    "semester": parse_semester,
    "school": parse_school,
    "researcher": parse_researcher,
}
# What nearly every cell of a long column is, read without ceremony.
_PLAIN: Mapping[str, Callable[[Cell], Parsed | None]] = {
    "name": plain_name,
    "identifier": plain_number,
    "id_number": plain_identity,
}


class ColumnParser:
    """Reads the cells of one column. Built once per column, header part, reading and unit; remembers what it
    has read, so that a repeated cell costs one look-up."""

    def __init__(
        self,
        column: ColumnDef,
        codebook: Codebook,
        areas: Mapping[str, str],
        part: str = "name",
        reading: Reading | None = None,
        factor: Fraction | None = None,
    ) -> None:
        self._column = column
        self._said = {
            fold(str(text)): str(word) for text, word in {**column.words, **(reading or {})}.items()
        }
        self._yes, self._no = (None if reading is None else reading.get(word) for word in ("yes", "no"))
        self._reads = self._yes is not None or self._no is not None
        self._read = self._reader(codebook, areas, part, factor)
        self._blank = Parsed(NONE, blank=True) if column.blank == "none" else BLANK
        self._codes = frozenset(codebook.code_lists[column.codes].codes if column.codes else ())
        self._plain = _nothing_plain if column.list or self._said else _PLAIN.get(column.type, _nothing_plain)
        self._memory: dict[tuple[type, Cell], Parsed] = {}

    def _reader(
        self, codebook: Codebook, areas: Mapping[str, str], part: str, factor: Fraction | None
    ) -> Callable[[Cell], Parsed]:
        match self._column.type:
            case "code":
                codes = CodeReader(codebook.code_lists[self._column.codes or ""])
                return lambda cell: codes(_digits(cell)) if _is_word(cell) else wrong_type(expected="code")
            case "count" | "number":
                return NumberReader(self._column, factor)
            case "area":
                return AreaReader(areas)
            case "school" if part == "code":
                return parse_coded_school
            case kind:
                return _READERS[kind]

    def __call__(self, cell: Cell) -> Parsed:
        """The cell's value, fault and params."""
        key = (cell.__class__, cell)
        found = self._memory.get(key)
        if found is None:
            found = self._memory[key] = self._plain(cell) or self._parse(cell)
        return found

    def _parse(self, cell: Cell) -> Parsed:
        found = self._any(cell)
        return self._blank if found.blank else found

    def _any(self, cell: Cell) -> Parsed:
        if isinstance(cell, str):
            return self._text(cell)
        if cell is None:
            return BLANK
        if isinstance(cell, ErrorCell):
            return failed("F004", value=cell.text)
        if isinstance(cell, FormulaWithoutValue):
            return failed("F003")
        answer = (
            None if not self._reads else self._answer(cell if isinstance(cell, bool) else whole(cell) or "")
        )
        found = self._read(cell) if answer is None else answer
        return self._listed(found) if self._column.list else found

    def _text(self, cell: str) -> Parsed:
        tidied = tidy(cell)
        if not tidied:
            return BLANK
        found = self._list(tidied) if self._column.list else self._word(tidied)
        if found.fault is None and not found.blank:
            read = (
                found.value
                if isinstance(found.value, str) and self._column.type in _SPELT
                else narrow(tidied)
            )
            if is_odd(cell, tidied, wide=self._column.type != "text") or read.casefold() != tidied.casefold():
                return replace(found, fault="V008", params=(("read", read),))
        return found

    def _list(self, text: str) -> Parsed:
        if self._column.type != "code":
            named = self._column.type in ("school", "researcher")
            return gather(split_named(text) if named else split(text), self._word)
        whole = self._word(text)
        if whole.fault is None and whole.value in self._codes:
            return self._listed(whole)
        return gather(split_posts(text, self._is_code), self._word)

    def _is_code(self, text: str) -> bool:
        found = self._word(text)
        return found.fault is None and found.value in self._codes

    def _listed(self, found: Parsed) -> Parsed:
        return found if found.value is None or found.value is NONE else replace(found, value=(found.value,))

    def _word(self, text: str) -> Parsed:
        """A tidy text that is not empty."""
        word = fold(text)
        target = self._said.get(word)
        if target is not None and word not in ("yes", "no"):
            return self._meant(target)
        answer = self._answer(text)
        if answer is not None:
            return answer
        kind = self._column.type
        if kind == "code":
            return self._read(text)
        if is_blank(word):
            return BLANK
        if kind in _FREE:
            if says_none(word):
                return Parsed(NONE) if kind == "text" else BLANK
        elif kind != "flag" and (says_no_link if kind in ("school", "researcher", "area") else says_no)(word):
            return self._known_no()
        return self._read(text)

    def _answer(self, cell: str | bool) -> Parsed | None:
        """What yes or no means under this header (有无录播室: yes is 1); None where nothing is said of it."""
        if not self._reads:
            return None
        known = cell if isinstance(cell, bool) else yes_or_no(fold(cell))
        target = self._yes if known else self._no
        return None if known is None or target is None else self._meant(str(target))

    def _meant(self, word: str) -> Parsed:
        """What a word of the codebook stands for."""
        match word:
            case "-":
                return BLANK
            case "?":
                return ASKED
            case "no":
                return self._known_no()
            case _:
                return self._read(word)

    def _known_no(self) -> Parsed:
        match self._column.type:
            case "flag":
                return Parsed(False)
            case "count" | "number":
                return self._read(0)
            case _:
                return Parsed(NONE)


def _nothing_plain(_: Cell) -> None:
    return None


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str | bool) or (isinstance(cell, int | float) and math.isfinite(cell))


def _digits(cell: Cell) -> str:
    """A number of a code list as its digits; true and false as the words they are."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def parse_cell(
    cell: Cell,
    column: ColumnDef,
    codebook: Codebook,
    areas: Mapping[str, str],
    part: str = "name",
    reading: Reading | None = None,
    factor: Fraction | None = None,
) -> Parsed:
    """One cell alone; for many cells of a column build its ColumnParser once."""
    return ColumnParser(column, codebook, areas, part, reading, factor)(cell)
