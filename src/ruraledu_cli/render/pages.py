"""A page of words and tables as Markdown, and a table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page
from ruraledu_cli.render.csv import Cell, cell
from ruraledu_cli.render.md import escape


def render_page(page: Page) -> bytes:
    """Markdown; the commands to run next belong to the screen, and are left out."""
    lines = ["# " + escape(page.title), ""]
    for block in page.blocks:
        lines += [*_block(block)]
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8", "replace")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield from ("## " + escape(text), "")
        case Lines(lines):
            yield from (f"- {escape(line)}" for line in lines)
            yield ""
        case Grid(headers, rows, right):
            yield _row(headers)
            yield _row("---:" if number in right else "---" for number in range(len(headers)))
            yield from (_row(map(escape, row)) for row in rows)
            yield ""
        case Commands():
            return


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def render_table(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """CSV as Excel knows it: UTF-8 with a mark, figures as figures, text never as a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig", "replace")
