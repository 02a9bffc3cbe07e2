"""Frames written as Markdown tables, for tests of validation."""

from __future__ import annotations

from functools import cache

from ruraledu_cli.census import Cell, Field, Frame, Sheet
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.codebook_files import load_codebook

AREAS = {"梁村镇": "371526101", "尹集镇": "371526102", "371526101": "371526101", "371526102": "371526102"}


@cache
def codebook() -> Codebook:
    return load_codebook()


def cells(markdown: str) -> list[list[str]]:
    """The cells of a Markdown table, its rule left out."""
    lines = [line.strip().strip("|").split("|") for line in markdown.strip().splitlines()]
    rows = [[cell.strip() for cell in line] for line in lines]
    return [row for row in rows if not all(set(cell) <= set("-:") and cell for cell in row)]


def frame(table: str, markdown: str, file: str | None = None, title_rows: int = 0) -> Frame:
    """A sheet of one table: headers of the codebook in the first line, one record in each other.

    `=12` is a number; `=TRUE` a truth value; "" an empty cell.
    """
    header, *records = cells(markdown)
    headers = {one.text: one for one in reversed(list(codebook().tables[table].headers()))}
    fields = tuple(
        Field(position, text, headers[text].column, headers[text].part, headers[text].reading)
        for position, text in enumerate(header)
    )
    rows: list[list[Cell]] = [["title"] for _ in range(title_rows)] + [list(header)]
    rows += [[_cell(text) for text in record] for record in records]
    first = title_rows + 1
    sheet = Sheet(file or f"{table}.xlsx", codebook().tables[table].sheet, rows)
    return Frame(sheet, table, fields, tuple(range(first, first + len(records))))


def _cell(text: str) -> Cell:
    if text == "":
        return None
    if text in ("=TRUE", "=FALSE"):
        return text == "=TRUE"
    return int(text[1:]) if text.startswith("=") else text
