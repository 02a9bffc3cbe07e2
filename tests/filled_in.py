"""Cells typed into a workbook as a person does it: the package around them is kept as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from ruraledu_cli.package.archive import Archive
from ruraledu_cli.package.book import Book
from ruraledu_cli.package.parts import Parts
from ruraledu_cli.read.package import Package
from ruraledu_cli.read.returned import RESULTS, SHOWN
from ruraledu_cli.read.xlsx import main_part

Value = str | int | float | date | None
Cells = Mapping[tuple[str, str], Value]  # sheet, address
_DAY_ZERO = date(1899, 12, 30)


def type_in(path: Path, cells: Cells) -> None:
    """Values into cells, each of which is in its sheet already: a mark puts it there."""
    data = path.read_bytes()
    archive = Archive(data)
    parts = {sheet.name: sheet.part for sheet in Book(Parts(archive), main_part(Package(data))).sheets()}
    for (sheet, address), value in cells.items():
        archive.put(parts[sheet], _with_cell(archive.xml(parts[sheet]), address, value))
    path.write_bytes(archive.save())


def _with_cell(xml: bytes, address: str, value: Value) -> bytes:
    found = re.search(rf'<((?:\w+:)?)c (?=[^>]*\br="{address}")([^>]*?)/?>'.encode(), xml)
    assert found is not None, address
    p, kept = found[1].decode(), re.sub(r'\s*\bt="\w+"', "", found[2].decode())
    closing = f"</{p}c>".encode()
    end = found.end() if found[0].endswith(b"/>") else xml.index(closing, found.end()) + len(closing)
    match value:
        case None:
            made = f"<{p}c {kept}/>"
        case str():
            words = f'<{p}is><{p}t xml:space="preserve">{escape(value)}</{p}t></{p}is>'
            made = f'<{p}c {kept} t="inlineStr">{words}</{p}c>'
        case date():
            day = value.date() if isinstance(value, datetime) else value
            made = f"<{p}c {kept}><{p}v>{(day - _DAY_ZERO).days}</{p}v></{p}c>"
        case _:
            made = f"<{p}c {kept}><{p}v>{value}</{p}v></{p}c>"
    return xml[: found.start()] + made.encode() + xml[end:]


def lines_in(path: Path, name: str = RESULTS) -> list[dict[str, str]]:
    """The rows of the sheet of results by column, and the number of the row in Excel under `at`."""
    rows = list(openpyxl.load_workbook(path)[name].iter_rows(values_only=True))
    first = next(number for number, row in enumerate(rows) if row[0] == "no") + 2
    return [
        {"at": str(number)}
        | {key: "" if cell is None else str(cell) for key, cell in zip(SHOWN, row, strict=False)}
        for number, row in enumerate(rows[first:], first + 1)
    ]


def answer(line: Mapping[str, str], reason: str, text: str) -> dict[tuple[str, str], Value]:
    """The cells that answer a line of the sheet of results."""
    return {(RESULTS, f"K{line['at']}"): reason or None, (RESULTS, f"L{line['at']}"): text}
