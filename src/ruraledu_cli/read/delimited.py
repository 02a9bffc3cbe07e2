"""Text tables (.csv): encoding, delimiter, and cells that are always text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import PurePosixPath

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.read.encodings import decoded
from ruraledu_cli.read.limits import MAX_COLUMNS, SHEET_CELLS
from ruraledu_cli.read.refused import OVERSIZED, Refused
from ruraledu_cli.read.selection import Contents

ENCODING_CHOSEN = "F007"
_DELIMITERS = ",;\t"
_SAMPLE_LINES = 50
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\r?\n")
_AS_TEXT = re.compile(r'="([^"]*)"')


def read_delimited(data: bytes, shown: str) -> Contents:
    """One sheet, named as the file. What was taken for granted about its encoding is told."""
    text, encoding = decoded(data)
    separator = _SEPARATOR_LINE.match(text)  # a line for Excel, which does not count it as a row
    if separator:
        text = text[separator.end() :]
    delimiter = separator.group(1) if separator else _delimiter(text)
    rows = _rows(text, delimiter)
    told = () if encoding == "UTF-8" else (_told(shown, encoding),)
    return Contents((Sheet(shown, PurePosixPath(shown).stem, rows, kind="csv"),), told)


def _told(shown: str, encoding: str) -> Finding:
    return Finding(ENCODING_CHOSEN, (Place(shown),), params={"encoding": encoding})


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    if "\0" in text:
        raise Refused("not_a_workbook")
    try:
        return _parsed(text, delimiter, strict=True)
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Refused("unclosed_quote") from None
        return _lenient(text, delimiter)


def _lenient(text: str, delimiter: str) -> list[list[Cell]]:
    try:
        return _parsed(text, delimiter, strict=False)
    except csv.Error:
        raise Refused("field_size", OVERSIZED) from None


def _parsed(text: str, delimiter: str, *, strict: bool) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    cells = 0
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
        cells += len(record)
        if len(record) > MAX_COLUMNS or cells > SHEET_CELLS:
            raise Refused("huge_extent", OVERSIZED, params={"limit": SHEET_CELLS})
        rows.append([_field(value) for value in record])
    return rows


def _field(value: str) -> Cell:
    """="001" is how a text of digits is kept as text in a .csv."""
    if value.startswith('="') and (match := _AS_TEXT.fullmatch(value)):
        value = match.group(1)
    return value or None


def _delimiter(text: str) -> str:
    """The one that splits most of the first lines into the same number of fields; a comma where none does."""
    sample = "".join(text[:100_000].splitlines(keepends=True)[:_SAMPLE_LINES])
    return max(_DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[int, int]:
    """How many records have the commonest number of fields, and that number."""
    try:
        records = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        return 0, 0
    widths = Counter(len(record) for record in records if len(record) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
