"""A page of words and tables, before it is a screen, Markdown or anything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences, each on a line of its own. `style` is a hint: bold, warn, dim or none."""

    lines: tuple[str, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; columns whose number is in `right` are figures."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Commands:
    """What to run next, each with what it is for."""

    lead: str
    commands: tuple[tuple[str, str], ...]


Block = Heading | Lines | Grid | Commands


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    blocks: tuple[Block, ...]

    @property
    def commands(self) -> list[str]:
        """The commands the page names."""
        return [
            command for block in self.blocks if isinstance(block, Commands) for command, _ in block.commands
        ]


def page(title: str, blocks: Iterable[Block | None]) -> Page:
    """A page of the blocks that have something to say."""
    return Page(title, tuple(_filled(blocks)))


def _filled(blocks: Iterable[Block | None]) -> Iterator[Block]:
    for block in blocks:
        empty = isinstance(block, Lines) and not block.lines
        empty = empty or (isinstance(block, Grid) and not block.rows)
        if block is not None and not empty and not (isinstance(block, Commands) and not block.commands):
            yield block
