"""The coming years as a page: retirements, and each indicator if nobody is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ruraledu_cli.catalogue.figures import figure, show, show_line
from ruraledu_cli.catalogue.findings import mask
from ruraledu_cli.catalogue.pages import Block, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.model.measurement import Counted
from ruraledu_cli.model.outlook import Coming, Mover, Outlook, Outlooks, Retiring


def outlook_page(found: Outlooks, text: Catalogue, *, verbose: bool = False, show_pii: bool = False) -> Page:
    """The whole page; `verbose` names who leaves and when."""
    title = text.text("outlook.title", plan=text.title(found.plan.title))
    return page(title, _blocks(found, text, verbose=verbose, show_pii=show_pii))


def _blocks(found: Outlooks, text: Catalogue, *, verbose: bool, show_pii: bool) -> Iterator[Block]:
    yield Lines(tuple(_head(found, text)))
    yield Heading(text.text("outlook.retirements"))
    names = ("until", "men", "women", "women_workers", "total", "possible")
    headers = tuple(text.text(f"outlook.{name}") for name in names)
    yield Grid(headers, tuple(_retiring(one, text) for one in found.retiring), frozenset(range(1, 6)))
    yield Lines((text.text("outlook.law", source=found.source), text.text("outlook.flexible")), "dim")
    for one in found.outlooks:
        yield from _indicator(one, found, text)
        if verbose and one.movers:
            yield _movers(one, text, show_pii=show_pii)


def _head(found: Outlooks, text: Catalogue) -> Iterator[str]:
    yield text.text("outlook.as_of", date=text.day(found.day), count=text.number(found.staff))
    if found.past:
        yield text.text("outlook.past", count=found.past)
    if found.unknown:
        yield text.text("outlook.unknown", count=found.unknown)


def _retiring(one: Retiring, text: Catalogue) -> tuple[str, ...]:
    counts = (*(one.kinds[kind] for kind in ("men", "women", "women_workers")), one.total, one.possible)
    return (text.day(one.day), *map(text.number, counts))


def _indicator(one: Outlook, found: Outlooks, text: Catalogue) -> Iterator[Block]:
    indicator, target = found.plan.indicators[one.indicator], found.plan.targets.get(one.indicator)
    yield Heading(text.title(indicator.title))
    names = ("day", "value", "target", "retired_with", "retired_without", "aged")
    now = Coming(found.year, found.day, one.now)
    rows = []
    for coming in (now, *one.years):
        stone = target.in_force(coming.year) if target else None
        limit = target.milestones[stone].value if target and stone is not None else None
        line = (
            ""
            if target is None or limit is None
            else _sign(target.op) + show_line(limit, indicator.unit, text)
        )
        counts = (coming.retired_with, coming.retired_without, coming.aged)
        value = _value(coming.counted, indicator.unit, limit, text)
        rows.append((text.day(coming.day), value, line, *map(text.number, counts)))
    yield Grid(tuple(text.text(f"outlook.{name}") for name in names), tuple(rows), frozenset({1, 3, 4, 5}))


def _sign(op: str) -> str:
    return {">=": "≥", "<=": "≤"}[op]


def _value(counted: Counted, unit: str, limit: Fraction | None, text: Catalogue) -> str:
    found = figure(counted)
    value = "-" if found.value is None else show(found.value, unit, text, limit)
    return text.text("format.marked", label=value, value=found.counts) if found.counts else value


def _movers(one: Outlook, text: Catalogue, *, show_pii: bool) -> Grid:
    headers = tuple(text.text(f"outlook.{name}") for name in ("year", "what", "school", "name"))
    ordered = sorted(one.movers, key=lambda mover: (mover.year, mover.what, mover.school))
    return Grid(headers, tuple(mover_row(mover, text, show_pii=show_pii) for mover in ordered))


def mover_row(mover: Mover, text: Catalogue, *, show_pii: bool) -> tuple[str, ...]:
    """One person who leaves or ages; the name masked."""
    name = mover.name if show_pii or not mover.name else mask(mover.name)
    return (f"{mover.year}", text.text(f"outlook.{mover.what}"), mover.school, name)
