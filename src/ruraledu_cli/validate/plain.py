"""Cells of flags, names, numbers of persons and papers, school codes, townships and links."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime

from ruraledu_cli.census import Cell
from ruraledu_cli.validate.identity import parse_identity
from ruraledu_cli.validate.parsed import ASKED, BLANK, Parsed, failed, told, wrong_type
from ruraledu_cli.validate.spelling import (
    SAY_NOTHING,
    fold,
    is_on_the_way,
    joined,
    narrow,
    ticked,
    yes_or_no,
)

EXACT_DIGITS = 15  # a spreadsheet's number keeps no more
_POWER = re.compile(r"\d(\.\d+)?e\+?\d{2}")
_REMARK = re.compile(r"([^()]+)\(([^()]*)\)")
_NAME = re.compile("[\u4e00-\u9fff]{2,20}[0-9]{0,6}")
_NUMBER = re.compile("[A-Za-z]{0,4}[0-9]{3,}[Xx]?")
_POINT_ZERO = re.compile(r"(\d+)\.0+")
# 学校(机构)标识码: category of the institution, province, six digits in sequence.
CATEGORIES = frozenset(
    ["11", "21", "22", "31", "32", "33", "34", "35", "36", "37", "41", "42", "51", "91", "92", "93"]
)
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)


def whole(cell: Cell) -> str | None:
    """The digits of a number cell that is whole; None for every other cell."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell.is_integer() else None
    return str(cell)


def _digits_of(text: str) -> str:
    """A number as typed, without spaces and the apostrophe that marks it as text."""
    return "".join(narrow(text).split()).lstrip("'‘’`")


def parse_flag(cell: Cell) -> Parsed:
    """Yes or no in any of their spellings. 在建 and 基本达标 are not yes, and it is told."""
    if isinstance(cell, bool):
        return Parsed(cell)
    text = whole(cell) if not isinstance(cell, str) else cell
    if text is None:
        return wrong_type(expected="flag")
    word = fold(_POINT_ZERO.sub(r"\1", text))
    known = yes_or_no(word)
    if known is not None:
        return Parsed(known)
    boxes = ticked(text)
    if boxes is not None:
        return parse_flag(boxes[0]) if len(boxes) == 1 else ASKED if boxes else BLANK
    if is_on_the_way(word):
        return told(False, "否")
    return _flag_with_remark(word)


def _flag_with_remark(word: str) -> Parsed:
    """是(2023年建成) is yes, 是(在建) not yet; both are told."""
    found = _REMARK.fullmatch(word)
    known = None if found is None else yes_or_no(found[1])
    if found is None or known is None:
        return wrong_type(expected="flag")
    value = known and not is_on_the_way(found[2]) and yes_or_no(found[2]) is not False
    return told(value, "是" if value else "否")


def parse_text(cell: Cell) -> Parsed:
    """Free text, as written."""
    if isinstance(cell, str):
        return Parsed(cell)
    if isinstance(cell, datetime):
        return Parsed(cell.isoformat(" "))
    if isinstance(cell, date):
        return Parsed(cell.isoformat())
    return Parsed(whole(cell) or str(cell))


def parse_name(cell: Cell) -> Parsed:
    """A name: spaces that only fill it up are taken out."""
    if isinstance(cell, str):
        return Parsed(joined(narrow(cell)))
    text = whole(cell)
    return wrong_type(expected="name") if text is None else Parsed(text)


def plain_name(cell: Cell) -> Parsed | None:
    """A name in Chinese characters with nothing to tidy; None for whatever must be looked at more closely."""
    plain = isinstance(cell, str) and cell not in SAY_NOTHING and _NAME.fullmatch(cell)
    return Parsed(cell) if plain else None


def plain_number(cell: Cell) -> Parsed | None:
    """The number of a person or a paper with nothing to tidy: some letters, then digits."""
    return Parsed(cell) if isinstance(cell, str) and _NUMBER.fullmatch(cell) else None


