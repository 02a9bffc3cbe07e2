"""A page of words and tables on the screen."""

from __future__ import annotations

from itertools import zip_longest

from rich.console import Console

from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page
from ruraledu_cli.screen.lines import GAP, plain, put, put_line, put_row, widest
from ruraledu_cli.screen.palette import FAINT, INFO, WARN

_STYLES = {"bold": "bold", "warn": WARN, "dim": FAINT}
_LEAST = 12


def show_page(page: Page, console: Console) -> None:
    """The title, then every block."""
    put_line(console, page.title, "bold")
    for block in page.blocks:
        _show(block, console)


def _show(block: Block, console: Console) -> None:
    match block:
        case Heading(text):
            put(console)
            put_line(console, text, f"bold {INFO}")
        case Lines(lines, style):
            for line in lines:
                put_line(console, line, _STYLES.get(style, ""))
        case Grid():
            _show_grid(block, console)
        case Commands(lead, commands):
            put(console)
            put_line(console, lead, FAINT)
            for command, why in commands:
                put_line(console, f"  {plain(command)}  # {why}")


def _show_grid(grid: Grid, console: Console) -> None:
    columns = list(zip_longest(grid.headers, *grid.rows, fillvalue=""))
    widths = _fitted([widest(map(plain, column)) for column in columns], console.width)
    for number, row in enumerate((grid.headers, *grid.rows)):
        style = "" if number else "bold"
        put_row(
            console,
            [
                (cell, width, at in grid.right, style)
                for at, (cell, width) in enumerate(zip(row, widths, strict=False))
            ],
        )


def _fitted(widths: list[int], room: int) -> list[int]:
    """Widths that fit the window: the widest column gives way first."""
    widths = list(widths)
    while sum(widths) + GAP * (len(widths) - 1) > room and max(widths) > _LEAST:
        excess = sum(widths) + GAP * (len(widths) - 1) - room
        at = widths.index(max(widths))
        others = max((width for n, width in enumerate(widths) if n != at), default=0)
        widths[at] = max(_LEAST, min(widths[at] - 1, max(widths[at] - excess, others)))
    return widths
