"""The plan on the screen: its indicators with their milestones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from ruraledu_cli.catalogue.figures import show_line

if TYPE_CHECKING:
    from rich.console import Console

    from ruraledu_cli.catalogue import Catalogue
    from ruraledu_cli.cli.words import Words
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.definitions.target import Target


def show_plan(plan: Plan, as_of: date | None, words: Words, text: Catalogue, console: Console) -> None:
    """One line an indicator; the last column is what binds in the year of `as_of`."""
    console.print(Text(words.text("plan.heading", {"title": text.title(plan.title), "id": plan.id})))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("task", "indicator", "force", "milestones", *(["in_force"] if as_of else [])):
        table.add_column(words.text(f"plan.{name}"), overflow="fold")
    for name, indicator in plan.indicators.items():
        target = plan.targets.get(name)
        cells = [indicator.task, f"{text.title(indicator.title)}  {name}"]
        cells = [*cells, words.text(f"plan.{target.force if target else 'none'}")]
        cells.append(_milestones(target, indicator.unit, text))
        if as_of:
            cells.append(_in_force(target, as_of, indicator.unit, text))
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)


def _milestones(target: Target | None, unit: str, text: Catalogue) -> str:
    stones = sorted(target.milestones.items()) if target else []
    sign = {">=": "≥", "<=": "≤"}[target.op] if target else ""
    return "  ".join(f"{year} {sign} {show_line(stone.value, unit, text)}" for year, stone in stones)


def _in_force(target: Target | None, as_of: date, unit: str, text: Catalogue) -> str:
    year = target.in_force(as_of.year) if target else None
    return (
        f"{year}: {show_line(target.milestones[year].value, unit, text)}"
        if target and year is not None
        else "—"
    )
