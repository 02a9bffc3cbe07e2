"""Lines of text by display width: wrapped as Chinese is wrapped, padded, and safe to print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from ruraledu_cli.screen.palette import FAINT

_NOT_FIRST = frozenset("，。、；：？！）］〕》”’,.;:?!)]%")
_NOT_LAST = frozenset("（［〔《“‘([")
_WORD = re.compile(r"[!-~]+|\s|.", re.DOTALL)  # a run of Latin letters and digits, or one character
GAP = 2


def plain(value: str) -> str:
    """Text without what could steer a terminal: line breaks, escapes, marks of direction become spaces."""
    return "".join(char if char.isprintable() or char == "\u3000" else " " for char in value)


def wrap(value: str, width: int) -> list[str]:
    """Lines of at most `width` columns. Breaks between Chinese characters and at spaces, and keeps
    punctuation off the beginnings and opening brackets off the ends of lines."""
    lines, line = [], ""
    for word in _words(plain(value)):
        if cell_len(line) + cell_len(word.rstrip()) <= width:
            line += word
            continue
        if line.strip():
            line, carried = _carry(line, word)
            lines.append(line.rstrip())
            word = carried + word
        *whole, line = _chop(word.lstrip(), width)
        lines += whole
    return [*lines, line.rstrip()]


def _words(value: str) -> list[str]:
    return _WORD.findall(value)


def _carry(line: str, word: str) -> tuple[str, str]:
    """What goes to the next line with its first word: an opening bracket, or the character before a comma."""
    cut = len(line)
    if word[:1] in _NOT_FIRST:
        cut -= 1
    while cut > 1 and line[cut - 1] in _NOT_LAST:
        cut -= 1
    if cut <= 1 or (cut < len(line) and line[cut].isascii() and line[cut].isalnum()):
        cut = len(line)
    return line[:cut], line[cut:]


def _chop(word: str, width: int) -> list[str]:
    """A word too long for a line, cut where the line ends."""
    pieces = [""]
    for char in word:
        if cell_len(pieces[-1]) + cell_len(char) > width and pieces[-1]:
            pieces.append("")
        pieces[-1] += char
    return pieces


def pad(value: str, width: int, *, right: bool = False) -> str:
    """Spaces to a display width, before the text where it is to stand at the right."""
    fill = " " * max(0, width - cell_len(value))
    return fill + value if right else value + fill


Cell = tuple[str, int, bool, str]  # text, width, whether it stands at the right, style


def put_row(console: Console, cells: Sequence[Cell]) -> None:
    """One row of a table; cells that are too long go on below, within their column."""
    wrapped = [wrap(text, width) for text, width, _, _ in cells]
    for parts in zip_longest(*wrapped, fillvalue=""):
        line = Text()
        for number, (part, (_, width, right, style)) in enumerate(zip(parts, cells, strict=True)):
            line.append(" " * GAP if number else "")
            line.append(pad(part, width, right=right), Style.parse(style))
        line.rstrip()
        put(console, line)


def put_note(console: Console, value: str, *, indent: int = 4, style: str = FAINT) -> None:
    """A remark below a row, over the whole width."""
    for part in wrap(value, max(20, console.width - indent)):
        put(console, Text(" " * indent).append(part, Style.parse(style)))


def put_line(console: Console, value: str, style: str = "") -> None:
    """A line of its own, wrapped at the console's width."""
    put_note(console, value, indent=0, style=style)


def put_items(console: Console, items: Iterable[str], style: str = "") -> None:
    """Items side by side, as many to a line as there is room for, none of them broken."""
    line = ""
    for item in items:
        if line and cell_len(line) + 3 + cell_len(item) > console.width:
            put(console, Text(line, Style.parse(style)))
            line = ""
        line = f"{line}   {item}" if line else item
    put(console, Text(line, Style.parse(style)))


def put(console: Console, line: Text | str = "") -> None:
    """Print a line as it is: no markup, no folding, no cropping."""
    console.print(Text(line) if isinstance(line, str) else line, soft_wrap=True)


def widest(values: Iterable[str]) -> int:
    return max((cell_len(value) for value in values), default=0)