def plain_identity(cell: Cell) -> Parsed | None:
    """An identity number with nothing to tidy."""
    plain = isinstance(cell, str) and len(cell) == 18 and cell.isascii() and cell[:17].isdecimal()
    return parse_identity(cell) if plain else None  # type: ignore[arg-type]  # a text, just seen


def parse_identifier(cell: Cell) -> Parsed:
    """A number of a person or a paper, kept as text."""
    if isinstance(cell, str):
        word = fold(cell)
        if _POWER.fullmatch(word):
            return failed("V005", digits=EXACT_DIGITS)
        return Parsed(typed) if (typed := _digits_of(cell)) else BLANK
    text = whole(cell)
    if text is None:
        return wrong_type(expected="identifier")
    return failed("V005", digits=EXACT_DIGITS) if len(text.lstrip("-")) > EXACT_DIGITS else Parsed(text)


def parse_identity_cell(cell: Cell) -> Parsed:
    """An identity number; one that was stored as a number has lost its last digits."""
    found = parse_identifier(cell)
    if not isinstance(found.value, str):
        return failed("V006", reason="characters") if found.fault == "V002" else found
    return parse_identity(found.value)


def parse_school_code(cell: Cell) -> Parsed:
    """A school code of ten digits, as text or as a number."""
    text = whole(cell) if not isinstance(cell, str) else _digits_of(cell)
    if text is None:
        return failed("V007", expected="school_code")
    text = _POINT_ZERO.sub(r"\1", text)
    return Parsed(text) if is_school_code(text) else failed("V007", expected="school_code")


def is_school_code(text: str) -> bool:
    """Whether a text has the form of a school code: ten digits, a known category, a known province."""
    return (
        len(text) == 10
        and text.isascii()
        and text.isdecimal()
        and text[:2] in CATEGORIES
        and text[2:4] in PROVINCES
    )


def parse_school(cell: Cell) -> Parsed:
    """A school as written: its code or a name; which record it leads to is settled later."""
    found = parse_researcher(cell)
    if found.fault is not None:
        return wrong_type(expected="school")
    text = _POINT_ZERO.sub(r"\1", str(found.value))
    return parse_school_code(text) if text.isdecimal() else found


def parse_coded_school(cell: Cell) -> Parsed:
    """A school under a header of codes: a name will do as well, plain letters that are no code will not."""
    found = parse_school(cell)
    bad = isinstance(found.value, str) and found.value.isascii() and not is_school_code(found.value)
    return failed("V007", expected="school_code") if bad else found


def parse_researcher(cell: Cell) -> Parsed:
    """A researcher as written: a number or a name."""
    if isinstance(cell, str):
        return Parsed(joined(narrow(cell)))
    text = whole(cell)
    return wrong_type(expected="researcher") if text is None else Parsed(text)


class AreaReader:
    """Reads townships: by name, by code, by a 12-digit code cut to 9; any text where no list is known."""

    def __init__(self, areas: Mapping[str, str]) -> None:
        self._known = {fold(text): code for text, code in areas.items()}
        self._long = sorted((text for text in self._known if len(text) > 2), key=len, reverse=True)

    def __call__(self, cell: Cell) -> Parsed:
        text = whole(cell) if not isinstance(cell, str) else cell
        if text is None:
            return wrong_type(expected="area")
        word = _POINT_ZERO.sub(r"\1", fold(text))
        if word.isascii() and word.isdecimal():
            return self._code(word)
        if not self._known:
            return Parsed(joined(narrow(text)))
        return self._name(word)

    def _code(self, digits: str) -> Parsed:
        if len(digits) not in (9, 12):
            return failed("V007", expected="area")
        code = digits[:9]
        return (
            Parsed(code)
            if not self._known or code in self._known.values()
            else failed("V004", reason="unknown_code")
        )

    def _name(self, word: str) -> Parsed:
        for name in (word, word.removesuffix("人民政府"), word.removesuffix("办事处")):
            if name in self._known:
                return Parsed(self._known[name])
        behind = {self._known[name] for name in self._long if word.endswith(name)}
        return Parsed(behind.pop()) if len(behind) == 1 else failed("V004", reason="unknown_code")
