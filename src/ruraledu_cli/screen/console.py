"""The terminal: its width, its colours, and what its encoding can write."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from typing import IO, Literal

from rich.console import Console

Color = Literal["auto", "always", "never"]
_UNFOLDED = 4000  # a width that no line reaches: a pipe or a file is never folded


def make_console(color: Color = "auto", file: IO[str] | None = None, width: int | None = None) -> Console:
    """A console on stdout or a file. `auto` colours terminals alone, and none under NO_COLOR."""
    stream = file or sys.stdout or io.StringIO()  # stdout may be closed
    terminal = stream.isatty()
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="replace")  # a rare character in GBK is a question mark, not a crash
    width = width if width is not None or terminal else _UNFOLDED
    if color == "never":
        return Console(file=stream, width=width, color_system=None, no_color=True, highlight=False)
    if color == "always":
        system: Literal["auto", "standard"] = "auto" if terminal else "standard"
        return Console(
            file=stream,
            width=width,
            force_terminal=True,
            no_color=False,
            color_system=system,
            highlight=False,
        )
    return Console(file=stream, width=width, highlight=False)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs for lines and bars that an encoding can write."""

    rule: str
    full: str
    rest: str
    at_least: str
    at_most: str


_DRAWN = Glyphs("─", "█", "░", "≥", "≤")
_TYPED = Glyphs("-", "#", ".", ">=", "<=")


def glyphs(console: Console) -> Glyphs:
    """Drawn signs where the encoding is Unicode; else ASCII, since GBK fonts draw them two columns wide."""
    return _DRAWN if console.encoding.lower().startswith("utf") else _TYPED
