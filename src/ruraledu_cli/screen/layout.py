"""Which columns a window has room for; the others are shortened, moved below, or told as left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ruraledu_cli.screen.lines import GAP, widest

COLUMNS = ("indicator", "value", "counts", "bar", "target", "due", "gap", "missing", "status")
RIGHT = frozenset({"value", "counts", "target", "gap", "missing"})
BAR, SHORT_BAR = 10, 6
_LEAST_TITLE = 26
_LEAST_OF_ALL = 12

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """`stacked` columns stand below their indicator, `hidden` ones nowhere; `short` ones say it in brief.

    `empty` columns have nothing to say for any indicator.
    """

    stacked: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    short: frozenset[str] = frozenset()
    empty: tuple[str, ...] = ()
    widths: Mapping[str, int] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        gone = {*self.stacked, *self.hidden, *self.empty}
        return tuple(name for name in COLUMNS if name not in gone)

    @property
    def bar(self) -> int:
        return SHORT_BAR if "bar" in self.short else BAR

    def width(self, name: str) -> int:
        return (self.widths or {}).get(name, 0)

    @property
    def total(self) -> int:
        return sum(map(self.width, self.columns)) + GAP * (len(self.columns) - 1)

    def cell(self, name: str, cells: Cells) -> str:
        """The text of a cell, in brief where this layout says so."""
        return cells.get(f"{name}_short", cells[name]) if name in self.short else cells[name]


def fit(rows: Sequence[Cells], headers: Cells, width: int) -> Layout:
    """The fullest layout whose titles keep a decent width; the least important columns give way first."""
    layout = _measured(Layout(), rows, headers, width)
    wanted = min(_LEAST_TITLE, widest(row["indicator"] for row in rows))
    for how, name in _STEPS:
        if layout.width("indicator") >= wanted:
            break
        layout = _measured(_give_way(layout, how, name), rows, headers, width)
    return layout


# In order of what is missed least. What is stacked is still said, what is hidden is told once.
_STEPS = (
    ("short", "due"),
    ("stack", "missing"),
    ("short", "status"),
    ("short", "bar"),
    ("stack", "counts"),
    ("hide", "bar"),
    ("stack", "due"),
    ("stack", "gap"),
)


def _give_way(layout: Layout, how: str, name: str) -> Layout:
    if how == "stack":
        return replace(layout, stacked=(*layout.stacked, name))
    if how == "hide":
        return replace(layout, hidden=(*layout.hidden, name))
    return replace(layout, short=layout.short | {name})


def _measured(layout: Layout, rows: Sequence[Cells], headers: Cells, width: int) -> Layout:
    """Empty columns go without a word; the titles take what the others leave, up to what they need."""
    layout = replace(layout, empty=())
    widths: dict[str, int] = {}
    for name in layout.columns[1:]:
        filled = widest(layout.cell(name, row) for row in rows)
        if filled:
            widths[name] = max(layout.bar if name == "bar" else filled, widest([headers[name]]))
    empty = tuple(name for name in layout.columns[1:] if name not in widths)
    taken = sum(widths.values()) + GAP * len(widths)
    natural = widest([headers["indicator"], *(row["indicator"] for row in rows)])
    widths["indicator"] = max(_LEAST_OF_ALL, min(natural, width - taken))
    return replace(layout, empty=empty, widths=widths)
