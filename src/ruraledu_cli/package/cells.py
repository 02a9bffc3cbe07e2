"""A sheet's cells changed in its XML: their style alone, and cells and rows that are not there put in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from ruraledu_cli.model.finding import column_letter
from ruraledu_cli.package.tags import (
    ATTRIBUTES,
    Splice,
    attribute,
    masked,
    opened,
    prefix,
    section,
    spliced,
    tag_pattern,
    with_attribute,
    without_attribute,
)
from ruraledu_cli.read.marks import column_number
from ruraledu_cli.read.refused import Refused

Address = tuple[int, int]  # row and column, 1-based
Restyle = Callable[[Address, int], int]
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d*)")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")


def address_of(reference: str) -> Address | None:
    """B12 as (12, 2)."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]), column_number(found[1].encode())) if found else None


def reference_of(address: Address) -> str:
    return f"{column_letter(address[1])}{address[0]}"


def column_tags(head: bytes, name_prefix: bytes) -> list[bytes]:
    """The tags that say how wide columns are, and how they look, of what stands before the cells."""
    return [match[0] for match in tag_pattern(name_prefix + b"col").finditer(masked(head))]


@dataclass(frozen=True, slots=True)
class Row:
    """A row's number and where it stands: start tag [start, inner), cells [inner, stop)."""

    number: int
    start: int
    inner: int
    stop: int


class SheetCells:
    """The cells of one sheet's XML."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self._visible = masked(xml)
        self._prefix = prefix(xml)
        found = section(xml, self._prefix + b"sheetData")
        if found is None:
            raise Refused("damaged")
        self.data = found
        self._cell = re.compile(
            b"<" + self._prefix + rb"""c(?=[\s/>])(?: r="([A-Z]{1,3})\d+")?""" + ATTRIBUTES
        )
        self._columns = column_tags(xml[: found.start], self._prefix)
        self._rows = self._find_rows()
        self._numbers = [row.number for row in self._rows]

    def _find_rows(self) -> list[Row]:
        found: list[Row] = []
        end, number = b"</" + self._prefix + b"row", 0
        for match in tag_pattern(self._prefix + b"row").finditer(
            self._visible, self.data.inner, self.data.stop
        ):
            said = _ROW_NUMBER.search(match[0])
            number = int(said[1]) if said else number + 1
            stop = match.end() if match[0].endswith(b"/>") else self._visible.index(end, match.end())
            found.append(Row(number, match.start(), match.end(), stop))
        if any(a.number >= b.number for a, b in pairwise(found)):
            raise Refused("damaged")
        return found

    def restyled(self, wanted: Iterable[Address], restyle: Restyle) -> bytes:
        """The sheet with these cells styled anew; `restyle` is told each cell and the style it has now."""
        by_row: dict[int, list[int]] = {}
        for row, column in sorted(set(wanted)):
            by_row.setdefault(row, []).append(column)
        splices: list[Splice] = []
        for number, columns in by_row.items():
            at = bisect_left(self._numbers, number)
            if at < len(self._rows) and self._numbers[at] == number:
                splices += self._in_row(self._rows[at], columns, restyle)
            else:
                splices.append(self._new_row(at, number, columns, restyle))
        if self.data.tag.endswith(b"/>") and splices:  # <sheetData/>
            tag = opened(self.data.tag)
            cells = b"".join(piece for _, _, piece in splices)
            splices = [(self.data.start, self.data.end, tag + cells + b"</" + self._prefix + b"sheetData>")]
        return spliced(self.xml, splices)

    def _in_row(self, row: Row, columns: list[int], restyle: Restyle) -> list[Splice]:
        cells = self._cells(row)
        known = {column: (start, end) for column, start, end in cells}
        splices: list[Splice] = []
        for column in columns:
            if column in known:
                start, end = known[column]
                tag = self.xml[start:end]
                style = restyle((row.number, column), int(attribute(tag, "s") or 0))
                splices.append((start, end, with_attribute(tag, "s", style)))
                continue
            at = next((start for c, start, _ in cells if c > column), row.stop)
            splices.append((at, at, self._new_cell(row, column, restyle)))
        if all(column in known for column in columns):
            return splices
        tag = without_attribute(self.xml[row.start : row.inner], "spans")
        if tag.endswith(b"/>"):
            new = b"".join(piece for _, _, piece in splices)
            return [(row.start, row.inner, opened(tag) + new + b"</" + self._prefix + b"row>")]
        return [(row.start, row.inner, tag), *splices]

    def _cells(self, row: Row) -> list[tuple[int, int, int]]:
        """Column and tag [start, end) of each cell of a row."""
        found, column = [], 0
        for match in self._cell.finditer(self._visible, row.inner, row.stop):
            if match[1]:
                column = column_number(match[1])
            else:
                said = address_of(attribute(match[0], "r") or "")
                column = said[1] if said else column + 1
            found.append((column, match.start(), match.end()))
        return found

    def _new_cell(self, row: Row | None, column: int, restyle: Restyle, number: int = 0) -> bytes:
        style = self._column_style(column)
        if row is not None:
            tag = self.xml[row.start : row.inner]
            if attribute(tag, "customFormat") in ("1", "true"):
                style = int(attribute(tag, "s") or 0)
            number = row.number
        address = (number, column)
        cell = f'c r="{reference_of(address)}" s="{restyle(address, style)}"/>'
        return b"<" + self._prefix + cell.encode()

    def _new_row(self, at: int, number: int, columns: list[int], restyle: Restyle) -> Splice:
        place = self._rows[at].start if at < len(self._rows) else self.data.stop
        cells = b"".join(self._new_cell(None, column, restyle, number) for column in columns)
        name = self._prefix + b"row"
        return (place, place, b"<" + name + f' r="{number}">'.encode() + cells + b"</" + name + b">")

    def _column_style(self, column: int) -> int:
        for tag in self._columns:
            if int(attribute(tag, "min") or 0) <= column <= int(attribute(tag, "max") or 0):
                return int(attribute(tag, "style") or 0)
        return 0

    def with_styles(self, styles: Iterable[int]) -> list[Address]:
        """Where cells of these styles are."""
        wanted = b"|".join(str(style).encode() for style in sorted(set(styles)))
        if not wanted:
            return []
        pattern = re.compile(rb"""\ss\s*=\s*["'](?:""" + wanted + rb""")["']""")
        starts = [row.start for row in self._rows]
        hits = pattern.finditer(self._visible, self.data.inner, self.data.stop)
        rows = dict.fromkeys(bisect_left(starts, match.start()) - 1 for match in hits)
        return [cell for at in rows if at >= 0 for cell in self._styled(self._rows[at], pattern)]

    def _styled(self, row: Row, pattern: re.Pattern[bytes]) -> list[Address]:
        return [
            (row.number, column)
            for column, start, end in self._cells(row)
            if pattern.search(self._visible, start, end)
        ]

    def merged(self) -> list[tuple[Address, Address]]:
        """Merged ranges, both ends included."""
        found = []
        name = tag_pattern(self._prefix + b"mergeCell")
        for match in name.finditer(self._visible, self.data.end):
            first, _, last = (attribute(match[0], "ref") or "").partition(":")
            ends = address_of(first), address_of(last or first)
            if ends[0] and ends[1]:
                found.append((ends[0], ends[1]))
        return found
